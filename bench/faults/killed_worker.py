"""kill -9 of a web worker in the middle of saves: all that was acknowledged is there, none half."""

from __future__ import annotations

import os
import random
import signal
import time

from bench.faults.audit import Audit, audited
from bench.faults.report import Control, Line
from bench.faults.savers import Told, saving
from bench.faults.sites import Databases, serve

SLOW = "5"
"""Milliseconds between an act's first row and its last."""

TRIES = 10
"""So often is the control tried; a lucky one says nothing of the guard."""


def killed_worker(databases: Databases, kills: int) -> Line:
    told, found = kill_often(databases, kills)
    lost = told.lost(found.words)
    failed = sum(count for status, count in told.statuses.items() if status >= 500)
    return Line(
        f"worker killed, {kills} times",
        databases.name,
        f"{len(told.saved)} saves acknowledged, {lost} lost, {len(found.torn)} half; "
        f"{told.dropped} connections dropped, {failed} answers of 500 and above",
        not lost and not found.torn and not failed and told.dropped > 0 and found.plans > 0,
        lambda: until_torn(databases, min(kills, 20)),
    )


def until_torn(databases: Databases, kills: int) -> Control:
    """Without atomic acts a kill tears a plan, though not every few kills hit one."""
    for _ in range(TRIES):
        _, bare = kill_often(databases, kills, off="atomic")
        if bare.torn:
            break
    return Control(f"{len(bare.torn)} of {bare.plans} plans torn", bool(bare.torn))


def kill_often(databases: Databases, kills: int, **faults: str) -> tuple[Told, Audit]:
    """What people were told, and what is stored, after so many kills."""
    environment, choice = databases.filled(), random.Random(kills)
    with serve(environment, slow=SLOW, **faults) as site, saving(site.port) as told:
        for _ in range(kills):
            if told.saved_since(time.monotonic(), 20) is None:
                raise RuntimeError(f"nobody can save; see {site.log}")
            time.sleep(choice.uniform(0, 0.2))
            os.kill(choice.choice(site.workers()), signal.SIGKILL)
        told.saved_since(time.monotonic(), 20)
    return told, audited(environment)
