"""The rows of a table of activities, laid over what the plan's document says of them.

A cell that shows what the document says leaves it untouched, so that nothing gets lost that a
table cannot hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content.catalogue import Catalogue
from roadmap.domain.plan.limits import LAST_ORDER
from roadmap.domain.plan.values import ActivityValues
from roadmap.exchange import columns
from roadmap.exchange.errors import FileError, ImportRejected, shown
from roadmap.exchange.imports.cells import Cells, InvalidCell, cell_text, field_of, holds, text_of
from roadmap.exchange.imports.headings import Table
from roadmap.exchange.imports.row_matching import Recognised
from roadmap.exchange.schema import Exported
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


@dataclass(frozen=True)
class Overlay:
    """The document's activities and what a sheet showed of them, by key."""

    fields: Mapping[int, dict[str, Any]]
    lines: Mapping[int, columns.Line]
    catalogue: Catalogue

    @classmethod
    def of(cls, base: Exported, keys: Sequence[int], catalogue: Catalogue) -> Overlay:
        plan = base.plan.model_dump()
        lines = columns.lines(plan, catalogue)
        return cls(
            dict(zip(keys, plan["activities"], strict=True)),
            dict(zip(keys, lines, strict=True)),
            catalogue,
        )

    def laid(self, table: Table) -> tuple[list[dict[str, Any]], list[int | None]]:
        """Fields and key of each row. A copied row with another title is a new activity."""
        found = Recognised([cells for _, cells in table.rows], self.lines)
        faults: list[FileError] = []
        result = []
        for at, (number, cells) in enumerate(table.rows):
            title = row_place(table.sheet, number, columns.TITLE)
            if found.is_copy(at):
                faults.append(FileError("deze activiteit staat er tweemaal in.", title))
            elif found.is_blind and found.keys[at] is None:
                faults.append(FileError(NO_KEY, title))
            key = found.keys[at]
            if key is None and not any(holds(cells.get(name)) for name in PLACES):
                first = next(filter(None, map(text_of, cells.values())), "")
                text = NO_ACTIVITY.format(shown(first))
                faults.append(FileError(text, row_place(table.sheet, number)))
            else:
                fields, invalid = self._row(cells, key)
                result.append(fields)
                faults += [
                    FileError(text, row_place(table.sheet, number, column))
                    for column, text in invalid.items()
                ]
        if faults:
            raise ImportRejected(faults)
        return result, found.keys

    def _row(self, cells: Cells, key: int | None) -> tuple[dict[str, Any], dict[str, str]]:
        """The fields of one row, and by column what is wrong with its cells."""
        fields = dict(EMPTY_ROW if key is None else self.fields[key])
        line = {} if key is None else self.lines[key]
        cells = {**line, **cells}  # a column that was taken out of the sheet changes nothing
        invalid = {}
        for column in columns.COLUMNS:
            try:
                text = cell_text(column, cells.get(column))
                if key is None or text not in map(text_of, showings(str(line[column]))):
                    fields |= field_of(column, text, cells, self.catalogue)
            except InvalidCell as error:
                invalid[column] = str(error)
        return fields, invalid


def row_place(sheet: WorkbookSheet, number: int, column: str = "") -> str:
    return sheet.place(f"rij {number}" + (f", kolom {column}" if column else ""))
