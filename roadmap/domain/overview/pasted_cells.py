"""Cells that were copied from a spreadsheet. Pure."""

from __future__ import annotations

import csv

MAX_PASTED = 200_000
"""Characters of the pasted text."""


def pasted_cells(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a pasted text: tabs separate cells, and a quoted cell may hold line ends.

    Empty rows count, as they do in the sheet, except at the end.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    is_quoted = any(cell.startswith('"') for line in lines for cell in line.split("\t"))
    if is_quoted:
        try:
            ended = (f"{line}\n" for line in lines)
            return _without_empty_end(list(csv.reader(ended, delimiter="\t", strict=True)))
        except csv.Error:  # a quote that is part of the text
            pass
    return _without_empty_end([line.split("\t") for line in lines])


def _without_empty_end(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return tuple(tuple(cell.strip() for cell in row) for row in rows)
