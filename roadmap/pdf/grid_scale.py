"""The largest letters with which a printed grid fits one page. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from roadmap.domain.overview.grid import Grid, GridItem

SIZES = (12.5, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0)
"""Letter sizes in points, largest first; below the last a grid is spread over pages."""

MAX_ON_ONE_PAGE = 80
"""Above this many activities each pillar gets a page of its own."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper of a grid, landscape, in millimetres.

    `height`: room for the rows, which is the sheet less margins, a heading and the phases. `head`:
    the part of it that the plan's title takes where it stands above the grid. `column`: an
    activity's width, side padding included. `row_heights`: the smallest row by letter size, so that
    few activities fill their sheet and many leave room for a heading.
    """

    name: str
    height: float
    head: float
    column: float
    row_heights: tuple[float, ...]


A3 = Sheet("a3", 246.0, 24.0, 62.0, (26.0, 21.0, 16.0, 16.0, 16.0, 16.0, 16.0))
A4 = Sheet("a4", 166.0, 15.0, 42.5, (18.0, 15.0, 12.0, 12.0, 12.0, 12.0, 12.0))
TOKENS = {f"letters-{rank}": f"{size}pt" for rank, size in enumerate(SIZES)} | {
    f"row-{sheet.name}-{rank}": f"{height}mm"
    for sheet in (A3, A4)
    for rank, height in enumerate(sheet.row_heights)
}
"""The same lengths for the stylesheet, by the names of its custom properties."""

MM_PER_POINT = 25.4 / 72
CHARACTER_WIDTH = 0.54  # of the letter size, on the wide side for Dutch text in semi-bold
LINE_HEIGHT = 1.22
ITEM_SPACE = 0.85  # of the letter size: an activity's padding and distance above and below
SIDE_SPACE = 1.2  # of the letter size: its padding left and right
ROW_SPACE = 3.0  # millimetres around a row's cells


def letter_rank(grid: Grid, sheet: Sheet = A3, *, with_head: bool = True) -> int | None:
    """Index in SIZES of the largest size at which the grid fits one sheet, or None."""
    if grid.count > MAX_ON_ONE_PAGE:
        return None
    room = sheet.height - sheet.head * with_head
    return next(
        (rank for rank in range(len(SIZES)) if estimated_height(grid, rank, sheet) <= room), None
    )


def estimated_height(grid: Grid, rank: int, sheet: Sheet = A3) -> float:
    """Height of the rows in millimetres at a letter size; never less than the real height."""
    em = SIZES[rank] * MM_PER_POINT
    per_line = (sheet.column - SIDE_SPACE * em) / (em * CHARACTER_WIDTH)
    height = 0.0
    for row in grid.rows:
        tallest = max(
            sum(
                (ceil(len(printed(item)) / per_line) * LINE_HEIGHT + ITEM_SPACE) * em
                for item in cell.items
            )
            for cell in row.cells
        )
        height += max(tallest, sheet.row_heights[rank]) + ROW_SPACE
    return height


def printed(item: GridItem) -> str:
    """The text of an activity in the printed grid."""
    return f"{item.title} · {item.status_label}" if item.is_begun else item.title
