"""A plan read at one version, with its saved states and recent edits. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from roadmap.domain.plan.phase_dates import Span
from roadmap.domain.plan.state import Edit, State


@dataclass(frozen=True, slots=True)
class NamedState:
    """A saved state of a plan, with its name and its moment."""

    name: str
    at: datetime
    state: State


ACTIVITY, MILESTONE, PHASE, REVIEW = "activity", "milestone", "phase", "review"
Thing = tuple[str, int]
"""ACTIVITY or MILESTONE with its id, PHASE with its number, REVIEW with an activity's id or 0."""


@dataclass(frozen=True, slots=True)
class PastDate:
    """The last date of a thing that now has none. `title`: the thing's when it is gone, or ''."""

    thing: Thing
    span: Span
    title: str = ""

    def as_json(self) -> list[str | int]:
        return [*self.thing, self.span.first.isoformat(), self.span.last.isoformat()]

    @classmethod
    def from_json(cls, item: Sequence[Any]) -> Self:
        kind, number, *days = item
        return cls((kind, number), Span(*map(date.fromisoformat, days)))


@dataclass(frozen=True, slots=True)
class RecentEdits:
    """The edits of the newest acts in a period, oldest first; `is_cut`: there were more acts."""

    edits: tuple[Edit, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A plan at one version, as values that can be pickled for the render process.

    `past_dates`: dates that it had before and no longer has.
    """

    id: UUID
    version: int
    playbook_label: str
    created_on: date
    changed_at: datetime
    state: State
    saved_states: tuple[NamedState, ...]
    recent_edits: RecentEdits
    past_dates: tuple[PastDate, ...]
