from __future__ import annotations

from datetime import date

import pytest

from roadmap.domain.overview.attention import next_review, postponed
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.plan.fields import Rhythm

TODAY = date(2027, 3, 1)


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


@pytest.mark.parametrize(
    ("rhythm", "day", "expected"),
    [
        (Rhythm.NEVER, date(2027, 1, 31), None),
        (Rhythm.MONTHLY, date(2027, 1, 31), date(2027, 2, 28)),
        (Rhythm.QUARTERLY, date(2027, 11, 30), date(2028, 2, 29)),
        (Rhythm.YEARLY, date(2028, 2, 29), date(2029, 2, 28)),
        (Rhythm.MONTHLY, date(2100, 12, 1), date(2100, 12, 31)),
        (Rhythm.YEARLY, date(2100, 6, 1), date(2100, 12, 31)),
        (Rhythm.MONTHLY, date.max, date(2100, 12, 31)),
    ],
)
def test_next_review_is_a_rhythm_later_and_not_after_the_last_day(
    rhythm: Rhythm, day: date, expected: date | None
) -> None:
    assert next_review(rhythm, day) == expected
