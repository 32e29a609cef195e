from __future__ import annotations

from datetime import date
from typing import Any

from roadmap.domain.changes.past_dates import (
    MAX_PAST_DATES,
    as_stored_edits,
    past_dates,
)
from roadmap.domain.overview.plan_reading import PastDate
from roadmap.domain.plan.phase_dates import Span


def due(row: int, before: str | None, after: str | None) -> list[dict[str, Any]]:
    sides = {"before": {"due_date": before}, "after": {"due_date": after}}
    return [{"kind": "activity", "key": str(row)} | sides]


def test_past_dates_are_the_newest_so_many() -> None:
    acts = [(n, due(n, "2027-03-03", None)) for n in range(1, MAX_PAST_DATES + 3)]

    found = past_dates(acts)

    assert [one.thing[1] for one in found] == list(range(3, MAX_PAST_DATES + 3))


def test_past_date_of_an_emptied_act_ends_when_a_date_comes_back() -> None:
    day = date(2027, 3, 3)
    kept = as_stored_edits(PastDate(("activity", row), Span(day, day), "Titel") for row in (1, 2))

    found = past_dates([(7, kept), (8, due(1, None, "2027-05-05"))])

    assert found == (PastDate(("activity", 2), Span(day, day)),)


def test_past_dates_of_no_acts_are_stored_as_nothing() -> None:
    assert as_stored_edits(past_dates([])) == []
