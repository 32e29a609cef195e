"""Which activities of a plan a search and its filters leave. Pure: a grid in, a grid out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from content.catalogue import Track
from content.search import folded
from roadmap.domain.overview.grid import Cell, Grid, GridItem

NOBODY = "(niemand)"
"""As an owner: the activities that have none."""


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """An empty field filters nothing; all that are given must hold.

    `owner`: a name, in capitals or not, or NOBODY; `status` a code, `pillar` a slug; every word of
    `q` must stand in the title, the track, the owner or the note.
    """

    owner: str = ""
    status: str = ""
    pillar: str = ""
    q: str = ""

    def __bool__(self) -> bool:
        return any((self.owner, self.status, self.pillar, self.q.strip()))


def filtered(grid: Grid, wanted: PlanFilter) -> Grid:
    """The same rows and columns, with the activities that are wanted and no others."""
    words = folded(wanted.q).split()
    owner = "" if wanted.owner == NOBODY else wanted.owner.casefold()

    def fits(item: GridItem, track: Track) -> bool:
        text = folded(f"{item.title} {track.full_name} {item.owner} {item.note}") if words else ""
        return (
            wanted.pillar in ("", track.pillar.slug)
            and wanted.status in ("", item.status)
            and (not wanted.owner or item.owner.casefold() == owner)
            and all(word in text for word in words)
        )

    def left(cell: Cell, track: Track) -> Cell:
        return replace(cell, items=tuple(item for item in cell.items if fits(item, track)))

    rows = (
        replace(row, cells=tuple(left(cell, row.track) for cell in row.cells)) for row in grid.rows
    )
    return Grid(grid.phases, tuple(rows))


def owners_of(grid: Grid) -> tuple[str, ...]:
    """Each owner's name once, by alphabet; of 'An' and 'AN' the one that stands first."""
    names: dict[str, str] = {}
    for _, _, item in grid.placed:
        if item.owner:
            names.setdefault(item.owner.casefold(), item.owner)
    return tuple(sorted(names.values(), key=lambda name: (folded(name), name)))
