"""Measures the rate of each page, as a fraction of the rate of a view that does nothing.

The bare view and the pages run in the same server process group, asked in turn, so that a machine
that slows down slows both. Pages are asked for as a browser does, in gzip.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from operator import le
from statistics import median
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.crowds.open_boards import plan_of_many, session_of
from bench.serving import cpu_seconds, server_process
from bench.visitor import GZIP, Visitor
from content.models import Phase, Track
from roadmap.models import Plan, PlanActivity

ROUNDS = 9
SECONDS = 0.6
LARGE = 300


@dataclass(frozen=True)
class Target:
    """One address to measure, and the required minimum as a fraction of the bare view's rate."""

    name: str
    visitor: Visitor
    path: str
    headers: dict[str, str]
    wanted: float


@dataclass(frozen=True)
class Cost:
    """Seconds that one answer takes: of the server's processors, and by the clock, which counts the
    client's own work too.
    """

    cpu: float
    wall: float


@dataclass(frozen=True)
class Rate:
    """`part` and `part_by_clock`: fractions of the bare view's rate."""

    target: Target
    ms: float
    part: float
    part_by_clock: float
    status: int

    @property
    def reached(self) -> str:
        return "yes" if self.part >= self.target.wanted else "no"


def page_rates(port: int, server: int) -> Iterator[Rate]:
    """The median over the rounds of each page's cost and of its ratio to the bare view's.

    `server`: the process of which the workers are children.
    """
    with ExitStack() as stack:
        stranger, owner = (stack.enter_context(Visitor(port)) for _ in range(2))
        targets = list(_targets(stranger, owner))
        costs: dict[str, list[Cost]] = {target.name: [] for target in targets}
        statuses: dict[str, int] = {}
        for _ in range(ROUNDS):
            for target in targets:
                cost, statuses[target.name] = measure(target, lambda: cpu_seconds(server))
                costs[target.name].append(cost)
    for target in targets:
        pairs = list(zip(costs[targets[0].name], costs[target.name], strict=True))
        yield Rate(
            target,
            1000 * median(cost.cpu for _, cost in pairs),
            median(bare.cpu / cost.cpu for bare, cost in pairs),
            median(bare.wall / cost.wall for bare, cost in pairs),
            statuses[target.name],
        )


def _targets(stranger: Visitor, owner: Visitor) -> Iterator[Target]:
    """The bare view, then each page whole and as an answer to a browser that holds it."""
    small, large = owner.make_expert_plan(), owner.make_expert_plan()
    fill(UUID(large.strip("/").rpartition("/")[2]))
    yield Target("bare view", stranger, "/bench/bare", GZIP, 1)
    for name, visitor, path, whole, unchanged in (
        ("quiz", stranger, "/zelfevaluatie/", 0.55, 0.67),
        ("ready plan, 53 activities", stranger, "/stappenplannen/expert/", 0.60, 0.67),
        ("own plan, 53 activities", owner, small, 0.25, 0.33),
        (f"own plan, {LARGE} activities", owner, large, 0.20, 0.33),
    ):
        yield Target(name, visitor, path, GZIP, whole)
        held = GZIP | visitor.unchanged(path)
        yield Target(f"{name}, 304", visitor, path, held, unchanged)


def fill(plan_id: UUID) -> None:
    """Adds activities until the plan has LARGE."""
    plan = Plan.objects.get(pk=plan_id)
    tracks, phases = list(Track.objects.all()), list(Phase.objects.all())
    PlanActivity.objects.bulk_create(
        PlanActivity(
            plan=plan,
            title=f"Eigen activiteit van de organisatie, nummer {number}",
            track=tracks[number % len(tracks)],
            phase=phases[number % len(phases)],
            order=100 + number,
        )
        for number in range(LARGE - plan.activities.count())
    )
    plan.save()  # at another moment: no page of before is the one of this plan
    connection.close()


def measure(target: Target, cpu: Callable[[], float]) -> tuple[Cost, int]:
    """The cost of an answer over one connection, and the status of the last; the first answer is
    not counted: the connection may be a new one, to a worker that draws the page anew.
    """
    target.visitor.ask("GET", target.path, headers=target.headers)
    count, status, used, start = 0, 0, cpu(), time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        response, _ = target.visitor.ask("GET", target.path, headers=target.headers)
        status = response.status
        count += 1
    return Cost((cpu() - used) / count, (time.perf_counter() - start) / count), status


def own_plan_queries() -> list[int]:
    """Queries of a member's plan page: rendered anew, from the cache, and as a 304."""
    plan, person = plan_of_many(), Client(headers={"host": "localhost"})
    person.cookies[settings.SESSION_COOKIE_NAME] = session_of(plan.memberships.all()[0].user)
    counts: list[int] = []
    tag = ""
    for _ in ("anew", "ready", "unchanged"):
        held = {"If-None-Match": tag} if len(counts) == 2 else {}
        with CaptureQueriesContext(connection) as asked:
            tag = person.get(f"/plannen/{plan.pk}/", headers=held)["ETag"]
        counts.append(len(asked))
    connection.close()
    return counts


def table() -> list[str]:
    found, wanted = own_plan_queries(), [5, 3, 2]
    reached = "yes" if all(map(le, found, wanted)) else "no"
    lines = [
        "Pages in gzip, as a part of the bare view's rate.",
        "",
        "| page | CPU, ms | part, by CPU | asked | reached | part, by the clock | status |",
        "|---|---:|---:|---:|---|---:|---:|",
    ]
    with server_process() as (port, pid):
        for rate in page_rates(port, pid):
            lines.append(
                f"| {rate.target.name} | {rate.ms:.2f} | {rate.part:.2f} "
                f"| {rate.target.wanted:.2f} | {rate.reached} | {rate.part_by_clock:.2f} "
                f"| {rate.status} |"
            )
    return [
        *lines,
        "",
        f"Queries of a member's own plan, drawn anew, lying ready and unchanged: {found}; "
        f"asked: {wanted} at the most; reached: {reached}.",
        "",
    ]
