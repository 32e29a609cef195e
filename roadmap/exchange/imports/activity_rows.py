"""The rows of a table of activities, laid over what the plan's document says of them.

A cell that shows what the document says leaves it untouched, so that nothing gets lost that a
table cannot hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content.catalogue import Catalogue
from roadmap.domain.plan.fields import ActivityValues
from roadmap.domain.plan.limits import LAST_ORDER
from roadmap.exchange import columns
from roadmap.exchange.errors import FileError, ImportRejected, shown
from roadmap.exchange.imports.cells import InvalidCell, cell_text, field_of, holds, text_of
from roadmap.exchange.imports.headings import Table
from roadmap.exchange.imports.row_matching import Recognised
from roadmap.exchange.xlsx.escaping import showings
from roadmap.exchange.xlsx.workbook import WorkbookSheet
from roadmap.exchange.xlsx.writer import KEY

EMPTY_ROW = ActivityValues("", "", 0, LAST_ORDER).as_json()
PLACES = (columns.PILLAR, columns.TRACK, columns.PHASE)
NO_ACTIVITY = (
    "‘{}’ heeft geen pijler, spoor en fase. Is het een nieuwe activiteit, vul die dan in. Is het "
    "een som, een legende of een opmerking, zet ze dan op een ander blad of verwijder de rij."
)
NO_KEY = (
    f"zonder de verborgen kolom ‘{KEY}’ is niet te zien of deze activiteit nieuw is of een andere "
    "titel kreeg. Download het plan opnieuw en laat die kolom staan."
)


def overlaid(
    table: Table, activities: Mapping[int, dict[str, Any]], catalogue: Catalogue
) -> tuple[list[dict[str, Any]], tuple[int | None, ...]]:
    """Fields and key of each row; `activities`: what the document says, by key.

    A copied row with another title is a new activity. Raises ImportRejected.
    """
    shown_lines = columns.lines(activities.values(), catalogue)
    lines = dict(zip(activities, shown_lines, strict=True))
    found = Recognised([cells for _, cells in table.rows], lines)
    faults: list[FileError] = []
    rows = []
    for at, (number, cells) in enumerate(table.rows):
        key = found.keys[at]
        title = row_place(table.sheet, number, columns.TITLE)
        if found.is_copy(at):
            faults.append(FileError("deze activiteit staat er tweemaal in.", title))
        elif found.is_blind and key is None:
            faults.append(FileError(NO_KEY, title))
        if key is None and not any(holds(cells.get(name)) for name in PLACES):
            first = next(filter(None, map(text_of, cells.values())), "")
            text = NO_ACTIVITY.format(shown(first))
            faults.append(FileError(text, row_place(table.sheet, number)))
            continue
        fields = dict(EMPTY_ROW if key is None else activities[key])
        line = {} if key is None else lines[key]
        cells = {**line, **cells}  # a column that was taken out of the sheet changes nothing
        for column in columns.COLUMNS:
            try:
                text = cell_text(column, cells.get(column))
                if key is None or text not in map(text_of, showings(str(line[column]))):
                    fields |= field_of(column, text, cells, catalogue)
            except InvalidCell as error:
                faults.append(FileError(str(error), row_place(table.sheet, number, column)))
        rows.append(fields)
    if faults:
        raise ImportRejected(faults)
    return rows, tuple(found.keys)


def row_place(sheet: WorkbookSheet, number: int, column: str = "") -> str:
    return sheet.place(f"rij {number}" + (f", kolom {column}" if column else ""))
