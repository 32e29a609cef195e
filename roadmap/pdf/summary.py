"""A plan on one page, for who has a minute: what is late, what comes, who is needed. Pure.

Lists are cut to what fits the page, and say how much they leave out.
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
from roadmap.domain.plan.phase_dates import months_later
from roadmap.domain.plan.spans import Spans

T = TypeVar("T")
MONTHS_AHEAD = 3
NOBODY = "nog niemand"
LATE, COMING, NEEDED, CHANGES = 5, 6, 6, 6
"""So many lines of each list fit the page with the longest titles there can be."""


@dataclass(frozen=True, slots=True)
class Excerpt(Generic[T]):
    """The first lines of a list, of how many there are, and how many are left out."""

    lines: tuple[T, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What begins or falls due on a day, and who pulls it; '' for a phase."""

    day: date
    what: str
    title: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """`since`: the day from which `changes` counts. `until`: the day to which `coming` looks."""

    standing: Progress
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
    standing: Progress,
    effort: Effort,
    changes: Sequence[ChangeSummary],
    since: date,
) -> Summary:
    """The day of `standing` is today."""
    until = months_later(standing.today, MONTHS_AHEAD)
    by_hours = sorted(effort.roles, key=lambda line: -line.hours)
    return Summary(
        standing=standing,
        late=excerpt(standing.overdue, LATE),
        changes=excerpt(changes, CHANGES),
        since=since,
        coming=excerpt(tuple(upcoming(grid, spans, standing.today, until)), COMING),
        until=until,
        effort=effort,
        needed=excerpt(by_hours, NEEDED),
    )


def excerpt(lines: Sequence[T], most: int) -> Excerpt[T]:
    """At the most so many: never leaves out one, as to say so takes that line."""
    shown = lines if len(lines) <= most + 1 else lines[:most]
    return Excerpt(tuple(shown), len(lines))


def upcoming(grid: Grid, spans: Spans, today: date, until: date) -> Iterator[Upcoming]:
    """Phases that begin, activities that should begin or be done, by day; phases first."""
    found = [
        (span.first, 0, Upcoming(span.first, "fase begint", f"{phase.number}. {phase.name}"))
        for phase in grid.phases
        if (span := spans.get(phase.number))
    ]
    for _, _, item in grid.placed:
        who = item.owner or NOBODY
        if item.due_date and not item.is_done:
            found.append(
                (item.due_date, 1, Upcoming(item.due_date, "klaar tegen", item.title, who))
            )
        if item.start_date and not item.is_begun:
            found.append((item.start_date, 2, Upcoming(item.start_date, "begint", item.title, who)))
    found.sort(key=lambda line: line[:2])
    return (line for day, _, line in found if today <= day <= until)
