"""Memory of a web worker and its render process after many requests and PDFs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from bench.serving import descendants, read_of_process, served
from bench.visitor import GZIP, Visitor, form_on

FIRST = 10
"""Requests, or PDFs, after which memory should no longer grow."""
REQUESTS = 2_000
PDFS = 100
MOST_GROWTH = 0.15
PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY_SAVE = 10


@dataclass(frozen=True)
class Sizes:
    """MB of one process after the first requests and PDFs, and after all of them."""

    name: str
    first: float
    last: float

    @property
    def growth(self) -> float:
        return self.last / self.first - 1


def sizes(requests: int = REQUESTS, pdfs: int = PDFS) -> list[Sizes]:
    """Measures the site with one worker; a tenth of the requests are saves."""
    with served(WORKERS="1") as (port, master), Visitor(port) as visitor:
        acts = mixed(visitor)
        drawn = printed(visitor)
        _repeat(acts, FIRST * EVERY_SAVE)
        _repeat(drawn, FIRST)
        # Housekeeping waits beside it, in a small process.
        parents = (pid for pid in descendants(master) if list(descendants(pid)))
        worker = max(parents, key=resident_mb)
        render = max(descendants(worker), key=resident_mb)
        processes = {"web worker": worker, "render process": render}
        first = {name: resident_mb(pid) for name, pid in processes.items()}
        _repeat(acts, requests)
        _repeat(drawn, pdfs)
        return [Sizes(name, first[name], resident_mb(pid)) for name, pid in processes.items()]


def mixed(visitor: Visitor) -> Iterator[int]:
    """The statuses of pages of the site and of a plan of 53 activities, that is saved at times."""
    plan = visitor.make_expert_plan()
    paths = ["/", "/zelfevaluatie/", "/activiteiten/", "/activiteiten/?q=opleiding", "/plannen/"]
    paths += ["/stappenplannen/expert/", *(plan + page for page in ("", "lijst/", "aan-zet/"))]
    number = 0
    while True:
        for path in paths:
            response, _ = visitor.ask("GET", path, headers=GZIP)
            yield response.status
        number += 1
        yield _renamed(visitor, plan, f"Plan {number}")


def printed(visitor: Visitor) -> Iterator[int]:
    """The statuses of PDFs that are drawn: each of a new title, with a letter of another font."""
    plan, number = visitor.make_expert_plan(), 0
    while True:
        number += 1
        _renamed(visitor, plan, f"Plan {number} 🚀")
        yield visitor.ask("GET", f"{plan}pdf")[0].status


def _renamed(visitor: Visitor, plan: str, title: str) -> int:
    _, page = visitor.ask("GET", f"{plan}gegevens/")
    form = form_on(page, "title") | {"title": title}
    return visitor.ask("POST", f"{plan}gegevens/", form)[0].status


def _repeat(statuses: Iterator[int], count: int) -> None:
    for _, status in zip(range(count), statuses, strict=False):
        assert status < 400, status


def resident_mb(pid: int) -> float:
    """Resident memory of the process in MB; 0 if it has ended."""
    _, resident, *_ = (read_of_process(pid, "statm") or "0 0").split()
    return int(resident) * PAGE / 1e6


def table() -> list[str]:
    measured = sizes()
    return [
        f"| {REQUESTS} mixed requests and {PDFS} PDFs | MB after the first {FIRST} | MB at the end "
        "| grown | asked |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {one.name} | {one.first:.0f} | {one.last:.0f} | {one.growth:.1%} "
            f"| {MOST_GROWTH:.0%} |"
            for one in measured
        ),
        "",
    ]
