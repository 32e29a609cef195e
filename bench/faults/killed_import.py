"""kill -9 while a file is read in: the plan is there as the file says, or not at all."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from dataclasses import dataclass

from bench.faults.report import Control, Line
from bench.faults.sites import BASE, Databases, module

TRIES = 10
"""So often is the control tried; a lucky one says nothing of the guard."""


@dataclass(frozen=True)
class Found:
    """Plans acknowledged, those of them that are missing, and plans that are half."""

    told: int
    missing: list[int]
    half: list[str]


def killed_import(databases: Databases, kills: int) -> Line:
    found = kill_often(databases, kills)
    return Line(
        f"import killed, {kills} times",
        databases.name,
        f"{found.told} plans acknowledged, {len(found.missing)} missing, {len(found.half)} half, "
        f"also where the file was sent again",
        not found.missing and not found.half and found.told > kills,
        lambda: without_atomic(databases, min(kills, 5)),
    )


def without_atomic(databases: Databases, kills: int) -> Control:
    for _ in range(TRIES):
        bare = kill_often(databases, kills, "atomic")
        if bare.half:
            break
    return Control(f"{len(bare.half)} of {bare.told} plans half", bool(bare.half))


def kill_often(databases: Databases, kills: int, *off: str) -> Found:
    """What is there after so many kills; each next process begins with what the last broke off."""
    environment, choice, told = databases.filled(), random.Random(kills), 0
    for _ in range(kills):
        process = subprocess.Popen(
            module("bench.faults.importer", str(told), *off),
            cwd=BASE, env=environment, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL if off else None,  # half a plan can be in its own way
        )  # fmt: skip
        assert process.stdout
        said = process.stdout.readline()
        start = time.monotonic()
        said += process.stdout.readline()
        time.sleep(choice.uniform(0, time.monotonic() - start))
        process.kill()
        said += process.communicate()[0]
        if not off and process.returncode != -signal.SIGKILL:
            raise RuntimeError("the import ended by itself")
        told += len(said.split())
    done = subprocess.run(
        module("bench.faults.importer", "check", str(told)), cwd=BASE, env=environment,
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return Found(told, **json.loads(done.stdout))
