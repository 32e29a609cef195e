"""kill -9 of a web worker during saves: acknowledged saves are stored, none partially."""

from __future__ import annotations

import os
import random
import signal
import time

from bench.faults.audit import Audit, audited
from bench.faults.report import Control, Line
from bench.faults.saving_clients import Answers, saving
from bench.faults.sites import Databases, serve

SLOW = "5"
"""Milliseconds between an act's first row and its last."""

TRIES = 10
"""Attempts of the control: a single one may happen to lose nothing."""


def killed_worker(databases: Databases, kills: int) -> Line:
    answers, found = kill_often(databases, kills)
    lost = answers.lost(found.words)
    failed = sum(count for status, count in answers.statuses.items() if status >= 500)
    return Line(
        f"worker killed, {kills} times",
        databases.name,
        f"{len(answers.saved)} saves acknowledged, {lost} lost, {len(found.torn)} half; "
        f"{answers.dropped} connections dropped, {failed} answers of 500 and above",
        not lost and not found.torn and not failed and answers.dropped > 0 and found.plans > 0,
        lambda: until_torn(databases, min(kills, 20)),
    )


def until_torn(databases: Databases, kills: int) -> Control:
    """The control: kills without atomic acts, until one leaves a partial save."""
    for _ in range(TRIES):
        _, bare = kill_often(databases, kills, off="atomic")
        if bare.torn:
            break
    return Control(f"{len(bare.torn)} of {bare.plans} plans torn", bool(bare.torn))


def kill_often(databases: Databases, kills: int, **faults: str) -> tuple[Answers, Audit]:
    """The responses and the audit after so many kills."""
    environment, choice = databases.filled(), random.Random(kills)
    with serve(environment, slow=SLOW, **faults) as site, saving(site.port) as answers:
        for _ in range(kills):
            if answers.saved_since(time.monotonic(), 20) is None:
                raise RuntimeError(f"nobody can save; see {site.log}")
            time.sleep(choice.uniform(0, 0.2))
            os.kill(choice.choice(site.workers()), signal.SIGKILL)
        answers.saved_since(time.monotonic(), 20)
    return answers, audited(environment)
