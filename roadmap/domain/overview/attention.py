"""When an activity or a review is due next. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from roadmap.domain.plan.fields import ActivityValues, Fields, PlanValues, Rhythm
from roadmap.domain.plan.limits import LAST_DAY
from roadmap.domain.plan.phase_dates import months_later

FORTNIGHT = timedelta(days=14)
MONTHS_BETWEEN = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}


def is_due(review_on: date | None, today: date) -> bool:
    """Whether the day of a review has come."""
    return review_on is not None and review_on <= today


def postponed(values: ActivityValues, today: date) -> date:
    """The due date once it is put off: two weeks after the latest of due date, begin and today.

    LAST_DAY at the latest.
    """
    latest = max(filter(None, (values.due_date, values.start_date, today)))
    return min(latest + FORTNIGHT, LAST_DAY)


def next_review(rhythm: Rhythm, day: date) -> date | None:
    """The day of the review after one on `day`, at most LAST_DAY; None without a rhythm."""
    months = MONTHS_BETWEEN.get(rhythm)
    return None if months is None else min(months_later(min(day, LAST_DAY), months), LAST_DAY)


def rescheduled(now: ActivityValues | PlanValues, wanted: Fields, today: date) -> Fields:
    """The fields, with `review_on` from today when they change the rhythm and not that day."""
    rhythm = wanted.get("review", now.review)
    if rhythm == now.review or wanted.get("review_on", now.review_on) != now.review_on:
        return wanted
    return {**wanted, "review_on": next_review(rhythm, today)}
