"""Divides a printed grid over sheets, in the largest letters that fit. Pure arithmetic.

Lengths are millimetres, letter sizes points. A poster is the A3 layout, enlarged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from content.catalogue import Track
from roadmap.domain.overview.grid import Grid, GridItem
from roadmap.domain.plan.wording import short_day
from roadmap.pdf.paper.text_size import lines_of, points

SMALLEST = 7.0
"""The smallest letter size on paper."""
SIZES = (12.5, 11.0, 10.0, 9.0, 8.5, 8.0, 7.5, 7.0, 6.0, 5.0, 4.0, 3.5)
"""Letter sizes, largest first, before a poster is enlarged."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper of a grid, landscape.

    `layout`: its class in the stylesheet. `width`: between the margins. `height`: for the rows and
    the texts above the grid: the sheet without margins and phases. `column`: width of an activity
    with its padding. `heading`: letter size of a row's headings, and the widths of a pillar's and
    a track's name. `row_heights`: minimum height of a row in the two largest letter sizes, so that
    few activities fill their sheet. `title_size`: of the plan's title. `zoom`: of a poster.
    """

    layout: str
    width: float
    height: float
    column: float
    heading: tuple[float, float, float]
    row_heights: tuple[float, float]
    title_size: float
    zoom: float = 1.0

    @property
    def ranks(self) -> range:
        """The indexes of the SIZES that are at least SMALLEST on this paper."""
        return range(sum(size * self.zoom >= SMALLEST for size in SIZES))


A3 = Sheet("a3", 396.0, 254.0, 64.0, (9.5, 18.5, 27.5), (26.0, 21.0), 20.0)
A4 = Sheet("a4", 279.0, 177.5, 42.9, (7.5, 17.6, 24.0), (18.0, 15.0), 15.0)
A2, A1 = replace(A3, zoom=2**0.5), replace(A3, zoom=2.0)
TOKENS = {f"letters-{rank}": f"{size}pt" for rank, size in enumerate(SIZES)} | {
    f"row-{sheet.layout}-{rank}": f"{height}mm"
    for sheet in (A3, A4)
    for rank, height in enumerate(sheet.row_heights)
}
"""The same lengths for the stylesheet, by the names of its custom properties."""

LINE_HEIGHT = 1.22
ITEM_SPACE = 0.81  # em: an activity's vertical padding, and its distance to the next
LAST_SPACE = 0.25  # em: that distance, which the last activity of a cell does not have
SIDE_SPACE = 1.2  # em: an activity's padding left and right
ROW_SPACE = 2.2  # around a row's cells
HEADING_SPACE = 2.4  # above and below a row's headings
NUMBER = 1.4  # of a pillar, in its heading's letter size
HEAD_LINE = 1.35  # line height of the texts above the grid
HEAD_SPACE = 3.0
DATES_SPACE = 2.0  # extra height of the phases when they have dates


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """An activity in a cell. `mark`: a status code, or 'late'; `state`: in words, or ''."""

    title: str
    mark: str
    state: str


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A track, or the part of it that fits a sheet. `cells`: the activities of each phase."""

    track: Track
    cells: tuple[tuple[PrintedItem, ...], ...]
    starts_pillar: bool


