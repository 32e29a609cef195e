"""One-page management summary: what is late, what comes, who is needed. Pure.

Lists are cut to what fits the page and state how many lines they leave out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from roadmap.domain.changes.change_summary import ChangeSummary
from roadmap.domain.overview.effort import RoleEffort
from roadmap.domain.overview.overview import Overview
from roadmap.domain.overview.progress import Deadline
from roadmap.domain.plan.phase_dates import months_later
from roadmap.domain.plan.wording import phase_name

T = TypeVar("T")
MONTHS_AHEAD = 3
NOBODY = "nog niemand"
MAX_LATE, MAX_COMING, MAX_NEEDED, MAX_CHANGES = 5, 6, 6, 6
"""Lines of each list that fit the page with the longest possible titles."""


@dataclass(frozen=True, slots=True)
class Excerpt(Generic[T]):
    """The first lines of a list, the number of all, and of those left out."""

    lines: tuple[T, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What begins or falls due on a day, and its owner; '' for a phase."""

    day: date
    what: str
    title: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """`since`: first day of `changes`. `until`: last day of `coming`."""

    late: Excerpt[Deadline]
    changes: Excerpt[ChangeSummary]
    since: date
    coming: Excerpt[Upcoming]
    until: date
    needed: Excerpt[RoleEffort]


def summary_of(overview: Overview, changes: Sequence[ChangeSummary], since: date) -> Summary:
    until = months_later(overview.today, MONTHS_AHEAD)
    by_hours = sorted(overview.effort.roles, key=lambda line: -line.hours)
    return Summary(
        late=excerpt(overview.progress.overdue, MAX_LATE),
        changes=excerpt(changes, MAX_CHANGES),
        since=since,
        coming=excerpt(tuple(upcoming(overview, until)), MAX_COMING),
        until=until,
        needed=excerpt(by_hours, MAX_NEEDED),
    )


def excerpt(lines: Sequence[T], limit: int) -> Excerpt[T]:
    """The first `limit` lines; one more where the note of what is left out would take its line."""
    shown = lines if len(lines) <= limit + 1 else lines[:limit]
    return Excerpt(tuple(shown), len(lines))


def upcoming(overview: Overview, until: date) -> Iterator[Upcoming]:
    """Phases that begin and activities that should begin or be done, by day; phases first."""
    spans = overview.plan.phase_dates
    begins = [
        Upcoming(spans[phase.number].first, "fase begint", phase_name(phase))
        for phase in overview.grid.phases
        if phase.number in spans
    ]
    items = [(item, item.owner or NOBODY) for _, _, item in overview.grid.placed]
    due = [
        Upcoming(item.due_date, "klaar tegen", item.title, owner)
        for item, owner in items
        if item.due_date and not item.is_done
    ]
    starts = [
        Upcoming(item.start_date, "begint", item.title, owner)
        for item, owner in items
        if item.start_date and not item.is_begun
    ]
    found = sorted((*begins, *due, *starts), key=lambda line: line.day)
    return (line for line in found if overview.today <= line.day <= until)
