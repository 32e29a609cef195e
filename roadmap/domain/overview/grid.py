"""The grid: activities in rows (tracks) and columns (phases). Pure, one pass, one for all.

Page, PDF and every export are drawn from the same `Grid`: what one shows, all show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from content.catalogue import Catalogue, Phase, Pillar, Track
from roadmap.domain.plan.fields import ActivityValues, Status
from roadmap.domain.plan.phase_dates import Spans, beyond_phase
from roadmap.domain.plan.wording import when_due

NEXT = {"todo": ("doing", "Start"), "doing": ("done", "Klaar"), "done": ("doing", "Heropen")}
"""The status that follows on each, and what the button to it says."""


@dataclass(frozen=True, slots=True)
class GridItem(ActivityValues):
    """One activity in a cell. `row` and `version` are those of a plan's activity, 0 elsewhere.

    `update`: the kind of the playbook's update that it waits for, 'hernoemd' or 'vervallen', or ''.
    `late`: how late it is on the day of the page, in words, or ''. `remark`: what may be a slip in
    its dates, or ''.
    """

    row: int = field(default=0, kw_only=True)
    version: int = field(default=0, kw_only=True)
    update: str = field(default="", kw_only=True)
    late: str = field(default="", kw_only=True)
    remark: str = field(default="", kw_only=True)

    @classmethod
    def on(
        cls, today: date, values: ActivityValues, spans: Spans | None = None, **own: Any
    ) -> GridItem:
        """The activity as a page of this day shows it. `own`: what its row adds, as `version`."""
        late = remark = ""
        if values.due_date and values.status is not Status.DONE:
            days = (values.due_date - today).days
            late = when_due(days) if days < 0 else ""
            remark = beyond_phase(spans or {}, values.phase, values.due_date)
        return cls(**values.as_fields(), late=late, remark=remark, **own)

    @property
    def status_label(self) -> str:
        return self.status.label

    @property
    def next_status(self) -> str:
        return NEXT[self.status][0]

    @property
    def next_label(self) -> str:
        return NEXT[self.status][1]

    @property
    def initials(self) -> str:
        """Of the owner's first and last word: 'An van den Berg' → 'AB'."""
        words = [word for word in self.owner.split() if word[0].isalnum()]
        return "".join(word[0] for word in dict.fromkeys((*words[:1], *words[-1:]))).upper()

    @property
    def is_begun(self) -> bool:
        return self.status is not Status.TODO

    @property
    def is_done(self) -> bool:
        return self.status is Status.DONE

    @property
    def is_late(self) -> bool:
        """Whether it should have been done before the day of the page."""
        return bool(self.late)


@dataclass(frozen=True, slots=True)
class Cell:
    phase: Phase
    items: tuple[GridItem, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One track. `starts_pillar`: the first of its pillar's rows."""

    track: Track
    cells: tuple[Cell, ...]
    starts_pillar: bool

    @property
    def pillar(self) -> Pillar:
        return self.track.pillar

    @property
    def count(self) -> int:
        return sum(len(cell.items) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    phases: tuple[Phase, ...]
    rows: tuple[Row, ...]

    @property
    def count(self) -> int:
        return sum(row.count for row in self.rows)

    @property
    def placed(self) -> Iterator[tuple[Track, Phase, GridItem]]:
        """Every activity with its place, row by row."""
        return (
            (row.track, cell.phase, item)
            for row in self.rows
            for cell in row.cells
            for item in cell.items
        )

    @property
    def pillars(self) -> tuple[Pillar, ...]:
        """The pillars that hold at least one activity, in order."""
        return tuple(dict.fromkeys(row.pillar for row in self.rows if row.count))

    @property
    def titles(self) -> dict[str, str]:
        """By the key of the activity's ref."""
        return {str(item.row): item.title for _, _, item in self.placed}


def build_grid(catalogue: Catalogue, items: Iterable[GridItem]) -> Grid:
    """Put every item in its cell: rows × phases, always all of both.

    Raises KeyError for an item whose track or phase the catalogue does not hold.
    """
    places: defaultdict[tuple[str, int], list[GridItem]] = defaultdict(list)
    for item in sorted(items, key=attrgetter("order", "title")):
        track, phase = catalogue.track_by_slug[item.track], catalogue.phase_by_number[item.phase]
        places[track.slug, phase.number].append(item)
    rows = []
    previous: Pillar | None = None
    for track in catalogue.tracks:
        cells = (Cell(p, tuple(places[track.slug, p.number])) for p in catalogue.phases)
        rows.append(Row(track, tuple(cells), starts_pillar=track.pillar != previous))
        previous = track.pillar
    return Grid(catalogue.phases, tuple(rows))
