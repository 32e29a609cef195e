"""Reads our workbook or CSV after somebody edited it in Excel or LibreOffice.

A workbook's very hidden sheet holds the plan's document; the rows of the sheet Plan are laid over
it. A workbook without that sheet, and a CSV, hold the table of activities only.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from itertools import islice
from typing import Any

from content.catalogue import Catalogue, KnownCatalogue
from roadmap.domain.plan.fields import PlanValues
from roadmap.domain.plan.limits import MAX_TITLE
from roadmap.exchange import columns, strict_json
from roadmap.exchange.csv_export import DATE, VERSION, unescaped
from roadmap.exchange.errors import Place, place_in_document, rejected, shown
from roadmap.exchange.imports.activity_table import (
    Table,
    header_of,
    overlaid,
    row_place,
    table_of,
)
from roadmap.exchange.imports.cells import text_of
from roadmap.exchange.imports.incoming_plan import NO_PLAN, Incoming
from roadmap.exchange.plan_document import PART, SCHEMA, Document
from roadmap.exchange.schema import Exported, not_whole, validated
from roadmap.exchange.schema_upgrade import unknown_to
from roadmap.exchange.xlsx.workbook_reader import MAX_COLUMNS, MAX_ROWS, WorkbookSheet
from roadmap.exchange.xlsx.workbook_writer import KEY, PLAN, SOURCE
from roadmap.exchange.xlsx.xml_package import MAX_UNPACKED

COLUMN_OF = {item.name: column for column, item in columns.FIELDS.items()}
COPY = re.compile(r" ?\([0-9]{1,3}\)$")
"""The suffix that a browser gives to the name of a second download."""


def read_sheets(
    sheets: Mapping[str, WorkbookSheet], catalogue: Catalogue, known: KnownCatalogue, file_name: str
) -> Incoming:
    """The plan in these sheets, of a workbook or a CSV. Raises ImportRejected."""
    first = next(iter(sheets.values()), None)
    if SOURCE not in sheets and first is not None and header_of(first) is not None:
        return _table_only(_complete(first), catalogue, known, file_name)
    base, keys, absent = _read_source(_required_sheet(sheets, SOURCE, "het verborgen blad"))
    table = table_of(_plan_sheet(sheets))
    activities = dict(zip(keys, base.model_dump()["plan"]["activities"], strict=True))
    document = base.document()
    document["plan"]["activities"], ids = overlaid(table, activities, catalogue)
    return Incoming(validated(document, known, _place_in(table)), ids, table.unread, absent)


def _required_sheet(sheets: Mapping[str, WorkbookSheet], name: str, kind: str) -> WorkbookSheet:
    if name not in sheets:
        raise rejected(
            f"In dit Excel-bestand ontbreekt {kind} ‘{name}’. Kies een bestand dat u bij een plan "
            "op deze site downloadde."
        )
    return _complete(sheets[name])


def _complete(sheet: WorkbookSheet) -> WorkbookSheet:
    if sheet.is_cut:
        raise rejected(f"Dit blad heeft meer dan {MAX_ROWS} rijen.", sheet.place())
    return sheet


def _plan_sheet(sheets: Mapping[str, WorkbookSheet]) -> WorkbookSheet:
    """The sheet Plan, or under another name the only sheet with its headings."""
    alike = [
        name for name, sheet in sheets.items() if name != PLAN and header_of(sheet) is not None
    ]
    if PLAN not in sheets and len(alike) == 1:
        return _complete(sheets[alike[0]])
    plan = _required_sheet(sheets, PLAN, "het blad")
    for name in alike:
        if sheets[name].rows != plan.rows:
            raise rejected(
                f"dit blad lijkt op het blad ‘{PLAN}’ en zegt iets anders. Alleen ‘{PLAN}’ wordt "
                f"gelezen: zet daar wat moet gelden, en verwijder ‘{shown(name)}’.",
                sheets[name].place(),
            )
    return plan


def _read_source(sheet: WorkbookSheet) -> tuple[Exported, list[int], tuple[str, ...]]:
    """From the hidden sheet: the document, its activities' row ids, and the `absent` fields."""
    changed = rejected("Dit blad is gewijzigd. Download het plan opnieuw.", sheet.place())
    parts = [row[0] for row in sheet.rows if row[0] is not None]
    if not all(isinstance(part, str) for part in parts) or sum(map(len, parts)) > MAX_UNPACKED:
        raise changed
    source = strict_json.parsed("".join(parts).encode("utf-8", "surrogatepass"))
    keys = source.get("rows") if isinstance(source, dict) else None
    if not isinstance(keys, list) or not all(type(key) is int and key > 0 for key in keys):
        raise changed
    document = source.get("document")
    base = validated(document, place=lambda where: sheet.place(place_in_document(where)))
    if len(keys) != len(base.plan.activities) or len(set(keys)) != len(keys):
        raise changed
    return base, keys, unknown_to(document)


