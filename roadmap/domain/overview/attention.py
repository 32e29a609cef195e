"""What asks for attention in one plan or several: late, due soon, without owner or date. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from roadmap.domain.overview.grid import GridItem
from roadmap.domain.overview.progress import when_due
from roadmap.domain.plan.fields import ActivityValues, Fields, PlanValues, Rhythm
from roadmap.domain.plan.limits import LAST_DAY
from roadmap.domain.plan.phase_dates import months_later

SHOWN_LINES = 50
"""A page shows no more of a group; its heading counts all."""
FORTNIGHT = timedelta(days=14)
MONTHS_BETWEEN = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class AttentionLine:
    """An activity that is not done, and its plan. `pillar`: the number of its pillar.

    `may_edit`: whether the visitor may change that plan.
    """

    plan_id: UUID
    plan_title: str
    may_edit: bool
    pillar: int
    item: GridItem
    today: date

    @property
    def when(self) -> str:
        """'3 dagen te laat', 'morgen'; '' without a date."""
        due = self.item.due_date
        return when_due((due - self.today).days) if due else ""

    @property
    def is_late(self) -> bool:
        return self.item.is_late(self.today)


@dataclass(frozen=True, slots=True)
class PlanReview:
    """A plan that is to be reviewed as a whole, since the day `due`."""

    plan_id: UUID
    plan_title: str
    may_edit: bool
    due: date


@dataclass(frozen=True, slots=True)
class ComingMilestone:
    """A milestone of one of the plans, today or in the SOON_DAYS that follow."""

    plan_id: UUID
    plan_title: str
    title: str
    day: date
    today: date

    @property
    def when(self) -> str:
        """'vandaag', 'over 12 dagen'."""
        return when_due((self.day - self.today).days)


@dataclass(frozen=True, slots=True)
class AttentionGroup:
    """Activities that ask for the same, and `plans` that are to be reviewed.

    `slug`: as the page's address names the group. `total`: the number of activities, of which
    `lines` has those of one `page`, 1 first.
    """

    slug: str
    title: str
    nothing: str
    total: int
    lines: tuple[AttentionLine, ...]
    plans: tuple[PlanReview, ...] = ()
    page: int = 1

    @property
    def count(self) -> int:
        return self.total + len(self.plans)

    @property
    def shown_plans(self) -> tuple[PlanReview, ...]:
        """They stand above the first page of the activities."""
        return self.plans if self.page == 1 else ()

    @property
    def pages(self) -> int:
        return pages_of(self.total)

    @property
    def earlier(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def later(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


@dataclass(frozen=True, slots=True)
class AttentionCount:
    """How many lines a group has."""

    slug: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Attention:
    """An activity stands in each group that it belongs to."""

    groups: tuple[AttentionGroup, ...]

    @property
    def is_empty(self) -> bool:
        return not any(group.count for group in self.groups)


def pages_of(total: int) -> int:
    """How many pages so many activities take; 1 for none."""
    return max(1, -(-total // SHOWN_LINES))


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
