from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from roadmap.domain.overview.attention import AttentionLine, attention_of, postponed
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.plan.fields import Status

TODAY = date(2027, 3, 1)


def line(title: str, days: int | None = None, **fields: Any) -> AttentionLine:
    due = None if days is None else TODAY + timedelta(days=days)
    item = GridItem(title, "processen", 1, 1, due_date=due, **fields)
    return AttentionLine(UUID(int=1), "Plan", True, 2, item, TODAY)


def test_attention_puts_an_open_activity_in_each_group_that_it_belongs_to() -> None:
    lines = [
        line("Over 31 dagen", 31, owner="An"),
        line("Over 30 dagen", 30),
        line("Vandaag", 0, owner="An"),
        line("Gisteren", -1, owner="An"),
        line("Nooit", owner="An"),
        line("Klaar", -1, status=Status.DONE),
    ]

    found = {g.slug: [one.item.title for one in g.lines] for g in attention_of(lines).groups}

    assert found == {
        "te-laat": ["Gisteren"],
        "binnenkort": ["Vandaag", "Over 30 dagen"],
        "zonder-trekker": ["Over 30 dagen"],
        "zonder-datum": ["Nooit"],
    }


def test_attention_of_many_lines_counts_those_it_does_not_show() -> None:
    ownerless = attention_of([line("Een", 90)] * 53).groups[2]

    assert (len(ownerless.shown), ownerless.more) == (50, 3)


@pytest.mark.parametrize(
    ("due", "start", "expected"),
    [
        (date(2027, 3, 10), None, date(2027, 3, 24)),
        (date(2027, 1, 4), None, date(2027, 3, 15)),
        (None, None, date(2027, 3, 15)),
        (None, date(2027, 5, 1), date(2027, 5, 15)),
        (date(2100, 12, 20), None, date(2100, 12, 31)),
    ],
)
def test_postponed_is_two_weeks_after_its_date_or_today(
    due: date | None, start: date | None, expected: date
) -> None:
    values = GridItem("Een", "processen", 1, 1, due_date=due, start_date=start)

    assert postponed(values, TODAY) == expected
