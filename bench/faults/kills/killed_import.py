"""kill -9 during an import: afterwards the plan is complete, or does not exist."""

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
"""Attempts of the control: a single one may happen to lose nothing."""


@dataclass(frozen=True)
class Found:
    """Plans acknowledged, those of them that are missing, and plans that are half."""

    acknowledged: int
    missing: list[int]
    half: list[str]


def killed_import(databases: Databases, kills: int) -> Line:
    found = kill_often(databases, kills)
    return Line(
        f"import killed, {kills} times",
        databases.name,
        f"{found.acknowledged} plans acknowledged, {len(found.missing)} missing, "
        f"{len(found.half)} half, also where the file was sent again",
        not found.missing and not found.half and found.acknowledged > kills,
        lambda: without_atomic(databases, min(kills, 5)),
    )


def without_atomic(databases: Databases, kills: int) -> Control:
    for _ in range(TRIES):
        bare = kill_often(databases, kills, "atomic")
        if bare.half:
            break
    return Control(f"{len(bare.half)} of {bare.acknowledged} plans half", bool(bare.half))


def kill_often(databases: Databases, kills: int, *off: str) -> Found:
    """The audit after so many kills; each process starts with the import that was interrupted."""
    environment, choice, acknowledged = databases.filled(), random.Random(kills), 0
    for _ in range(kills):
        process = subprocess.Popen(
            module("bench.faults.kills.importer", str(acknowledged), *off),
            cwd=BASE, env=environment, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL if off else None,  # a partial plan can block its own import
        )  # fmt: skip
        assert process.stdout
        output = process.stdout.readline()
        start = time.monotonic()
        output += process.stdout.readline()
        time.sleep(choice.uniform(0, time.monotonic() - start))
        process.kill()
        output += process.communicate()[0]
        if not off and process.returncode != -signal.SIGKILL:
            raise RuntimeError("the import ended by itself")
        acknowledged += len(output.split())
    done = subprocess.run(
        module("bench.faults.kills.importer", "check", str(acknowledged)),
        cwd=BASE, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return Found(acknowledged, **json.loads(done.stdout))
