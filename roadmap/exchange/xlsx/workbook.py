"""The two sheets of a workbook that count, as values. The workbook is read as hostile.

What it unpacks to is bounded before any parser sees it, an XML part with a document type is
refused, and a cell of which the value cannot be known says so instead of being empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from roadmap.domain.plan.limits import MIB
from roadmap.exchange.errors import ImportRejected, rejected, shown
from roadmap.exchange.xlsx.escaping import unescaped
from roadmap.exchange.xlsx.writer import PLAN, SOURCE

MAX_PARTS = 200
MAX_UNPACKED = 32 * MIB
MAX_PART_BYTES = 2 * MIB
"""Unpacked, of a part that is no sheet and no table of texts."""
MAX_ROWS = 3000
MAX_COLUMNS = 60
MAX_TEXT = 32_767
"""Characters in a cell, as in Excel: a text is kept once and can stand in every cell."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What stands for the value of a cell that has none to take; why, in Dutch."""

    reason: str


@dataclass(frozen=True)
class WorkbookSheet:
    """`rows` from the first of the sheet; `merged` as (first column, row, last column, row)."""

    rows: list[tuple[Any, ...]]
    merged: list[tuple[int, int, int, int]]


def sheets_of(data: bytes) -> tuple[WorkbookSheet, WorkbookSheet]:
    """The sheet to work in and the hidden one. Raises Refused."""
    try:
        return _pages(data)
    except ImportRejected:
        raise
    except Exception as error:  # a parser on a hostile file: whatever it trips over, it is broken
        raise rejected(
            "Dit Excel-bestand is beschadigd en kan niet worden gelezen. Open het in Excel of "
            "LibreOffice en bewaar het opnieuw als .xlsx."
        ) from error


class _Reader(ExcelReader):
    """openpyxl's, but a text with '_x000D_' in it comes out as it went in."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_strings(source))


def _strings(source: Any) -> Iterator[str]:
    item, text, phonetic = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "t", "rPh"))
    for _, node in iterparse(source):
        if node.tag == phonetic:
            node.clear()
        elif node.tag == item:
            yield unescaped("".join(part.text or "" for part in node.iter(text)))
            node.clear()


class _Parser(WorkSheetParser):
    """openpyxl's, but a formula without its outcome and an error are no empty cell and no text."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        value = cell["value"]
        if cell["data_type"] == "e":
            cell["value"] = Unreadable(
                f"deze cel toont de fout ‘{shown(value)}’. Typ een waarde, of maak de cel leeg."
            )
        elif value is None and cell["data_type"] != "str" and element.find(FORMULA_TAG) is not None:
            cell["value"] = Unreadable(
                "deze cel bevat een formule zonder haar uitkomst. Typ de waarde zelf, of open het "
                "bestand in Excel of LibreOffice en bewaar het opnieuw."
            )
        elif isinstance(value, str) and len(value) > MAX_TEXT:
            cell["value"] = Unreadable(f"deze cel bevat meer dan {MAX_TEXT} tekens.")
        return cell


def _pages(data: bytes) -> tuple[WorkbookSheet, WorkbookSheet]:
    with ZipFile(BytesIO(data)) as archive:
        if not any(name.startswith("xl/") for name in archive.namelist()):
            raise rejected(
                "Dit is geen Excel-bestand (.xlsx), of het is beschadigd. Open het in Excel of "
                "LibreOffice en bewaar het als Excel-werkmap (.xlsx)."
            )
        _refuse_bombs(archive)
        _refuse_macros(archive)
    reader = _Reader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        reader.read()
        return _page(reader.wb, PLAN), _page(reader.wb, SOURCE)
    finally:
        reader.archive.close()


def _page(book: Any, name: str) -> WorkbookSheet:
    if name not in book.sheetnames:
        missing = "het verborgen blad" if name == SOURCE else "het blad"
        raise rejected(
            f"In dit Excel-bestand ontbreekt {missing} ‘{name}’. Kies een bestand dat u bij een "
            "plan op deze site downloadde."
        )
    rows: list[tuple[Any, ...]] = []
    page = book[name]
    with page._get_source() as source:
        parser = _Parser(
            source,
            page._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            row = _row(cells)
            if number > MAX_ROWS and any(value is not None for value in row):
                raise rejected(f"Dit blad heeft meer dan {MAX_ROWS} rijen.", f"blad {name}")
            if len(rows) < number <= MAX_ROWS:
                rows += [_row([])] * (number - len(rows) - 1)
                rows.append(row)
    merged = parser.merged_cells
    return WorkbookSheet(rows, [cell.bounds for cell in merged.mergeCell] if merged else [])


def _row(cells: list[dict[str, Any]]) -> tuple[Any, ...]:
    values = [None] * MAX_COLUMNS
    for cell in cells:
        if cell["column"] <= MAX_COLUMNS:
            values[cell["column"] - 1] = cell["value"]
    return tuple(values)


def _refuse_bombs(archive: ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise rejected("Dit Excel-bestand pakt uit tot meer dan een stappenplan kan zijn.")
    for part in parts:
        is_large = part.filename.startswith("xl/worksheets/") or "sharedStrings" in part.filename
        if part.file_size > MAX_PART_BYTES and not is_large:
            raise rejected("Dit Excel-bestand bevat een te groot onderdeel.", shown(part.filename))
        # Also in UTF-16, in which every other byte is a NUL.
        text = archive.read(part).replace(b"\0", b"").upper()
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise rejected("Dit Excel-bestand bevat onveilige XML.", shown(part.filename))


def _refuse_macros(archive: ZipFile) -> None:
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any("vbaProject" in name for name in archive.namelist()):
        raise rejected("Dit bestand bevat macro’s. Bewaar het als gewoon Excel-bestand (.xlsx).")
