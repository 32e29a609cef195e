"""Many people who edit one plan at once, over real HTTP: nothing lost, nothing twice, no 500.

Each edit adds a word of its own to an activity's note and counts as done only when the server says
so; after a conflict it starts again from what is stored. At the end every word that was
acknowledged must stand in the plan, once.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field

from django.db import connection

from bench.serving import server
from bench.visitor import Visitor, form_on

ACTIVITIES = 12
"""Few, so that people edit the same ones."""


@dataclass
class Outcome:
    """Acknowledged words, responses by status, and the words in the plan."""

    acknowledged: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    stored: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def lost(self) -> set[str]:
        return self.acknowledged - self.stored.keys()

    @property
    def twice(self) -> set[str]:
        return {word for word, count in self.stored.items() if count > 1}

    @property
    def failures(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 500)


def edit_at_once(ports: list[int], people: int, edits: int) -> Outcome:
    """`people` at `edits` each on one new plan, spread over the servers on these ports."""
    with Visitor(ports[0]) as maker:
        plan = maker.make_expert_plan()
        _, page = maker.ask("GET", plan)
    rows = list(dict.fromkeys(re.findall(rf"{plan}activiteiten/\d+/", page.decode())))[:ACTIVITIES]
    outcome = Outcome()
    start = time.perf_counter()
    threads = [
        threading.Thread(
            target=_edit,
            args=(ports[n % len(ports)], maker.cookies, rows, f"p{n}e", edits, outcome),
        )
        for n in range(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.perf_counter() - start
    with Visitor(ports[0]) as reader:
        reader.cookies = maker.cookies
        for row in rows:
            outcome.stored.update(form_on(reader.ask("GET", row)[1], "note")["note"].split())
    return outcome


def _edit(
    port: int, cookies: dict[str, str], rows: list[str], name: str, edits: int, outcome: Outcome
) -> None:
    choice = random.Random(name)
    with Visitor(port) as person:
        person.cookies = dict(cookies)
        for number in range(edits):
            row, word, status = choice.choice(rows), f"{name}{number}", 409
            while status == 409:
                _, page = person.ask("GET", row)
                form = form_on(page, "note")
                form["note"] = f"{form['note']} {word}".strip()
                response, _ = person.ask("POST", row, form)
                status = response.status
                outcome.statuses[status] += 1
            if status in (302, 303):
                outcome.acknowledged.add(word)


def table() -> list[str]:
    """25 people on one server for SQLite, 50 on two servers for PostgreSQL."""
    people, servers = (50, 2) if connection.vendor == "postgresql" else (25, 1)
    with ExitStack() as stack:
        ports = [stack.enter_context(server()) for _ in range(servers)]
        outcome = edit_at_once(ports, people, edits=40)
    return [
        f"| {people} people × 40 edits of one plan, {servers} server(s) | count |",
        "|---|---:|",
        f"| edits acknowledged | {len(outcome.acknowledged)} |",
        f"| lost | {len(outcome.lost)} |",
        f"| stored twice | {len(outcome.twice)} |",
        f"| answers of 500 and above | {outcome.failures} |",
        f"| conflicts met and settled (409) | {outcome.statuses[409]} |",
        f"| seconds | {outcome.seconds:.0f} |",
        "",
    ]
