"""How large the letters of a printed grid can be so that it fits on one page. Pure arithmetic."""

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
    """The paper of a grid, on its side, in millimetres.

    `height` is there for the rows: the sheet less margins, a heading and the phases; `head` is what
    the plan's title takes of that where it stands above the grid. `column` is an activity's width,
    its side padding included. `row_heights`, by letter size: below these no row goes, so that few
    activities fill their sheet all the same and many leave room for a heading.
    """

    name: str
    height: float
    head: float
    column: float
    row_heights: tuple[float, ...]


A3 = Sheet("a3", 246.0, 24.0, 62.0, (26.0, 21.0, 16.0, 16.0, 16.0, 16.0, 16.0))
A4 = Sheet("a4", 166.0, 15.0, 42.5, (18.0, 15.0, 12.0, 12.0, 12.0, 12.0, 12.0))

MM_PER_POINT = 25.4 / 72
CHARACTER_WIDTH = 0.54  # of the letter size, on the wide side for Dutch text in semi-bold
LINE_HEIGHT = 1.22
ITEM_SPACE = 0.85  # of the letter size: an activity's padding and distance above and below
SIDE_SPACE = 1.2  # of the letter size: its padding left and right
ROW_SPACE = 3.0  # millimetres around a row's cells


def letter_rank(grid: Grid, sheet: Sheet = A3, *, with_head: bool = True) -> int | None:
    """The place in SIZES of the largest size at which the grid fits one sheet, or None."""
    if grid.count > MAX_ON_ONE_PAGE:
        return None
    room = sheet.height - sheet.head * with_head
    return next(
        (rank for rank in range(len(SIZES)) if estimated_height(grid, rank, sheet) <= room), None
    )


def estimated_height(grid: Grid, rank: int, sheet: Sheet = A3) -> float:
    """Millimetres that the rows take at a letter size, never less than they really take."""
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
    """What the printed grid says of an activity."""
    return f"{item.title} · {item.status_label}" if item.is_begun else item.title
