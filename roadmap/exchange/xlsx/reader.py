"""Our workbook read back, as somebody edited it in Excel or LibreOffice.

The very hidden sheet holds the plan's document; the rows of the sheet Plan are laid over it, each
recognised by its key or its words. A cell that shows what the document says leaves it untouched,
so that nothing gets lost that a sheet cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content.catalogue import Catalogue
from roadmap.domain.plan.limits import LAST_ORDER, MAX_ACTIVITIES
from roadmap.domain.plan.values import ActivityValues
from roadmap.exchange import strict_json, table
from roadmap.exchange.errors import (
    FileError,
    ImportRejected,
    Place,
    place_in_document,
    rejected,
    shown,
)
from roadmap.exchange.schema import Exported, validated
from roadmap.exchange.xlsx.cells import READERS, Cells, Unread, day_of, text_of
from roadmap.exchange.xlsx.escaping import showings
from roadmap.exchange.xlsx.header import header_of, holds, table_of
from roadmap.exchange.xlsx.package import MAX_UNPACKED
from roadmap.exchange.xlsx.row_matching import Recognised
from roadmap.exchange.xlsx.workbook import MAX_ROWS, Unreadable, WorkbookSheet, sheets_of
from roadmap.exchange.xlsx.writer import KEY, PLAN, SOURCE

COLUMN_OF = {item.name: column for column, item in table.FIELDS.items()}
EMPTY_ROW = ActivityValues("", "", 0, LAST_ORDER).as_json()
PLACES = (table.PILLAR, table.TRACK, table.PHASE)
NO_ACTIVITY = (
    "‘{}’ heeft geen pijler, spoor en fase. Is het een nieuwe activiteit, vul die dan in. Is het "
    "een som, een legende of een opmerking, zet ze dan op een ander blad of verwijder de rij."
)
CHANGED = "Dit blad is gewijzigd. Download het plan opnieuw."


@dataclass(frozen=True)
class Workbook:
    """What was read: the document with the sheet's rows laid over it, the id that each activity
    carries, the columns that were not read, and where in the workbook each thing stands.
    """

    exported: Exported
    rows: list[int | None]
    unread: tuple[str, ...]
    place: Place


def read_xlsx(data: bytes, catalogue: Catalogue) -> Workbook:
    """Raises ImportRejected."""
    sheets = sheets_of(data)
    base, keys = _source(_named(sheets, SOURCE, "het verborgen blad"))
    table = table_of(_plan(sheets))
    if len(table.rows) > MAX_ACTIVITIES:
        raise rejected(f"hoogstens {MAX_ACTIVITIES} activiteiten zijn toegelaten.", f"blad {PLAN}")
    rows, ids = Overlay.of(base, keys, catalogue).laid(table.rows)
    place = place_of([number for number, _ in table.rows])
    document = base.document()
    document["plan"]["activities"] = rows
    return Workbook(validated(document, place), ids, table.unread, place)


def _named(sheets: Mapping[str, WorkbookSheet], name: str, kind: str) -> WorkbookSheet:
    if name not in sheets:
        raise rejected(
            f"In dit Excel-bestand ontbreekt {kind} ‘{name}’. Kies een bestand dat u bij een plan "
            "op deze site downloadde."
        )
    if sheets[name].is_cut:
        raise rejected(f"Dit blad heeft meer dan {MAX_ROWS} rijen.", f"blad {name}")
    return sheets[name]


def _plan(sheets: dict[str, WorkbookSheet]) -> WorkbookSheet:
    """The sheet Plan, or the only one with its headings when it got another name."""
    alike = [name for name in sheets if name != PLAN and header_of(sheets[name]) is not None]
    if PLAN not in sheets and len(alike) == 1:
        sheets = {PLAN: sheets[alike[0]]}
    plan = _named(sheets, PLAN, "het blad")
    copies = [name for name in alike if name in sheets and sheets[name].rows != plan.rows]
    if copies:
        raise rejected(
            f"dit blad lijkt op het blad ‘{PLAN}’ en zegt iets anders. Alleen ‘{PLAN}’ wordt "
            f"gelezen: zet daar wat moet gelden, en verwijder ‘{shown(copies[0])}’.",
            f"blad {shown(copies[0])}",
        )
    return plan


def _source(page: WorkbookSheet) -> tuple[Exported, list[int]]:
    """The hidden sheet: the document, and the ids of its activities."""
    parts = [row[0] for row in page.rows if row[0] is not None]
    if not all(isinstance(part, str) for part in parts) or sum(map(len, parts)) > MAX_UNPACKED:
        raise rejected(CHANGED, f"blad {SOURCE}")

    def place(where: tuple[Any, ...]) -> str:
        return f"blad {SOURCE}, {place_in_document(where)}"

    source = strict_json.parsed("".join(parts).encode("utf-8", "surrogatepass"))
    keys = source.get("rows") if isinstance(source, dict) else None
    if not isinstance(keys, list) or not all(type(key) is int and key > 0 for key in keys):
        raise rejected(CHANGED, f"blad {SOURCE}")
    base = validated(source.get("document"), place)
    if len(keys) != len(base.plan.activities) or len(set(keys)) != len(keys):
        raise rejected(CHANGED, f"blad {SOURCE}")
    return base, keys


@dataclass(frozen=True)
class Overlay:
    """The document's activities and what the sheet showed of them, by key."""

    fields: Mapping[int, dict[str, Any]]
    lines: Mapping[int, table.Line]
    catalogue: Catalogue

    @classmethod
    def of(cls, base: Exported, keys: Sequence[int], catalogue: Catalogue) -> Overlay:
        plan = base.plan.model_dump()
        lines = table.lines(plan, catalogue)
        return cls(
            dict(zip(keys, plan["activities"], strict=True)),
            dict(zip(keys, lines, strict=True)),
            catalogue,
        )

    def laid(
        self, rows: Sequence[tuple[int, Cells]]
    ) -> tuple[list[dict[str, Any]], list[int | None]]:
        """Fields and key of each row. A copied row with another title is a new activity."""
        found = Recognised([cells for _, cells in rows], self.lines)
        faults: list[FileError] = []
        result = []
        for at, (number, cells) in enumerate(rows):
            if found.is_copy(at):
                faults.append(
                    FileError("deze activiteit staat er tweemaal in.", _row(number, table.TITLE))
                )
            elif found.is_blind and found.keys[at] is None:
                faults.append(
                    FileError(
                        f"zonder de verborgen kolom ‘{KEY}’ is niet te zien of deze activiteit "
                        "nieuw is of een andere titel kreeg. Download het plan opnieuw en laat "
                        "die kolom staan.",
                        _row(number, table.TITLE),
                    )
                )
            result.append(self._row(number, cells, found.keys[at], faults))
        if faults:
            raise ImportRejected(faults)
        return result, found.keys

    def _row(
        self, number: int, cells: Cells, key: int | None, faults: list[FileError]
    ) -> dict[str, Any]:
        if key is None and not any(holds(cells.get(name)) for name in PLACES):
            texts = filter(None, map(text_of, cells.values()))
            faults.append(FileError(NO_ACTIVITY.format(shown(next(texts, ""))), _row(number)))
            return {}
        fields = dict(self.fields[key]) if key is not None else dict(EMPTY_ROW)
        line = self.lines[key] if key is not None else {}
        cells = {**line, **cells}  # a column that was taken out of the sheet changes nothing
        for column, read in READERS.items():
            cell = cells.get(column)
            try:
                if isinstance(cell, Unreadable):
                    raise Unread(cell.reason)
                value = day_of(cell) if column in table.DAYS else text_of(cell)
                if key is None or value not in map(text_of, showings(str(line[column]))):
                    fields |= read(value, cells, self.catalogue)
            except Unread as error:
                faults.append(FileError(str(error), _row(number, column)))
        return fields


def _row(number: int, column: str = "") -> str:
    return f"blad {PLAN}, rij {number}" + (f", kolom {column}" if column else "")


def place_of(numbers: Sequence[int]) -> Place:
    """Where a thing of the document stands in the workbook."""

    def place(where: tuple[Any, ...]) -> str:
        if where[:2] == ("plan", "activities") and len(where) > 3:
            return _row(numbers[where[2]], COLUMN_OF.get(where[3], KEY))
        if where[:2] == ("plan", "activities") and len(where) == 3:
            return _row(numbers[where[2]])
        if where in (("plan",), ("plan", "activities")):
            return f"blad {PLAN}"
        return f"blad {SOURCE}, {place_in_document(where)}"

    return place
