"""Rules 8 and 14: when a survey closes, how its closing moves, and when it may be repeated."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessment.survey.domain.schedule import Schedule

OPENED = date(2026, 12, 1)
PLANNED = Schedule(OPENED, date(2026, 12, 15), is_moved=False)
MOVED = Schedule(OPENED, date(2026, 12, 15), is_moved=True)
TODAY = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("schedule", "day", "morning_count", "may"),
    [
        (PLANNED, date(2026, 12, 16), 0, True),
        (PLANNED, OPENED + timedelta(days=60), 0, True),
        (PLANNED, OPENED + timedelta(days=61), 0, False),
        (PLANNED, date(2026, 12, 15), 30, False),  # where it is
        (PLANNED, date(2026, 12, 14), 30, False),  # earlier only tonight
        (PLANNED, TODAY, 7, True),
        (PLANNED, TODAY, 6, False),
        (PLANNED, TODAY - timedelta(days=1), 30, False),
        (MOVED, date(2026, 12, 16), 30, False),
        (MOVED, TODAY, 30, False),
    ],
)
def test_closing_day_moves_once(
    schedule: Schedule, day: date, morning_count: int, may: bool
) -> None:
    assert schedule.may_move_to(day, TODAY, morning_count) is may


def test_survey_is_over_when_its_closing_day_is() -> None:
    assert not PLANNED.is_over(date(2026, 12, 15))
    assert PLANNED.is_over(date(2026, 12, 16))
    assert not PLANNED.may_move_to(date(2026, 12, 20), date(2026, 12, 16), 30)


def test_last_day_of_sixty_moves_no_further() -> None:
    last = Schedule(OPENED, OPENED + timedelta(days=60), is_moved=False)

    assert not last.may_extend(TODAY)
    assert last.may_end_tonight(TODAY, 7)


def test_repeat_and_storage_count_from_the_closing() -> None:
    assert PLANNED.repeatable_from == date(2027, 3, 15)
    assert PLANNED.stored_until == date(2026, 12, 15) + timedelta(days=730)
