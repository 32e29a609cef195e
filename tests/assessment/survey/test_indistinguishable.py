"""Rule 11 over whole surveys: what nobody may tell apart, every request answers alike.

Two surveys with other answers but the same bands go through the same days. After each step every
page, file and header is asked for, and compared.
"""

from __future__ import annotations

import pickle
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.survey.domain.bands import bands_of, ladder_of
from assessment.survey.models import Survey, SurveyCounter
from tests.assessment.survey.domain.test_bands import tables
from tests.assessment.survey.surveys import address_of, close, count_answers, opened, pass_days
from tests.roadmap.conftest import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
QUESTIONS = 6
ID, KEY = UUID(int=7), "k" * 32
"""The same for both surveys, of which one is gone when the other begins."""
Counts = Sequence[tuple[int, ...]]
SHOWN = ("Content-Length", "ETag", "Content-Type", "Cache-Control", "Content-Disposition")


@cache
def by_picture(n: int) -> dict[Any, list[tuple[int, ...]]]:
    """All tables of n answers to one question, by what is published of them."""
    found: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    ladder = ladder_of(n)
    for table in tables(n, 3):
        found[bands_of(table, ladder) if ladder else None].append(table)
    return found


@st.composite
def twins(draw: st.DrawFn) -> tuple[Counts, Counts]:
    """Counts of two surveys that have the same number of answers and the same bands."""
    n = draw(st.sampled_from([0, 3, 6, 7, 8, 9, 10, 12, 15, 16, 20]))
    pictures = [draw(st.sampled_from(list(by_picture(n).values()))) for _ in range(QUESTIONS)]
    return tuple([draw(st.sampled_from(alike)) for alike in pictures] for _ in range(2))  # type: ignore[return-value]


def sheets(counts: Counts) -> list[str]:
    """Sheets of answers that give these counts, in some order."""
    columns = ["".join("ABC"[o] * number for o, number in enumerate(row)) for row in counts]
    shuffled = ["".join(random.Random(column).sample(column, len(column))) for column in columns]
    return ["".join(letters) for letters in zip(*shuffled, strict=True)]


class Watched:
    """One survey with its maker and a colleague, who ask for everything there is."""

    def __init__(self, counts: Counts) -> None:
        self.maker, self.colleague = signed_in(person("an")), Client()
        self.survey, _ = opened(self.maker, opening_key=ID, way="link", asked=40)
        Survey.objects.update(key=KEY)
        self.survey.key = KEY
        self.sheets = sheets(counts)

    def answers(self, start: int, stop: int) -> None:
        count_answers(self.survey, self.sheets[start:stop])

    def seen(self) -> list[tuple[Any, ...]]:
        """Status, headers and body of every request, as anybody may send it."""
        own, asked = f"/bevragingen/{self.survey.pk}/", address_of(self.survey)
        of_maker = ("", "uitkomst/", "json", "overleg.pdf", "toen-en-nu/", "verwijderen/")
        requests = [(self.maker, "/bevragingen/"), *((self.maker, own + tail) for tail in of_maker)]
        requests += [(self.colleague, asked + tail) for tail in ("", "bedankt/", "uitkomst/")]
        return [self.read(client.get(address)) for client, address in requests]

    def read(self, response: Any) -> tuple[Any, ...]:
        headers = [self.neutral(response.headers.get(name, "")) for name in SHOWN]
        body = self.neutral(response.content.decode("latin-1"))
        return response.status_code, *headers, self.neutral(response.get("Location", "")), body

    def neutral(self, text: str) -> str:
        """Without what is drawn for each page: the tokens and keys of its forms."""
        return re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]+"', "", text)


@pytest.fixture(autouse=True)
def _papers_as_what_they_are_drawn_from(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(*args: Any) -> bytes:
        return pickle.dumps(args[1:])

    monkeypatch.setattr("roadmap.exports.worker.draw", draw)


def steps(watched: Watched, way: str) -> Iterator[list[tuple[Any, ...]]]:
    """A survey's life, with all that is seen after each step."""
    number = len(watched.sheets)
    yield watched.seen()
    watched.answers(0, number // 2)
    yield watched.seen()
    pass_days(watched.survey, 1)
    yield watched.seen()
    watched.answers(number // 2, number - 1 if number else 0)
    yield watched.seen()
    pass_days(watched.survey, 1)
    move(watched, way)
    yield watched.seen()
    watched.answers(max(number - 1, 0), number)
    yield watched.seen()
    if way == "restored":
        SurveyCounter.objects.filter(survey=watched.survey).delete()
        yield watched.seen()
    close(watched.survey)
    yield watched.seen()
    yield watched.seen()


def life(counts: Counts, way: str) -> list[list[tuple[Any, ...]]]:
    """All that is seen of a survey with these answers, in a database of which nothing stays."""
    with transaction.atomic():
        try:
            return list(steps(Watched(counts), way))
        finally:
            transaction.set_rollback(True)


def move(watched: Watched, way: str) -> None:
    watched.survey.refresh_from_db()
    schedule = watched.survey.schedule
    day = {"later": schedule.latest, "tonight": watched.survey.counted_on}.get(way)
    if day is not None:
        address = f"/bevragingen/{watched.survey.pk}/verschuiven/"
        response = watched.maker.post(address, {"day": day})
        assert response.status_code in (302, 422), response.status_code


@settings(max_examples=settings.default.max_examples // 4 if settings.default else 3)
@given(twins(), st.sampled_from(["as planned", "later", "tonight", "restored"]))
def test_surveys_that_differ_only_within_bands_are_seen_alike(
    pair: tuple[Counts, Counts], way: str
) -> None:
    one, other = (life(counts, way) for counts in pair)

    assert one == other


def test_control_another_band_is_seen() -> None:
    """What the comparison looks at does change when the outcome does."""
    alike, different = [(8, 0, 2)] * QUESTIONS, [(2, 0, 8)] * QUESTIONS
    views = list(zip(life(alike, "later"), life(different, "later"), strict=True))

    assert all(seen == also for seen, also in views[:-2])
    assert all(seen != also for seen, also in views[-2:])
