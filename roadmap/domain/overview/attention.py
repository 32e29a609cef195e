"""What asks for attention in one plan or several: late, due soon, without owner or date. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from roadmap.domain.overview.grid import GridItem
from roadmap.domain.overview.progress import SOON_DAYS, when_due
from roadmap.domain.plan.fields import ActivityValues, Fields, PlanValues, Rhythm
from roadmap.domain.plan.limits import LAST_DAY

SHOWN_LINES = 50
"""A group shows no more; its heading counts all."""
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

    @property
    def is_review_due(self) -> bool:
        return is_due(self.item.review_on, self.today)


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
    """Lines that ask for the same, and `plans` that are to be reviewed.

    `slug`: as the page's address names the group.
    """

    slug: str
    title: str
    nothing: str
    lines: tuple[AttentionLine, ...]
    plans: tuple[PlanReview, ...] = ()

    @property
    def count(self) -> int:
        return len(self.lines) + len(self.plans)

    @property
    def shown(self) -> tuple[AttentionLine, ...]:
        return self.lines[:SHOWN_LINES]

    @property
    def more(self) -> int:
        """How many lines are not shown."""
        return max(0, len(self.lines) - SHOWN_LINES)


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


Belongs = Callable[[AttentionLine], bool]
TO_REVIEW = "te-herzien"
GROUPS: tuple[tuple[str, str, str, Belongs], ...] = (
    (
        "te-laat",
        "Te laat",
        "Niets is over zijn datum.",
        lambda line: line.is_late,
    ),
    (
        "binnenkort",
        "Binnen 30 dagen",
        "De komende 30 dagen hoeft niets klaar te zijn.",
        lambda line: _days_left(line) in range(SOON_DAYS + 1),
    ),
    (
        TO_REVIEW,
        "Te herzien",
        "Geen herziening wacht.",
        lambda line: line.is_review_due,
    ),
    (
        "zonder-trekker",
        "Zonder trekker",
        "Elke activiteit heeft een trekker.",
        lambda line: not line.item.owner,
    ),
    (
        "zonder-datum",
        "Zonder datum",
        "Elke activiteit heeft een datum.",
        lambda line: line.item.due_date is None,
    ),
)
"""Slug, title, text when it is empty, and which lines belong to it."""


def attention_of(lines: Iterable[AttentionLine], plans: Iterable[PlanReview] = ()) -> Attention:
    """The groups by date, then by plan and place in its grid; what is done is only reviewed.

    Reviews are a group when one is due.
    """
    ranked = sorted(lines, key=_rank)
    open_lines = [line for line in ranked if not line.item.is_done]
    reviews = tuple(sorted(plans, key=lambda plan: plan.due))

    def group(slug: str, title: str, nothing: str, belongs: Belongs) -> AttentionGroup:
        is_review = slug == TO_REVIEW
        found = tuple(filter(belongs, ranked if is_review else open_lines))
        return AttentionGroup(slug, title, nothing, found, reviews if is_review else ())

    groups = [group(*row) for row in GROUPS]
    return Attention(tuple(one for one in groups if one.count or one.slug != TO_REVIEW))


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
    """When to review again after a review on this day; the last day of a shorter month."""
    months = MONTHS_BETWEEN.get(rhythm)
    if months is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def rescheduled(now: ActivityValues | PlanValues, wanted: Fields, today: date) -> Fields:
    """What is asked for, with the day that follows from another rhythm if none is given."""
    rhythm = wanted.get("review", now.review)
    if rhythm == now.review or wanted.get("review_on", now.review_on) != now.review_on:
        return wanted
    return {**wanted, "review_on": next_review(rhythm, today)}


def _days_left(line: AttentionLine) -> int | None:
    due = line.item.due_date
    return None if due is None else (due - line.today).days


def _rank(line: AttentionLine) -> tuple[date, str, int, int, int]:
    item = line.item
    return item.due_date or date.max, line.plan_title, item.phase, line.pillar, item.order
