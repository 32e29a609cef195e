"""When something is to be done or reviewed next. Pure."""

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
    """Two weeks after its date, or after today when that is later or there is none.

    An activity that begins later than that is due two weeks after its begin. No plan goes on after
    LAST_DAY.
    """
    latest = max(filter(None, (values.due_date, values.start_date, today)))
    return min(latest + FORTNIGHT, LAST_DAY)


def next_review(rhythm: Rhythm, day: date) -> date | None:
    """When to review again after a review on this day; LAST_DAY at the latest."""
    months = MONTHS_BETWEEN.get(rhythm)
    return None if months is None else min(months_later(min(day, LAST_DAY), months), LAST_DAY)


def rescheduled(now: ActivityValues | PlanValues, wanted: Fields, today: date) -> Fields:
    """What is asked for, with the day that follows from another rhythm if none is given."""
    rhythm = wanted.get("review", now.review)
    if rhythm == now.review or wanted.get("review_on", now.review_on) != now.review_on:
        return wanted
    return {**wanted, "review_on": next_review(rhythm, today)}
