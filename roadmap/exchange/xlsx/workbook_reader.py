"""Reads the sheets of a workbook, written by any program, as values.

Only cells, shared texts, merged cells and date formats are read: nothing else can cause an error.
A cell without a usable value becomes `Unreadable`, rather than empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from roadmap.exchange.errors import ImportRejected, rejected, shown
from roadmap.exchange.xlsx.escaping import unescaped
from roadmap.exchange.xlsx.xml_package import Package

MAX_ROWS = 3000
MAX_COLUMNS = 60
MAX_TEXT = 32_767
"""Characters in a cell, as in Excel: a file can repeat one long shared text in every cell."""
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
"""Day 0 of the numbers that stand for dates."""
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)])
"""The numbers of the built-in formats of dates."""
NO_PART_OF_A_DATE = re.compile(r'"[^"]{0,255}+"|\[[^\]]{0,255}+\]|\\.|_.|\*.')
"""A format has at most 255 characters."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in place of a value that cannot be read; `reason`: in Dutch."""

    reason: str


@dataclass(frozen=True)
class WorkbookSheet:
    """`rows`: from row 1; `merged`: (first column, row, last column, row), counted from 1.

    `name`: '' for a CSV. `epoch`: day 0 of its dates. `is_cut`: it has more than MAX_ROWS rows.
    """

    name: str
    rows: Sequence[tuple[Any, ...]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    epoch: datetime = EPOCH
    is_cut: bool = False

    def place(self, part: str = "") -> str:
        """A part of this sheet in words: 'blad Plan, rij 14'."""
        return ", ".join(filter(None, (self.name and f"blad {shown(self.name)}", part)))


def sheets_of(data: bytes) -> dict[str, WorkbookSheet]:
    """The sheets by name, in their order. Raises ImportRejected."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _sheets(Package(archive))
    except ImportRejected:
        raise
    except Exception as error:  # a hostile file can make a parser raise anything
        raise rejected(
            "Dit Excel-bestand is beschadigd en kan niet worden gelezen. Open het in Excel of "
            "LibreOffice en bewaar het opnieuw als .xlsx."
        ) from error


def _sheets(package: Package) -> dict[str, WorkbookSheet]:
    kinds = {part.kind: part.target for part in package.relationships()}
    book = kinds.get("officeDocument", "xl/workbook.xml")
    found = list(package.elements(book, "workbookPr", "sheet"))
    sheets = [element for element in found if element.tag == "sheet"]
    if not sheets:
        raise rejected(
            "Dit is geen Excel-bestand (.xlsx), of het is beschadigd. Open het in Excel of "
            "LibreOffice en bewaar het als Excel-werkmap (.xlsx)."
        )
    if package.has_macros:
        raise rejected("Dit bestand bevat macro’s. Bewaar het als gewoon Excel-bestand (.xlsx).")
    parts = package.relationships(book)
    targets = {part.id: part.target for part in parts if part.kind == "worksheet"}
    others = {part.kind: part.target for part in parts}
    is_1904 = any(element.get("date1904") in ("1", "true", "on") for element in found)
    cells = _Cells(
        [_text(item) for item in package.elements(others.get("sharedStrings", ""), "si")],
        _date_styles(package, others.get("styles", "")),
        EPOCH_1904 if is_1904 else EPOCH,
    )
    return {
        name: _sheet(package, name, targets[key], cells)
        for name, key in ((sheet.attrib["name"], sheet.get("id", "")) for sheet in sheets)
        if key in targets
    }


def _sheet(package: Package, name: str, part: str, cells: _Cells) -> WorkbookSheet:
    found: dict[tuple[int, int], Any] = {}
    merged = []
    number, is_cut = 0, False
    for element in package.elements(part, "row", "mergeCell"):
        if element.tag == "mergeCell":
            first, _, last = element.attrib["ref"].partition(":")
            merged.append((*_place(first), *_place(last or first)))
            continue
        number = int(element.get("r", number + 1))
        values = list(cells.in_row(element))
        if is_cut := bool(values) and number > MAX_ROWS:
            break
        for column, value in values:
            found.setdefault((number, column), value)  # a file can split a row over elements
    last_row = max((row for row, _ in found), default=0)
    across = range(1, MAX_COLUMNS + 1)
    table = [tuple(found.get((row, n)) for n in across) for row in range(1, last_row + 1)]
    return WorkbookSheet(name, table, merged, cells.epoch, is_cut)


def moment(number: float, epoch: datetime) -> datetime | None:
    """The date and time of a number of days, to the second; None when Python has no such date."""
    try:
        return epoch + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return None


@dataclass(frozen=True)
class _Cells:
    """Reads cells. `shared`: the workbook's shared texts; `dates`: the numbers of date styles."""

    shared: Sequence[str | Unreadable]
    dates: frozenset[int]
    epoch: datetime

    def in_row(self, row: Element) -> Iterator[tuple[int, Any]]:
        """The column, from 1, and the value of each cell in a row that is not empty."""
        column = 0
        for cell in row.iterfind("c"):
            reference = cell.get("r")
            column = _place(reference)[0] if reference else column + 1
            value = self.value(cell)
            if value is not None and column <= MAX_COLUMNS:
                yield column, value

    def value(self, cell: Element) -> Any:
        """The cell's text, number, date or boolean; None for an empty cell, or Unreadable."""
        kind, text = cell.get("t", "n"), cell.findtext("v", "")
        if kind == "e":
            return Unreadable(
                f"deze cel toont de fout ‘{shown(text)}’. Typ een waarde, of maak de cel leeg."
            )
        if kind == "inlineStr":
            return _text(cell.find("is"))
        if not text and kind != "str" and cell.find("f") is not None:
            return Unreadable(
                "deze cel bevat een formule zonder haar uitkomst. Typ de waarde zelf, of open het "
                "bestand in Excel of LibreOffice en bewaar het opnieuw."
            )
        if not text:
            return None
        if kind == "s":
            return self.shared[_index(text)]
        if kind == "str":
            return _bounded(unescaped(text))
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        return self._number(text, cell.get("s", "0"))

    def _number(self, text: str, style: str) -> Any:
        number = float(text)
        if _index(style) in self.dates:
            if 0 <= number < 1:
                return f"{EPOCH + timedelta(seconds=round(number * 86_400)):%H:%M}"
            return moment(number, self.epoch) or number
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _text(item: Element | None) -> str | Unreadable:
    """The text of all its pieces, without the phonetic ones."""
    found = (item.iterfind(path) for path in ("t", "r/t")) if item is not None else ()
    return _bounded(unescaped("".join(piece.text or "" for pieces in found for piece in pieces)))


def _bounded(text: str) -> str | Unreadable:
    is_short = len(text) <= MAX_TEXT
    return text if is_short else Unreadable(f"deze cel bevat meer dan {MAX_TEXT} tekens.")


def _index(text: str) -> int:
    """An index into a list of the workbook. Raises ValueError, also for a negative one."""
    if not text.isdecimal():
        raise ValueError(text)
    return int(text)


def _place(reference: str) -> tuple[int, int]:
    """Column and row, from 1: 'AA3' → (27, 3)."""
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return column, int(found[2])


def _date_styles(package: Package, part: str) -> frozenset[int]:
    """The numbers of the styles that show a number as a date."""
    formats: dict[str, str] = {}
    styles: list[str] = []
    for element in package.elements(part, "numFmt", "cellXfs"):
        if element.tag == "numFmt":
            formats[element.get("numFmtId", "")] = element.get("formatCode", "")
        else:
            styles = [style.get("numFmtId", "0") for style in element.iterfind("xf")]
    return frozenset(n for n, style in enumerate(styles) if _is_date(style, formats.get(style)))


def _is_date(number: str, code: str | None) -> bool:
    """Whether it is a format of dates: 'dd/mm/yyyy', '[$-813]d mmmm yyyy;@'; not '0.00 "dagen"'."""
    if code is None:
        return number.isdecimal() and int(number) in DATE_FORMATS
    return any(letter in "dmyhs" for letter in NO_PART_OF_A_DATE.sub("", code).casefold())
