"""The grid: activities in rows (tracks) and columns (phases). Pure.

Page, PDF and workbook are drawn from the same `Grid`, so that they show the same.
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
"""For each status the next one, and the label of the button that sets it."""


@dataclass(frozen=True, slots=True)
class GridItem(ActivityValues):
    """One activity in a cell. `row`, `version`: id and version of a stored activity, otherwise 0.

    `update`: the kind of a playbook update to answer ('hernoemd'), or ''. `late`: how late it is,
    in words, or ''. `remark`: a possible mistake in its dates, or ''.
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
        """The activity as a page of this day shows it. `own`: other fields, such as `version`."""
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
        """The owner's: 'An van den Berg' → 'AB'."""
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
        """Whether it is unfinished and its due date has passed."""
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
        """The titles by the key of the activity's `Ref`."""
        return {str(item.row): item.title for _, _, item in self.placed}


def build_grid(catalogue: Catalogue, items: Iterable[GridItem]) -> Grid:
    """Put every item in its cell. The grid has all tracks and phases, also empty ones.

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
