"""When a survey opens, closes and may be repeated. Pure: days come in, in Brussels.

A survey takes answers up to and including its closing day; it is over when the next day begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from assessment.survey.domain.bands import LEAST

MIN_ASKED = 10
"""People asked; with fewer a meeting answers together."""
MAX_ASKED = 2000
MAX_CODES = 500
"""Slips of one survey, which are drawn while one waits; more people get the open link."""
MAX_DAYS = 60
"""The most days from the opening to the closing."""
USUAL_DAYS = 14
SHOWN_DAYS = 1
"""Days after the opening in which its form can show the codes again, for just after midnight."""
REPEAT_DAYS = 90
"""The least days from a closing to the next opening."""
OUTCOME_DAYS = 730
"""Days for which an outcome is stored."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """`is_moved`: the closing day was moved, which is possible once."""

    opened_on: date
    closes_on: date
    is_moved: bool

    def is_over(self, today: date) -> bool:
        return today > self.closes_on

    def shows_codes(self, today: date) -> bool:
        """Whether the form of the opening, sent again, gets the same page again."""
        return today <= self.opened_on + timedelta(days=SHOWN_DAYS)

    @property
    def latest(self) -> date:
        """The last closing day that this survey can have."""
        return self.opened_on + timedelta(days=MAX_DAYS)

    def may_move(self, today: date) -> bool:
        return not self.is_moved and not self.is_over(today)

    def may_extend(self, today: date) -> bool:
        return self.may_move(today) and self.closes_on < self.latest

    def may_end_tonight(self, today: date, morning_count: int) -> bool:
        """False below the least number, so that nobody closes a survey by the answers so far."""
        return self.may_move(today) and today < self.closes_on and morning_count >= LEAST

    def may_move_to(self, day: date, today: date, morning_count: int) -> bool:
        if day == today:
            return self.may_end_tonight(today, morning_count)
        return self.may_extend(today) and self.closes_on < day <= self.latest

    @property
    def stored_until(self) -> date:
        return self.closes_on + timedelta(days=OUTCOME_DAYS)

    @property
    def repeatable_from(self) -> date:
        return self.closes_on + timedelta(days=REPEAT_DAYS)
