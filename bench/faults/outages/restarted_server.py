"""PostgreSQL restarted under load: only 503 pages, and saves work again within seconds."""

from __future__ import annotations

import random
import time

from bench.faults.audit import audited
from bench.faults.report import Control, Line
from bench.faults.saving_clients import Answers, first_row, save, saving
from bench.faults.sites import Databases, serve
from bench.visitor import Visitor
from scripts.with_postgres import Server

BACK_WITHIN = 5
LONG_OUTAGE = 15
"""Seconds: long enough for a pool with increasing retry delays to be waiting when it ends."""


def restarted_server(databases: Databases, restarts: int) -> Line:
    """Restarts in turn as an administrator's and as a crash; one outage is long."""
    assert databases.server
    environment = databases.filled()
    with serve(environment) as site, saving(site.port) as answers:
        outages = [*(0 for _ in range(restarts - 1)), LONG_OUTAGE if restarts > 5 else 1]
        back = [restart(databases.server, answers, n, outage) for n, outage in enumerate(outages)]
    found = audited(environment)
    lost, latest = answers.lost(found.words), max(back)
    return Line(
        f"server restarted, {restarts} times",
        databases.name,
        f"{len(answers.saved)} saves acknowledged, {lost} lost, {len(found.torn)} half; "
        f"{answers.statuses[503]} answers of 503, {len(answers.strange)} of another kind, "
        f"{answers.dropped} dropped; back after at most {latest:.1f} s",
        not (lost or found.torn or answers.strange or answers.dropped) and latest <= BACK_WITHIN,
        lambda: without_answer(databases),
    )


def restart(server: Server, answers: Answers, number: int, outage: float) -> float:
    """Seconds from the server's return to the next save; a large number if none succeeded."""
    answers.saved_since(time.monotonic(), 20)
    time.sleep(random.Random(number).uniform(0, 0.5))
    server.stop("immediate" if number % 2 else "fast")
    time.sleep(outage)
    server.start()
    back = answers.saved_since(time.monotonic(), 4 * BACK_WITHIN)
    return 4 * BACK_WITHIN if back is None else back


def without_answer(databases: Databases) -> Control:
    assert databases.server
    with serve(databases.filled(), off="answer") as site, saving(site.port) as answers:
        for _ in range(10):
            restart(databases.server, answers, 1, 1)
            if answers.strange:
                break
    return Control(f"{len(answers.strange)} answers of 500", bool(answers.strange))


def idle_restart(databases: Databases, restarts: int) -> Line:
    """Restarts while nobody asks for anything: the next visitor notices nothing (case 52)."""
    met = after_idle(databases, restarts)
    return Line(
        f"server restarted while idle, {restarts} times",
        databases.name,
        f"{met} of the next requests failed",
        met == 0,
        lambda: idle_without_health(databases, restarts),
    )


def idle_without_health(databases: Databases, restarts: int) -> Control:
    failed = after_idle(databases, restarts, off="health")
    return Control(f"{failed} failed", failed > 0)


def after_idle(databases: Databases, restarts: int, **faults: str) -> int:
    """How many saves failed, each the first after a restart."""
    answers, server = Answers(), databases.server
    assert server
    with serve(databases.filled(), **faults) as site, Visitor(site.port) as person:
        plan = person.make_expert_plan()
        row, failed = first_row(person, plan), 0
        for number in range(restarts):
            for _ in range(4):  # every worker holds a connection
                person.connection.close()
                person.ask("GET", plan)
            person.connection.close()
            server.stop("fast")
            server.start()
            failed += not save(person, row, f"w{number}", answers)
    return failed
