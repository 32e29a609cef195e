"""The progress of a plan: what is done, late and due soon. Pure: today is passed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from content.catalogue import Phase, Pillar, Track
from roadmap.domain.overview.grid import Grid, GridItem
from roadmap.domain.plan.fields import ActivityValues, Status
from roadmap.domain.plan.wording import when_due

SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """How many activities have each status."""

    todo: int = 0
    doing: int = 0
    done: int = 0

    @property
    def total(self) -> int:
        return self.todo + self.doing + self.done

    @property
    def percent(self) -> int:
        """The percentage done, rounded down: 100 only when all is done; 0 without activities."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def done_share(self) -> str:
        """The part that is done, as a CSS width: '16.9%'."""
        return self._share(self.done)

    @property
    def begun_share(self) -> str:
        """The part that is done or doing, as a CSS width."""
        return self._share(self.done + self.doing)

    def _share(self, count: int) -> str:
        return f"{100 * count / self.total:.1f}%" if self.total else "0%"

    @property
    def percent_label(self) -> str:
        """'28 %'; 'minder dan 1 %' where a part rounds down to 0."""
        return "minder dan 1 %" if self.done and not self.percent else f"{self.percent} %"


@dataclass(frozen=True, slots=True)
class Deadline:
    """An unfinished activity with its due date. `days`: from today, negative when late."""

    item: GridItem
    track: Track
    day: date
    days: int

    @property
    def when(self) -> str:
        return when_due(self.days)


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of the whole, each pillar and each phase; activities late or due within SOON_DAYS.

    Both lists are by date, then in reading order. `upcoming`: the next due, however far away.
    """

    today: date
    whole: StatusCounts
    pillars: tuple[tuple[Pillar, StatusCounts], ...]
    phases: tuple[tuple[Phase, StatusCounts], ...]
    overdue: tuple[Deadline, ...]
    due_soon: tuple[Deadline, ...]
    upcoming: Deadline | None


def progress_of(grid: Grid, today: date) -> Progress:
    """The progress of a plan's grid on this day."""
    placed = tuple(grid.placed)
    pillars = dict.fromkeys(row.pillar for row in grid.rows)
    due = sorted(
        (
            Deadline(item, track, item.due_date, (item.due_date - today).days)
            for track, _, item in placed
            if item.due_date is not None and not item.is_done
        ),
        key=lambda due: due.day,
    )
    return Progress(
        today=today,
        whole=status_counts(item for _, _, item in placed),
        pillars=tuple(
            (pillar, status_counts(item for track, _, item in placed if track.pillar == pillar))
            for pillar in pillars
        ),
        phases=tuple(
            (phase, status_counts(item for _, other, item in placed if other == phase))
            for phase in grid.phases
        ),
        overdue=tuple(line for line in due if line.days < 0),
        due_soon=tuple(line for line in due if 0 <= line.days <= SOON_DAYS),
        upcoming=next((line for line in due if line.days >= 0), None),
    )


def status_counts(items: Iterable[ActivityValues]) -> StatusCounts:
    counts = Counter(item.status for item in items)
    return StatusCounts(*(counts[status] for status in Status))
