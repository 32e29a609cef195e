"""How many answers a second each page gives, as a part of a view that only passes the middleware.

The bare view and the pages run in the same server process group, asked in turn, so that a machine
that slows down slows both.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bench.serving import server
from bench.visitor import Visitor

ROUNDS = 7
SECONDS = 0.6


@dataclass(frozen=True)
class Target:
    """One address to ask for, and the least part of the bare view's rate that is asked of it."""

    name: str
    path: str
    headers: dict[str, str]
    wanted: float


@dataclass(frozen=True)
class Rate:
    target: Target
    per_second: float
    part_of_bare: float
    status: int


def page_rates(port: int) -> Iterator[Rate]:
    """The median over the rounds of each page's rate and of its ratio to the bare view's."""
    with Visitor(port) as visitor:
        plan = visitor.make_expert_plan()
        quiz, ready = "/zelfevaluatie/", "/stappenplannen/expert/"
        targets = [
            Target("bare view", "/bench/bare", {}, 1),
            Target("quiz", quiz, {}, 1 / 3),
            Target("quiz, 304", quiz, visitor.unchanged(quiz), 1 / 3),
            Target("ready plan, 53 activities", ready, {}, 1 / 3),
            Target("ready plan, 304", ready, visitor.unchanged(ready), 1 / 3),
            Target("own plan, 53 activities", plan, {}, 1 / 7),
            Target("own plan, 304", plan, visitor.unchanged(plan), 1 / 4),
        ]
        rates: dict[str, list[float]] = {target.name: [] for target in targets}
        ratios: dict[str, list[float]] = {target.name: [] for target in targets}
        statuses: dict[str, int] = {}
        for _ in range(ROUNDS):
            for target in targets:
                rate, statuses[target.name] = measure(visitor, target)
                rates[target.name].append(rate)
                ratios[target.name].append(rate / rates["bare view"][-1])
    for target in targets:
        yield Rate(
            target,
            median(rates[target.name]),
            median(ratios[target.name]),
            statuses[target.name],
        )


def measure(visitor: Visitor, target: Target) -> tuple[float, int]:
    """Answers a second over one connection, and the status of the last."""
    count, status, start = 0, 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        response, _ = visitor.ask("GET", target.path, headers=target.headers)
        status = response.status
        count += 1
    return count / (time.perf_counter() - start), status


def table() -> list[str]:
    lines = ["| page | answers a second, one visitor | part of the bare view | asked | status |"]
    lines.append("|---|---:|---:|---:|---|")
    with server() as port:
        for rate in page_rates(port):
            lines.append(
                f"| {rate.target.name} | {rate.per_second:.0f} | {rate.part_of_bare:.2f} "
                f"| {rate.target.wanted:.2f} | {rate.status} |"
            )
    return [*lines, ""]
