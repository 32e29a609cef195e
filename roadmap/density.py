"""How large the letters of a printed grid can be so that it fits on one page. Pure arithmetic."""

from __future__ import annotations

from math import ceil

from roadmap.grid import Grid, GridItem

SIZES = (12.5, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0)
"""Letter sizes in points, largest first; below the last a grid is spread over pages."""

ROW_HEIGHTS = (26.0, 21.0, 16.0, 16.0, 16.0, 16.0, 16.0)
"""Millimetres below which no row goes, by letter size: few activities fill their sheet all the
same, and many leave room for a row's heading."""

ONE_PAGE_LIMIT = 80
"""Above this many activities each pillar gets a page of its own."""

PAGE_HEIGHT = 222.0
"""Millimetres for the rows: A3 landscape less margins, title and phase headings."""

COLUMN_WIDTH = 62.0
"""Millimetres for an activity, its side padding included."""

MM_PER_POINT = 25.4 / 72
CHARACTER_WIDTH = 0.54  # of the letter size, on the wide side for Dutch text in semi-bold
LINE_HEIGHT = 1.22
ITEM_SPACE = 0.85  # of the letter size: an activity's padding and distance above and below
SIDE_SPACE = 1.2  # of the letter size: its padding left and right
ROW_SPACE = 3.0  # millimetres around a row's cells


def letter_rank(grid: Grid) -> int | None:
    """The place in SIZES of the largest size at which the grid fits one page, or None."""
    if grid.count > ONE_PAGE_LIMIT:
        return None
    return next(
        (rank for rank in range(len(SIZES)) if estimated_height(grid, rank) <= PAGE_HEIGHT),
        None,
    )


def estimated_height(grid: Grid, rank: int) -> float:
    """Millimetres that the rows take at a letter size, never less than they really take."""
    em = SIZES[rank] * MM_PER_POINT
    per_line = (COLUMN_WIDTH - SIDE_SPACE * em) / (em * CHARACTER_WIDTH)
    height = 0.0
    for row in grid.rows:
        tallest = max(
            sum(
                (ceil(len(printed(item)) / per_line) * LINE_HEIGHT + ITEM_SPACE) * em
                for item in cell.items
            )
            for cell in row.cells
        )
        height += max(tallest, ROW_HEIGHTS[rank]) + ROW_SPACE
    return height


def printed(item: GridItem) -> str:
    """What the printed grid says of an activity."""
    return f"{item.title} · {item.status_label}" if item.is_begun else item.title