def _place_in(table: Table) -> Place:
    """Names a value's place in the table or, when it is not there, in the hidden sheet."""

    def place(where: tuple[Any, ...]) -> str:
        match where:
            case ("plan", "activities", int(at), *rest):
                column = COLUMN_OF.get(rest[0], KEY) if rest else ""
                return row_place(table.sheet, table.rows[at][0], column)
            case ("plan",) | ("plan", "activities"):
                return table.sheet.place()
        return f"blad {SOURCE}, {place_in_document(where)}"

    return place


def _table_only(
    sheet: WorkbookSheet, catalogue: Catalogue, known: KnownCatalogue, file_name: str
) -> Incoming:
    """A plan of these activities, titled as the file; catalogue activities are known by title.

    Raises ImportRejected, also for the table of a part of a plan.
    """
    _refuse_part(sheet)
    table = _without_apostrophes(table_of(sheet, (VERSION, DATE)))
    rows, ids = overlaid(table, {}, catalogue)
    slugs = {activity.title: activity.slug for activity in catalogue.activities}
    for row in rows:
        if slug := slugs.pop(" ".join(row["title"].split()), ""):
            row |= {"activity": slug, "published_title": row["title"]}
    title = COPY.sub("", file_name.rpartition(".")[0])[:MAX_TITLE].strip() or "Stappenplan"
    plan: Document = PlanValues(title, playbook=catalogue.number).as_json()
    plan |= {"activities": rows, "factors": [], "milestones": [], "saved_states": []}
    versions = (text_of(cells.get(VERSION)) for _, cells in table.rows)
    version = max(1, next((int(text[:9]) for text in versions if text.isdecimal()), 1))
    about = {"schema": SCHEMA, "id": str(NO_PLAN), "version": version, "date": "2000-01-01"}
    exported = validated(about | {"plan": plan}, known, _place_in(table))
    absent = tuple(columns.FIELDS[name].name for name in table.missing if name in columns.FIELDS)
    return Incoming(exported, ids, table.unread, absent)


def _refuse_part(sheet: WorkbookSheet) -> None:
    above = sheet.rows[: header_of(sheet) or 0]
    texts = (text for row in above for text in map(text_of, row) if text.startswith(PART))
    if text := next(texts, ""):
        raise not_whole(text.removeprefix(PART).strip(" :"))


def _without_apostrophes(table: Table) -> Table:
    """The table without the apostrophes of our CSV, when a spreadsheet saved it as a workbook."""
    if not table.sheet.name or not any(VERSION in cells for _, cells in table.rows):
        return table
    rows = [
        (number, {n: unescaped(v) if isinstance(v, str) else v for n, v in cells.items()})
        for number, cells in table.rows
    ]
    return replace(table, rows=rows)


def table_in(data: bytes) -> WorkbookSheet | None:
    """The sheet of a CSV with our headings; None for any other file."""
    text = _decoded(data)
    if not all(
        name.casefold() in text[:4000].casefold() for name in (columns.TITLE, columns.STATUS)
    ):
        return None
    for delimiter in ";,\t":
        sheet = WorkbookSheet("", _rows(text, delimiter))
        if header_of(sheet) is not None:
            return sheet
    return None


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _rows(text: str, delimiter: str) -> list[tuple[Any, ...]]:
    blank = ("",) * MAX_COLUMNS
    lines = islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), MAX_ROWS)
    try:
        return [(*map(unescaped, line), *blank)[:MAX_COLUMNS] for line in lines]
    except csv.Error:
        return []
