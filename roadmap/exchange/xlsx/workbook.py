"""The sheets of a workbook as values, by whatever program it was written.

Cells, the texts that they share and the formats that make a number a date: nothing more is read,
so nothing more can be wrong. A cell whose value cannot be known says so instead of being empty.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from roadmap.exchange.errors import ImportRejected, rejected, shown
from roadmap.exchange.xlsx.escaping import unescaped
from roadmap.exchange.xlsx.package import Attributes, Package
from roadmap.exchange.xlsx.styles import date_styles

MAX_ROWS = 3000
MAX_COLUMNS = 60
MAX_TEXT = 32_767
"""Characters in a cell, as in Excel: a text is stored once and can stand in every cell."""
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
"""Day 0 of the numbers that stand for dates."""
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What stands for the value of a cell that has none to take; why, in Dutch."""

    reason: str


@dataclass(frozen=True)
class WorkbookSheet:
    """`rows` from the first of the sheet; `merged` as (first column, row, last column, row).

    `epoch`: day 0 of its dates. `is_cut`: there are more than MAX_ROWS rows.
    """

    rows: Sequence[tuple[Any, ...]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    epoch: datetime = EPOCH
    is_cut: bool = False


class _Enough(Exception):
    """The rest of a sheet is not read."""


def sheets_of(data: bytes) -> dict[str, WorkbookSheet]:
    """The sheets by name, in their order. Raises ImportRejected."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _sheets(Package(archive))
    except ImportRejected:
        raise
    except Exception as error:  # a parser on a hostile file: whatever it trips over, it is broken
        raise rejected(
            "Dit Excel-bestand is beschadigd en kan niet worden gelezen. Open het in Excel of "
            "LibreOffice en bewaar het opnieuw als .xlsx."
        ) from error


def _sheets(package: Package) -> dict[str, WorkbookSheet]:
    kinds = {part.kind: part.target for part in package.relationships()}
    book = kinds.get("officeDocument", "xl/workbook.xml")
    found = package.elements(book, "workbookPr", "sheet")
    if not any(element == "sheet" for element, _ in found):
        raise rejected(
            "Dit is geen Excel-bestand (.xlsx), of het is beschadigd. Open het in Excel of "
            "LibreOffice en bewaar het als Excel-werkmap (.xlsx)."
        )
    if package.has_macros(book):
        raise rejected("Dit bestand bevat macro’s. Bewaar het als gewoon Excel-bestand (.xlsx).")
    parts = package.relationships(book)
    targets = {part.id: part.target for part in parts if part.kind == "worksheet"}
    others = {part.kind: part.target for part in parts}
    is_1904 = any(a.get("date1904") in ("1", "true", "on") for _, a in found)
    reader = _SheetReader(
        package,
        _Texts.of(package, others.get("sharedStrings", "")),
        date_styles(package, others.get("styles", "")),
        EPOCH_1904 if is_1904 else EPOCH,
    )
    return {
        attributes["name"]: reader.read(targets[attributes["id"]])
        for element, attributes in found
        if element == "sheet" and attributes.get("id") in targets
    }


def moment(number: float, epoch: datetime) -> datetime | None:
    """The date and time that a number stands for, to the second; None beyond the calendar."""
    if epoch == EPOCH and number < 60:
        number += 1  # the year 1900 had no 29 February, but its numbers do
    try:
        return epoch + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return None


@dataclass
class _Texts:
    """The texts of a part, each within an element `item`; what is spoken beside it is not."""

    items: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    is_text: bool = False
    is_spoken: bool = False

    @classmethod
    def of(cls, package: Package, part: str) -> Sequence[str]:
        texts = cls()
        if part in package:
            package.parse(part, texts.start, texts.end, texts.text)
        return texts.items

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "rPh":
            self.is_spoken = True
        self.is_text = name == "t" and not self.is_spoken

    def end(self, name: str) -> None:
        self.is_text = False
        if name == "rPh":
            self.is_spoken = False
        elif name == "si":
            self.items.append(self.take())

    def text(self, text: str) -> None:
        if self.is_text:
            self.pieces.append(text)

    def take(self) -> str:
        text = unescaped("".join(self.pieces))
        self.pieces.clear()
        return text


@dataclass
class _SheetReader:
    package: Package
    shared: Sequence[str]
    dates: frozenset[int]
    epoch: datetime

    def read(self, part: str) -> WorkbookSheet:
        cells = _Cells(self)
        try:
            self.package.parse(part, cells.start, cells.end, cells.text)
        except _Enough:
            return cells.sheet(is_cut=True)
        return cells.sheet(is_cut=False)

    def value(self, cell: Attributes, text: str, inline: str, *, has_formula: bool) -> Any:
        """What a cell says: a text, number, date, boolean, None or Unreadable."""
        kind = cell.get("t", "n")
        if kind == "e":
            return Unreadable(
                f"deze cel toont de fout ‘{shown(text)}’. Typ een waarde, of maak de cel leeg."
            )
        if kind == "inlineStr":
            return _bounded(inline)
        if not text and has_formula and kind != "str":
            return Unreadable(
                "deze cel bevat een formule zonder haar uitkomst. Typ de waarde zelf, of open het "
                "bestand in Excel of LibreOffice en bewaar het opnieuw."
            )
        if not text:
            return None
        if kind == "s":
            return _bounded(self.shared[_index(text)])
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


class _Cells:
    """Gathers the cells of one sheet."""

    def __init__(self, reader: _SheetReader) -> None:
        self.reader = reader
        self.row = self.column = 0
        self.rows: defaultdict[int, list[Any]] = defaultdict(list)
        self.merged: list[tuple[int, int, int, int]] = []
        self.cell: Attributes | None = None
        self.inline = _Texts()
        self.pieces: list[str] = []
        self.is_value = self.has_formula = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif name == "c":
            found = REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = column_number(found[1]) if found else self.column + 1
            self.cell, self.has_formula = attributes, False
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            self.merged.append((*_place(first), *_place(last or first)))
        elif self.cell is not None:
            self.is_value = name == "v"
            self.has_formula |= name == "f"
            self.inline.start(name, attributes)

    def text(self, text: str) -> None:
        if self.is_value:
            self.pieces.append(text)
        elif self.cell is not None:
            self.inline.text(text)

    def end(self, name: str) -> None:
        if name == "c" and self.cell is not None:
            text, inline = "".join(self.pieces), self.inline.take()
            value = self.reader.value(self.cell, text, inline, has_formula=self.has_formula)
            self.pieces.clear()
            self.cell = None
            if value is not None and self.column <= MAX_COLUMNS:
                self._put(value)
        elif self.cell is not None:
            self.is_value = False
            self.inline.end(name)

    def _put(self, value: Any) -> None:
        if self.row > MAX_ROWS:
            raise _Enough
        values = self.rows[self.row]
        values += [None] * (self.column - len(values))
        values[self.column - 1] = value

    def sheet(self, *, is_cut: bool) -> WorkbookSheet:
        blank = (None,) * MAX_COLUMNS
        numbers = range(1, max(self.rows, default=0) + 1)
        rows = [(*self.rows.get(number, ()), *blank)[:MAX_COLUMNS] for number in numbers]
        return WorkbookSheet(rows, self.merged, self.reader.epoch, is_cut)


def _bounded(text: str) -> str | Unreadable:
    is_short = len(text) <= MAX_TEXT
    return text if is_short else Unreadable(f"deze cel bevat meer dan {MAX_TEXT} tekens.")


def _index(text: str) -> int:
    """A place in a list of the workbook; Python would count a negative one from its end."""
    if not text.isdecimal():
        raise ValueError(text)
    return int(text)


def column_number(letters: str) -> int:
    """'A' → 1, 'AA' → 27."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _place(reference: str) -> tuple[int, int]:
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    return column_number(found[1]), int(found[2])