@dataclass(frozen=True, slots=True)
class GridSheets:
    """A grid on paper: the rows of each sheet, in letters of SIZES[rank]."""

    rank: int
    sheets: tuple[tuple[PrintedRow, ...], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Computes heights on a sheet in letters of SIZES[rank]; never less than the real ones."""

    sheet: Sheet
    rank: int

    def item(self, item: PrintedItem) -> float:
        em = points(SIZES[self.rank])
        room = self.sheet.column - SIDE_SPACE * em
        lines = lines_of(item.title, room, em)
        if item.state:
            lines += lines_of(f"WW {item.state}", room, em)
        return (lines * LINE_HEIGHT + ITEM_SPACE) * em

    def row(self, row: PrintedRow) -> float:
        tallest = max(sum(map(self.item, cell)) for cell in row.cells)
        tallest -= LAST_SPACE * points(SIZES[self.rank])
        least = self.sheet.row_heights[self.rank] if self.rank < len(self.sheet.row_heights) else 0
        return max(tallest, least, self.heading(row.track)) + ROW_SPACE

    def heading(self, track: Track) -> float:
        size, pillar_room, track_room = self.sheet.heading
        em = points(size)
        lines = NUMBER + lines_of(track.pillar.name, pillar_room, em)
        lines = max(lines, lines_of(track.name, track_room, em))
        return lines * LINE_HEIGHT * em + HEADING_SPACE


def grid_sheets(grid: Grid, sheet: Sheet, head: float) -> GridSheets:
    """The grid on as few sheets as the smallest letters need, in the largest letters that fit.

    `head`: the height of the texts above the grid of each sheet.
    """
    rows, room = printed_rows(grid), sheet.height - head
    fewest = _sheet_count(_with_heights(rows, room, Scale(sheet, sheet.ranks[-1])), room)
    tries = ((rank, list(_with_heights(rows, room, Scale(sheet, rank)))) for rank in sheet.ranks)
    rank, parts = next(one for one in tries if _sheet_count(one[1], room) <= fewest)
    return GridSheets(rank, _balanced(parts, room, fewest))


def _sheet_count(parts: Iterable[tuple[PrintedRow, float]], room: float) -> int:
    sheets, used = 1, 0.0
    for _, height in parts:
        if used and used + height > room:
            sheets, used = sheets + 1, 0.0
        used += height
    return sheets


def _balanced(
    parts: Sequence[tuple[PrintedRow, float]], room: float, sheets: int
) -> tuple[tuple[PrintedRow, ...], ...]:
    """The rows in order on so many sheets, such that the emptiest is as full as possible."""
    heights = [height for _, height in parts]
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (room, (0,))}
    for _ in range(sheets):
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (emptiest, cuts) in best.items():
            for stop, used in enumerate(accumulate(heights[start:]), start + 1):
                if used > room and stop > start + 1:
                    break
                found = min(emptiest, used), (*cuts, stop)
                longer[stop] = max(longer.get(stop, found), found)
        best = longer
    cuts = best[len(parts)][1]
    return tuple(tuple(row for row, _ in parts[start:stop]) for start, stop in pairwise(cuts))


def _with_heights(
    rows: Iterable[PrintedRow], room: float, scale: Scale
) -> Iterator[tuple[PrintedRow, float]]:
    """The rows with their heights; a row that does not fit a sheet is divided in parts."""
    for row in rows:
        while scale.row(row) > room:
            cuts = [_how_many_fit(cell, room - ROW_SPACE, scale) for cell in row.cells]
            if not any(cuts):
                break  # an activity is taller than a sheet, which cuts it off
            both = list(zip(row.cells, cuts, strict=True))
            part = replace(row, cells=tuple(cell[:cut] for cell, cut in both))
            yield part, scale.row(part)
            row = replace(row, cells=tuple(cell[cut:] for cell, cut in both))
        yield row, scale.row(row)


def _how_many_fit(cell: Iterable[PrintedItem], room: float, scale: Scale) -> int:
    """How many of a cell's activities fit in this height."""
    return sum(height <= room for height in accumulate(map(scale.item, cell)))


def printed_rows(grid: Grid) -> list[PrintedRow]:
    """The rows of a grid; titles without states when nothing is begun or has a date."""
    is_moving = any(item.is_begun or item.start_date or item.due_date for _, _, item in grid.placed)
    return [
        PrintedRow(
            row.track,
            tuple(tuple(_printed(item, is_moving) for item in cell.items) for cell in row.cells),
            row.starts_pillar,
        )
        for row in grid.rows
    ]


def _printed(item: GridItem, is_moving: bool) -> PrintedItem:
    """With a state as 'Bezig · 3 dagen te laat · 12 jun 2027', the date of which does not wrap."""
    day = short_day(item.due_date).replace(" ", "\xa0") if item.due_date else ""
    state = " · ".join(filter(None, (item.status_label, item.late, day)))
    mark = "late" if item.is_late else item.status.value
    return PrintedItem(item.title, mark, state if is_moving else "")


def head_height(lines: Iterable[tuple[str, float]], sheet: Sheet) -> float:
    """The height of the texts above a grid. `lines`: each text with its letter size."""
    return HEAD_SPACE + sum(
        lines_of(text, sheet.width, points(size)) * points(size) * HEAD_LINE
        for text, size in lines
        if text
    )
