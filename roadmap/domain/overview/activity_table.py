"""All activities of a plan as one table, in any order of its columns. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from content.catalogue import Catalogue, Phase, Pillar, Track
from content.search.words import folded
from roadmap.domain.overview.grid import Grid, GridItem
from roadmap.domain.plan.fields import Status

FALLING = "-"
"""Prefix of a column's name in an address: sort in descending order."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One activity with its place; `number`: its rank in the grid.

    `tick`: the value of its ticked box, '12-3' for id 12 at version 3; '' when it is not ticked.
    """

    item: GridItem
    track: Track
    phase: Phase
    number: int = 0
    tick: str = ""

    @property
    def pillar(self) -> Pillar:
        return self.track.pillar

    @property
    def key(self) -> str:
        """The key of the activity's `Ref`."""
        return str(self.item.row)

    @property
    def box(self) -> str:
        """The value of its box, ticked or not."""
        return self.tick or f"{self.item.row}-{self.item.version}"


SORT_KEYS: Mapping[str, tuple[str, Callable[[TableRow], Any]]] = {
    "activiteit": ("Activiteit", lambda row: folded(row.item.title)),
    "spoor": ("Spoor", lambda row: row.number),
    "fase": ("Fase", lambda row: row.phase.number),
    "trekker": ("Trekker", lambda row: folded(row.item.owner) or None),
    "begin": ("Begin", lambda row: row.item.start_date),
    "klaar": ("Klaar tegen", lambda row: row.item.due_date),
    "status": ("Status", lambda row: list(Status).index(row.item.status)),
}
"""Label and sort key of each column; the key is None for a row that is empty there."""


@dataclass(frozen=True, slots=True)
class Column:
    """`direction`: the value of `aria-sort` when the table is sorted by this column, or ''."""

    name: str
    label: str
    direction: str = ""

    @property
    def next_sort(self) -> str:
        """The `sort` of the link in its heading."""
        return FALLING + self.name if self.direction == "ascending" else self.name


@dataclass(frozen=True, slots=True)
class ActivityTable:
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


def activity_table(grid: Grid, sort: str = "") -> ActivityTable:
    """The activities of a grid, in its order or sorted by a column ('trekker', '-trekker').

    Rows with nothing in that column come last in both directions; equal rows stay in the grid's
    order. A `sort` that names no column leaves the grid's order.
    """
    name, is_falling = sort.removeprefix(FALLING), sort.startswith(FALLING)
    rows = tuple(
        TableRow(item, track, phase, number)
        for number, (track, phase, item) in enumerate(grid.placed)
    )
    if name in SORT_KEYS:
        key = SORT_KEYS[name][1]
        filled = [row for row in rows if key(row) is not None]
        filled.sort(key=key, reverse=is_falling)
        rows = (*filled, *(row for row in rows if key(row) is None))
    direction = "descending" if is_falling else "ascending"
    columns = (
        Column(column, label, direction if column == name else "")
        for column, (label, _) in SORT_KEYS.items()
    )
    return ActivityTable(tuple(columns), rows)


def with_ticks(table: ActivityTable, ticked: Mapping[str, str]) -> ActivityTable:
    """The table with these rows ticked. `ticked`: by key the value that was sent, or ''."""
    rows = (
        replace(row, tick=ticked[row.key] or row.box) if row.key in ticked else row
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def table_row(catalogue: Catalogue, item: GridItem) -> TableRow:
    """A single row. Raises KeyError for a track or phase that the catalogue does not hold."""
    track, phase = catalogue.track_by_slug[item.track], catalogue.phase_by_number[item.phase]
    return TableRow(item, track, phase)
