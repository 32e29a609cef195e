"""What asks for attention in one plan or several: late, due soon, without owner or date. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from roadmap.domain.overview.grid import GridItem
from roadmap.domain.overview.progress import SOON_DAYS, when_due
from roadmap.domain.plan.fields import ActivityValues

SHOWN_LINES = 50
"""A group shows no more; its heading counts all."""
FORTNIGHT = timedelta(days=14)


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
class AttentionGroup:
    """Lines that ask for the same. `slug`: as the page's address names the group."""

    slug: str
    title: str
    nothing: str
    lines: tuple[AttentionLine, ...]

    @property
    def shown(self) -> tuple[AttentionLine, ...]:
        return self.lines[:SHOWN_LINES]

    @property
    def more(self) -> int:
        """How many lines are not shown."""
        return max(0, len(self.lines) - SHOWN_LINES)


@dataclass(frozen=True, slots=True)
class Attention:
    """An activity stands in each group that it belongs to."""

    groups: tuple[AttentionGroup, ...]

    @property
    def is_empty(self) -> bool:
        return not any(group.lines for group in self.groups)


GROUPS: tuple[tuple[str, str, str, Callable[[AttentionLine], bool]], ...] = (
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


def attention_of(lines: Iterable[AttentionLine]) -> Attention:
    """The groups of what is not done: by date, then by plan and place in its grid."""
    open_lines = sorted((line for line in lines if not line.item.is_done), key=_rank)
    return Attention(
        tuple(
            AttentionGroup(slug, title, nothing, tuple(filter(belongs, open_lines)))
            for slug, title, nothing, belongs in GROUPS
        )
    )


def postponed(values: ActivityValues, today: date) -> date:
    """Two weeks after its date, or after today when that is later or there is none.

    An activity that begins later than that is due two weeks after its begin.
    """
    return max(filter(None, (values.due_date, values.start_date, today))) + FORTNIGHT


def _days_left(line: AttentionLine) -> int | None:
    due = line.item.due_date
    return None if due is None else (due - line.today).days


def _rank(line: AttentionLine) -> tuple[date, str, int, int, int]:
    item = line.item
    return item.due_date or date.max, line.plan_title, item.phase, line.pillar, item.order
