"""Our workbook read back, as somebody edited it in Excel or LibreOffice.

The very hidden sheet holds the plan's document; the rows of the sheet Plan are laid over it, each
recognised by its key. A cell that shows what the document says leaves it untouched, so that
nothing gets lost that a sheet cannot tell. A workbook is read as hostile: what it unpacks to is
bounded before any parser sees it, and an XML part with a document type is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from content.catalogue import Catalogue
from roadmap.exchange import sheet, strict_json
from roadmap.exchange.faults import Fault, Place, Refused, place_in_document, refused, shown
from roadmap.exchange.schema import Exported, validated
from roadmap.exchange.xlsx_file import KEY, PLAN, SOURCE
from roadmap.exchange.xlsx_texts import showings, unescaped
from roadmap.rows import UNTOUCHED
from roadmap.story import STATUSES

MOST_PARTS = 200
MOST_UNPACKED = 32 * 1024 * 1024
MOST_OF_A_PART = 2 * 1024 * 1024
"""Unpacked, of a part that is no sheet and no table of texts."""
MOST_ROWS = 3000
MOST_COLUMNS = 60
LAST_PLACE = 9999
FIELDS = {
    "title": sheet.TITLE, "track": sheet.TRACK, "phase": sheet.PHASE, "status": sheet.STATUS,
    "owner": sheet.OWNER, "start_date": sheet.START, "due_date": sheet.DUE,
    "roles": sheet.ROLES, "note": sheet.NOTE, "links": sheet.LINKS, "order": sheet.ORDER,
}  # fmt: skip
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")

Cells = Mapping[str, Any]
"""A row of the sheet: column name → value."""


def read_xlsx(data: bytes, catalogue: Catalogue) -> tuple[Exported, list[int | None], Place]:
    """The document with the sheet's rows laid over it, the id that each activity carries, and
    where in the workbook each thing stands. Raises Refused.
    """
    try:
        pages = _pages(data)
    except Refused:
        raise
    except Exception as error:  # a parser on a hostile file: whatever it trips over, it is broken
        raise refused(
            "Dit Excel-bestand is beschadigd en kan niet worden gelezen. Open het in Excel of "
            "LibreOffice en bewaar het opnieuw als .xlsx."
        ) from error
    base, keys = _source(pages[SOURCE])
    overlay = _Overlay.of(base, keys, catalogue)
    rows = list(_table(pages[PLAN]))
    laid = overlay.laid(rows)
    place = _place([number for number, _ in rows])
    document = base.model_dump(by_alias=True)
    document["plan"]["activities"] = [fields for fields, _ in laid]
    return validated(document, place), [key for _, key in laid], place


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


def _pages(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the two sheets that count, as values."""
    with ZipFile(BytesIO(data)) as archive:
        _refuse_bombs(archive)
        _refuse_macros(archive)
    reader = _Reader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        reader.read()
        return {name: _values(reader.wb, name) for name in (PLAN, SOURCE)}
    finally:
        reader.archive.close()


def _values(book: Any, name: str) -> list[tuple[Any, ...]]:
    if name not in book.sheetnames:
        missing = "het verborgen blad" if name == SOURCE else "het blad"
        raise refused(
            f"In dit Excel-bestand ontbreekt {missing} ‘{name}’. Kies een bestand dat u bij een "
            "plan op deze site downloadde."
        )
    page = book[name]
    page.reset_dimensions()
    values = []
    for row in page.iter_rows(values_only=True, max_col=MOST_COLUMNS):
        values.append(row)
        if len(values) > MOST_ROWS:
            raise refused(f"Dit blad heeft meer dan {MOST_ROWS} rijen.", f"blad {name}")
    return values


