"""A working day in minutes, over real HTTP: people take the quiz, edit plans and print PDFs.

Everybody is a thread that mostly thinks. Each answer is timed by kind of page; 429, 5xx and dropped
connections are counted as what they are. The server is `manage.py serve` in a process of its own.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import quantiles

from bench.serving import served
from bench.visitor import Visitor, form_on

LETTERS = "ABC"
MOST_ACTIVITIES = 8
"""Activities that several people edit: few, so that they conflict."""


@dataclass(frozen=True)
class Crowd:
    """How many people, and for how long. Pauses are ranges of seconds."""

    quiz: int = 200
    editors: int = 25
    printers: int = 4
    seconds: float = 300
    sheet: tuple[float, float] = (60, 180)
    edit: tuple[float, float] = (3, 9)
    printing: tuple[float, float] = (0, 0)


@dataclass
class Figures:
    """Milliseconds of each answer by kind of page, and answers by kind and status."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    dropped: Counter[str] = field(default_factory=Counter)

    def percentile(self, kind: str, percent: int) -> float:
        """A percentile of the kind's milliseconds; 0 with too few responses."""
        times = self.times.get(kind, [])
        return quantiles(times, n=100)[percent - 1] if len(times) > 1 else sum(times)

    @property
    def failures(self) -> int:
        """The number of 5xx and 429 responses and dropped connections."""
        bad = [n for c in self.statuses.values() for status, n in c.items() if bad_status(status)]
        return sum(bad) + sum(self.dropped.values())


def bad_status(status: int) -> bool:
    return status >= 500 or status == 429


class Person(Visitor):
    """A visitor whose answers are timed."""

    def __init__(self, port: int, figures: Figures, until: float, name: str) -> None:
        super().__init__(port)
        self.figures, self.until, self.choice = figures, until, random.Random(name)

    def timed(
        self, kind: str, method: str, path: str, data: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPResponse, bytes]:
        start = time.perf_counter()
        response, page = self.ask(method, path, data)
        self.figures.times[kind].append((time.perf_counter() - start) * 1000)
        self.figures.statuses[kind][response.status] += 1
        return response.status, response, page

    def think(self, seconds: tuple[float, float]) -> bool:
        """Waits, with the connection closed; returns False at the end of the run."""
        self.connection.close()
        pause = self.choice.uniform(*seconds)
        left = self.until - time.monotonic()
        time.sleep(max(0, min(pause, left)))
        return pause < left


def under_load(port: int, crowd: Crowd) -> Figures:
    """The figures of all people. Each starts at a random point of a pause."""
    figures, until = Figures(), time.monotonic() + crowd.seconds
    maker = Visitor(port)
    shared = maker.make_expert_plan()
    _, page = maker.ask("GET", shared)
    rows = list(dict.fromkeys(re.findall(rf"{shared}activiteiten/\d+/", page.decode())))
    maker.connection.close()

    def start(kind: str, act: Callable[[Person], None], number: int) -> threading.Thread:
        person = Person(port, figures, until, f"{kind}{number}")
        thread = threading.Thread(target=guarded, args=(kind, act, person), daemon=True)
        thread.start()
        return thread

    def edit(person: Person) -> None:
        person.cookies = dict(maker.cookies)
        edit_plan(person, shared, rows[:MOST_ACTIVITIES], crowd)

    threads = [start("quiz", lambda p: take_quizzes(p, crowd), n) for n in range(crowd.quiz)]
    threads += [start("edit", edit, n) for n in range(crowd.editors)]
    threads += [start("print", lambda p: print_plans(p, crowd), n) for n in range(crowd.printers)]
    for thread in threads:
        thread.join()
    return figures


def guarded(kind: str, act: Callable[[Person], None], person: Person) -> None:
    """Repeats the act until the end of the run, also after dropped connections."""
    while time.monotonic() < person.until:
        try:
            act(person)
        except (OSError, http.client.HTTPException):
            person.figures.dropped[kind] += 1
            person.connection.close()


