"""PostgreSQL restarted under load: only 503 that explains itself, and back within seconds."""

from __future__ import annotations

import random
import time

from bench.faults.audit import audited
from bench.faults.report import Control, Line
from bench.faults.savers import Told, first_row, save, saving
from bench.faults.sites import Databases, serve
from bench.visitor import Visitor
from scripts.with_postgres import Server

BACK_WITHIN = 5
LONG_OUTAGE = 15
"""Seconds: long enough for a pool that tries ever more seldom to be asleep when it ends."""


def restarted_server(databases: Databases, restarts: int) -> Line:
    """Restarts in turn as an administrator's and as a crash; one outage is long."""
    assert databases.server
    environment = databases.filled()
    with serve(environment) as site, saving(site.port) as told:
        outages = [*(0 for _ in range(restarts - 1)), LONG_OUTAGE if restarts > 5 else 1]
        back = [restart(databases.server, told, n, outage) for n, outage in enumerate(outages)]
    found = audited(environment)
    lost, latest = told.lost(found.words), max(back)
    return Line(
        f"server restarted, {restarts} times",
        databases.name,
        f"{len(told.saved)} saves acknowledged, {lost} lost, {len(found.torn)} half; "
        f"{told.statuses[503]} answers of 503, {len(told.strange)} of another kind, "
        f"{told.dropped} dropped; back after at most {latest:.1f} s",
        not (lost or found.torn or told.strange or told.dropped) and latest <= BACK_WITHIN,
        lambda: without_answer(databases),
    )


def restart(server: Server, told: Told, number: int, outage: float) -> float:
    """Seconds from when the server was back to the next save; more than enough when none came."""
    told.saved_since(time.monotonic(), 20)
    time.sleep(random.Random(number).uniform(0, 0.5))
    server.stop("immediate" if number % 2 else "fast")
    time.sleep(outage)
    server.start()
    back = told.saved_since(time.monotonic(), 4 * BACK_WITHIN)
    return 4 * BACK_WITHIN if back is None else back


def without_answer(databases: Databases) -> Control:
    assert databases.server
    with serve(databases.filled(), off="answer") as site, saving(site.port) as told:
        for _ in range(10):
            restart(databases.server, told, 1, 1)
            if told.strange:
                break
    return Control(f"{len(told.strange)} answers of 500", bool(told.strange))


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
    """How many saves, each the first after a restart, were not taken."""
    told, server = Told(), databases.server
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
            failed += not save(person, row, f"w{number}", told)
    return failed