def _refuse_bombs(archive: ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refused("Dit Excel-bestand pakt uit tot meer dan een stappenplan kan zijn.")
    for part in parts:
        is_large = part.filename.startswith("xl/worksheets/") or "sharedStrings" in part.filename
        if part.file_size > MOST_OF_A_PART and not is_large:
            raise refused("Dit Excel-bestand bevat een te groot onderdeel.", shown(part.filename))
        # Also in UTF-16, in which every other byte is a NUL.
        text = archive.read(part).replace(b"\0", b"").upper()
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise refused("Dit Excel-bestand bevat onveilige XML.", shown(part.filename))


def _refuse_macros(archive: ZipFile) -> None:
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any("vbaProject" in name for name in archive.namelist()):
        raise refused("Dit bestand bevat macro’s. Bewaar het als gewoon Excel-bestand (.xlsx).")


def _source(values: list[tuple[Any, ...]]) -> tuple[Exported, list[int]]:
    """The hidden sheet: the document, and the ids of its activities."""
    text = "".join(str(row[0]) for row in values if row and row[0] is not None)

    def place(where: tuple[Any, ...]) -> str:
        return f"blad {SOURCE}, {place_in_document(where)}"

    source = strict_json.parsed(text.encode("utf-8", "surrogatepass"))
    keys = source.get("rows") if isinstance(source, dict) else None
    if not isinstance(keys, list) or not all(type(key) is int and key > 0 for key in keys):
        raise refused("Dit blad is gewijzigd. Download het plan opnieuw.", f"blad {SOURCE}")
    base = validated(source.get("document"), place)
    if len(keys) != len(base.plan.activities) or len(set(keys)) != len(keys):
        raise refused("Dit blad is gewijzigd. Download het plan opnieuw.", f"blad {SOURCE}")
    return base, keys


def _table(values: list[tuple[Any, ...]]) -> Iterator[tuple[int, Cells]]:
    """Number and cells of each row below the headings that holds anything."""
    top = next((n for n, row in enumerate(values[:10]) if _is_head(row)), None)
    if top is None:
        raise refused(
            f"De rij met kolomtitels ‘{sheet.TITLE}’ en ‘{sheet.STATUS}’ ontbreekt.", f"blad {PLAN}"
        )
    names = [_text(value) for value in values[top]]
    wanted = {*sheet.COLUMNS, KEY}
    twice = [name for name, times in Counter(names).items() if times > 1 and name in wanted]
    if twice:
        raise refused(f"De kolom ‘{twice[0]}’ staat er tweemaal.", f"blad {PLAN}")
    for number, row in enumerate(values[top + 1 :], top + 2):
        cells = {name: value for name, value in zip(names, row, strict=False) if name in wanted}
        if any(_text(value) for name, value in cells.items() if name != KEY):
            yield number, cells


def _is_head(row: tuple[Any, ...]) -> bool:
    return {sheet.TITLE, sheet.STATUS} <= {_text(value) for value in row}


@dataclass(frozen=True)
class _Overlay:
    """The document's activities and what the sheet showed of them, by key."""

    fields: Mapping[int, dict[str, Any]]
    lines: Mapping[int, sheet.Line]
    catalogue: Catalogue

    @classmethod
    def of(cls, base: Exported, keys: Sequence[int], catalogue: Catalogue) -> _Overlay:
        plan = base.plan.model_dump()
        lines = sheet.lines(plan, catalogue)
        return cls(
            dict(zip(keys, plan["activities"], strict=True)),
            dict(zip(keys, lines, strict=True)),
            catalogue,
        )

    def laid(self, rows: Sequence[tuple[int, Cells]]) -> list[tuple[dict[str, Any], int | None]]:
        """Fields and key of each row; a key's second row is a copy that became a new activity."""
        faults: list[Fault] = []
        result = []
        seen: dict[int, str] = {}
        for number, cells in rows:
            key = self._key(cells.get(KEY))
            title = _text(cells.get(sheet.TITLE))
            if key in seen:
                if seen[key] == title:
                    faults.append(
                        Fault("deze activiteit staat er tweemaal in.", _row(number, sheet.TITLE))
                    )
                key = None
            if key is not None:
                seen[key] = title
            result.append((self._row(number, cells, key, faults), key))
        if faults:
            raise Refused(faults)
        return result

    def _key(self, value: Any) -> int | None:
        text = _text(value)
        key = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
        return key if key in self.fields else None

    def _row(
        self, number: int, cells: Cells, key: int | None, faults: list[Fault]
    ) -> dict[str, Any]:
        fields = dict(self.fields[key]) if key is not None else {**UNTOUCHED, "order": LAST_PLACE}
        line = self.lines[key] if key is not None else {}
        cells = {**line, **cells}  # a column that was taken out of the sheet changes nothing
        for column, read in READERS.items():
            cell = cells.get(column)
            try:
                value = _day(cell) if column in sheet.DAYS else _text(cell)
                if key is None or value not in map(_text, showings(str(line[column]))):
                    fields |= read(value, cells, self.catalogue)
            except _Unread as error:
                faults.append(Fault(str(error), _row(number, column)))
        return fields


class _Unread(Exception):
    """A cell that says nothing that its column can say."""


def _title(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"title": text}


def _track(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    """Pillar and track are read together, whichever of the two was changed."""
    pillar, name = _text(cells.get(sheet.PILLAR)), _text(cells.get(sheet.TRACK))
    known = sheet.track_at(catalogue, pillar, name)
    if known is None:
        raise _Unread(
            f"het playbook kent geen spoor ‘{shown(name)}’ in de pijler ‘{shown(pillar)}’."
        )
    return {"track": known.slug}


def _phase(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    known = sheet.phase_at(catalogue, text)
    if known is None:
        raise _Unread(f"het playbook kent geen fase ‘{shown(text)}’.")
    return {"phase": known.number}


def _status(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    for status, name in STATUSES.items():
        if text.casefold() == name.casefold():
            return {"status": status}
    if not text:
        return {"status": "todo"}
    choices = ", ".join(f"‘{name}’" for name in STATUSES.values())
    raise _Unread(f"‘{shown(text)}’ is geen status. Kies uit {choices}.")


def _owner(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"owner": text}


def _start(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"start_date": text or None}


def _due(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"due_date": text or None}


def _roles(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    named = {role.name.casefold(): role.slug for role in catalogue.roles}
    slugs = []
    for name in re.split(r"[;\n]", text):
        if name := name.strip():
            if name.casefold() not in named:
                raise _Unread(f"het playbook kent geen rol ‘{shown(name)}’.")
            slugs.append(named[name.casefold()])
    return {"roles": sorted(set(slugs))}


def _note(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"note": text}


def _links(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"links": [line.strip() for line in text.split("\n") if line.strip()]}


def _order(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    if not text:
        return {"order": LAST_PLACE}
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise _Unread(f"‘{shown(text)}’ is geen plaats; typ een getal vanaf 1, of laat dit leeg.")
    return {"order": int(text)}


READERS = {
    sheet.TITLE: _title,
    sheet.PILLAR: _track,
    sheet.TRACK: _track,
    sheet.PHASE: _phase,
    sheet.STATUS: _status,
    sheet.OWNER: _owner,
    sheet.START: _start,
    sheet.DUE: _due,
    sheet.ROLES: _roles,
    sheet.NOTE: _note,
    sheet.LINKS: _links,
    sheet.ORDER: _order,
}


def _text(value: Any) -> str:
    """What a cell shows, whatever the program made of what was typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = _text(value)
    if not text:
        return ""
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(text, pattern).date().isoformat()
        except ValueError:
            continue
    raise _Unread(f"‘{shown(text)}’ is geen datum. Schrijf ze als 28/02/2027.")


def _row(number: int, column: str) -> str:
    return f"blad {PLAN}, rij {number}, kolom {column}"


def _place(numbers: Sequence[int]) -> Place:
    """Where a thing of the document stands in the workbook."""

    def place(where: tuple[Any, ...]) -> str:
        if where[:2] == ("plan", "activities") and len(where) > 3:
            return _row(numbers[where[2]], FIELDS.get(where[3], KEY))
        if where[:2] == ("plan", "activities") and len(where) == 3:
            return f"blad {PLAN}, rij {numbers[where[2]]}"
        if where in (("plan",), ("plan", "activities")):
            return f"blad {PLAN}"
        return f"blad {SOURCE}, {place_in_document(where)}"

    return place
