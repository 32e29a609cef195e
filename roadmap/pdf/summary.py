"""One-page management summary: what is late, what comes, who is needed. Pure.

Lists are cut to what fits the page and state how many lines they leave out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from roadmap.domain.changes.change_summary import ChangeSummary
from roadmap.domain.overview.effort import Effort, RoleEffort
from roadmap.domain.overview.grid import Grid
from roadmap.domain.overview.progress import Deadline, Progress
from roadmap.domain.plan.phase_dates import Spans, months_later

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

    progress: Progress
    late: Excerpt[Deadline]
    changes: Excerpt[ChangeSummary]
    since: date
    coming: Excerpt[Upcoming]
    until: date
    effort: Effort
    needed: Excerpt[RoleEffort]


def summary_of(
    grid: Grid,
    spans: Spans,
    progress: Progress,
    effort: Effort,
    changes: Sequence[ChangeSummary],
    since: date,
) -> Summary:
    """The summary on the day of `progress`."""
    until = months_later(progress.today, MONTHS_AHEAD)
    by_hours = sorted(effort.roles, key=lambda line: -line.hours)
    return Summary(
        progress=progress,
        late=excerpt(progress.overdue, MAX_LATE),
        changes=excerpt(changes, MAX_CHANGES),
        since=since,
        coming=excerpt(tuple(upcoming(grid, spans, progress.today, until)), MAX_COMING),
        until=until,
        effort=effort,
        needed=excerpt(by_hours, MAX_NEEDED),
    )


def excerpt(lines: Sequence[T], limit: int) -> Excerpt[T]:
    """The first `limit` lines; one more where the note of what is left out would take its line."""
    shown = lines if len(lines) <= limit + 1 else lines[:limit]
    return Excerpt(tuple(shown), len(lines))


def upcoming(grid: Grid, spans: Spans, today: date, until: date) -> Iterator[Upcoming]:
    """Phases that begin and activities that should begin or be done, by day; phases first."""
    found = [
        (span.first, 0, Upcoming(span.first, "fase begint", f"{phase.number}. {phase.name}"))
        for phase in grid.phases
        if (span := spans.get(phase.number))
    ]
    for _, _, item in grid.placed:
        owner = item.owner or NOBODY
        if item.due_date and not item.is_done:
            found.append(
                (item.due_date, 1, Upcoming(item.due_date, "klaar tegen", item.title, owner))
            )
        if item.start_date and not item.is_begun:
            found.append(
                (item.start_date, 2, Upcoming(item.start_date, "begint", item.title, owner))
            )
    found.sort(key=lambda line: line[:2])
    return (line for day, _, line in found if today <= day <= until)
