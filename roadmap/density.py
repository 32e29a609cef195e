"""How large the letters of a printed grid can be so that it fits on one page. Pure arithmetic."""

from __future__ import annotations

from math import ceil

from roadmap.grid import Grid

SIZES = (12.5, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0)
"""Letter sizes in points, largest first; below the last a grid is spread over pages."""

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
HEADING_HEIGHT = 16.0  # millimetres: a row is never lower
ROW_SPACE = 3.0  # millimetres around a row's cells


def letter_rank(grid: Grid) -> int | None:
    """The place in SIZES of the largest size at which the grid fits one page, or None."""
    if grid.count > ONE_PAGE_LIMIT:
        return None
    return next(
        (rank for rank, size in enumerate(SIZES) if estimated_height(grid, size) <= PAGE_HEIGHT),
        None,
    )


def estimated_height(grid: Grid, size: float) -> float:
    """Millimetres that the rows take at a letter size, never less than they really take."""
    em = size * MM_PER_POINT
    per_line = (COLUMN_WIDTH - SIDE_SPACE * em) / (em * CHARACTER_WIDTH)
    height = 0.0
    for row in grid.rows:
        tallest = max(
            sum(
                (ceil(len(item.title) / per_line) * LINE_HEIGHT + ITEM_SPACE) * em
                for item in cell.items
            )
            for cell in row.cells
        )
        height += max(tallest, HEADING_HEIGHT) + ROW_SPACE
    return height