def take_quizzes(person: Person, crowd: Crowd) -> None:
    """Takes quizzes: open, think, send, read the result."""
    if not person.think((0, crowd.sheet[1])):
        return
    while True:
        _, _, page = person.timed("quiz", "GET", "/zelfevaluatie/")
        form = form_on(page, "csrfmiddlewaretoken")
        if not person.think(crowd.sheet):
            return
        form |= {f"vraag-{number}": person.choice.choice(LETTERS) for number in range(1, 7)}
        status, response, _ = person.timed("quiz sent", "POST", "/zelfevaluatie/", form)
        if status == 302:
            person.timed("result", "GET", response.headers["Location"])


def edit_plan(person: Person, plan: str, rows: list[str], crowd: Crowd) -> None:
    """Edits a plan: open it and an activity, write a note; after a conflict, start again."""
    number = 0
    while person.think(crowd.edit):
        row, number = person.choice.choice(rows), number + 1
        person.timed("plan", "GET", plan)
        _, _, page = person.timed("activity", "GET", row)
        form = form_on(page, "note") | {"note": f"{threading.get_ident()} {number}"}
        person.timed("save", "POST", row, form)


def print_plans(person: Person, crowd: Crowd) -> None:
    """Downloads PDFs of a plan that changes before each, so that none is cached."""
    plan = person.make_expert_plan()
    row = re.findall(rf"{plan}activiteiten/\d+/", person.ask("GET", plan)[1].decode())[0]
    number = 0
    while person.think(crowd.printing):
        number += 1
        form = form_on(person.ask("GET", row)[1], "note") | {"note": f"{number}"}
        person.ask("POST", row, form)
        person.timed("pdf", "GET", f"{plan}pdf")


@dataclass(frozen=True)
class Starving:
    """The quiz's p95 in milliseconds alone and while PDFs are drawn, and how many were."""

    idle: float
    busy: float
    pdfs: int
    refused: int

    @property
    def times(self) -> float:
        return self.busy / self.idle


def starving(port: int, seconds: float, printers: int = 8) -> Starving:
    """One visitor opens the quiz ten times a second, first alone, then while PDFs are drawn."""
    idle = asked_steadily(port, seconds)
    crowd = Crowd(quiz=0, editors=0, printers=printers, seconds=seconds + 2)
    with ThreadPoolExecutor() as pool:
        printing = pool.submit(under_load, port, crowd)
        time.sleep(2)
        busy = asked_steadily(port, seconds)
        pdfs = printing.result().statuses["pdf"]
    return Starving(idle, busy, pdfs[200], sum(pdfs.values()) - pdfs[200])


def asked_steadily(port: int, seconds: float) -> float:
    """Opens the quiz ten times a second; returns the p95 in milliseconds."""
    figures = Figures()
    with Person(port, figures, time.monotonic() + seconds, "quiz") as person:
        while person.think((0.1, 0.1)):
            person.timed("quiz", "GET", "/zelfevaluatie/")
    return figures.percentile("quiz", 95)


def table() -> list[str]:
    seconds = float(os.environ.get("BENCH_SECONDS", "300"))
    with served() as (port, _):
        hungry = starving(port, min(seconds, 30))
        crowd = Crowd(seconds=seconds)
        figures = under_load(port, crowd)
    lines = [
        f"{crowd.quiz} people at the quiz, {crowd.editors} editing, {crowd.printers} printing, "
        f"{seconds:.0f} s:",
        "",
        "| page | answers | p50 ms | p95 ms | most | by status |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for kind, times in sorted(figures.times.items()):
        p50, p95 = (figures.percentile(kind, percent) for percent in (50, 95))
        counts = ", ".join(f"{status}: {n}" for status, n in figures.statuses[kind].items())
        lines.append(
            f"| {kind} | {len(times)} | {p50:.0f} | {p95:.0f} | {max(times):.0f} | {counts} |"
        )
    lines += [
        "",
        f"Failures (500 and above, 429, dropped connections): {figures.failures}.",
        f"Quiz, p95: {hungry.idle:.0f} ms alone, {hungry.busy:.0f} ms while 8 people print without "
        f"pause ({hungry.times:.1f} times; {hungry.pdfs} PDFs, {hungry.refused} put off).",
        "",
    ]
    return lines
