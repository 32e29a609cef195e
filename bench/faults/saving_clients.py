"""Clients that keep saving while something breaks, and record the responses."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.visitor import Visitor, form_on

PEOPLE = 4
PLANS = 2
PAUSE = 0.2
"""Seconds before another try, after an answer of 503."""


@dataclass
class Answers:
    """The server's responses: when each word was saved, counts by status, unexpected ones."""

    saved: dict[str, float] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    dropped: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def lost(self, words: list[str]) -> int:
        """Words that the server acknowledged and that are not in the history, once."""
        counted = Counter(words)
        return sum(counted[word] != 1 for word in self.saved)

    def saved_since(self, moment: float, patience: float) -> float | None:
        """Seconds from `moment` to the first save that began after it; None: none in time."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            after = [at for at in list(self.saved.values()) if at > moment]
            if after:
                return min(after) - moment
            time.sleep(0.01)
        return None


@contextmanager
def saving(port: int, people: int = PEOPLE) -> Iterator[Answers]:
    """People who save, each an activity of their own, in plans that they share by two."""
    makers = [Visitor(port) for _ in range(PLANS)]
    plans = [maker.make_expert_plan() for maker in makers]
    answers = Answers()
    threads = []
    for number in range(people):
        maker, plan = makers[number % PLANS], plans[number % PLANS]
        page = maker.ask("GET", plan)[1].decode()
        rows = list(dict.fromkeys(re.findall(rf"{plan}activiteiten/\d+/", page)))
        arguments = (port, dict(maker.cookies), rows[number], f"p{number}w", answers)
        threads.append(threading.Thread(target=save_on, args=arguments, daemon=True))
    for maker in makers:
        maker.connection.close()
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        answers.stop.set()
        for thread in threads:
            thread.join()


def save_on(port: int, cookies: dict[str, str], row: str, name: str, answers: Answers) -> None:
    number = 0
    with Visitor(port) as person:
        person.cookies = cookies
        while not answers.stop.is_set():
            number += 1
            try:
                if not save(person, row, f"{name}{number}", answers):
                    time.sleep(PAUSE)
            except (OSError, http.client.HTTPException):
                answers.dropped += 1  # without an answer: it may have been saved
                person.connection.close()


def save(person: Visitor, row: str, word: str, answers: Answers) -> bool:
    """One save, from opening the form to the answer; False when it was not taken."""
    person.connection.close()  # the server would, after a pause
    response, page = person.ask("GET", row)
    note(answers, "GET", response, page)
    if response.status != 200:
        return False
    response, page = person.ask("POST", row, form_on(page, "note") | {"note": word})
    note(answers, "POST", response, page)
    if response.status != 303:
        return response.status == 409
    answers.saved[word] = time.monotonic()
    return True


def first_row(person: Visitor, plan: str) -> str:
    """The address of the plan's first activity."""
    found = re.search(rf"{plan}activiteiten/\d+/", person.ask("GET", plan)[1].decode())
    assert found
    return found[0]


def note(answers: Answers, method: str, response: http.client.HTTPResponse, page: bytes) -> None:
    """Counts an answer; a failure that does not explain itself is listed as strange.

    409 stands for a save of which the answer was dropped: the next one meets it.
    """
    answers.statuses[response.status] += 1
    if response.status in (200, 303, 409):
        return
    message = b"Niet bewaard" if method == "POST" else b"De databank antwoordt even niet"
    if response.status != 503 or not response.headers["Retry-After"] or message not in page:
        answers.strange.append(f"{method} {response.status}")
