"""Our workbook or CSV read back, as somebody edited it in Excel or LibreOffice.

A workbook's very hidden sheet holds the plan's document; the rows of the sheet Plan are laid over
it. Without that sheet, and in a CSV, the table of activities is all that there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from content.catalogue import Catalogue
from roadmap.domain.plan.fields import PlanValues
from roadmap.domain.plan.limits import MAX_TITLE
from roadmap.exchange import columns, strict_json
from roadmap.exchange.csv_export import DATE, VERSION, plain
from roadmap.exchange.document import PART, SCHEMA, Document
from roadmap.exchange.errors import Place, place_in_document, rejected, shown
from roadmap.exchange.imports.activity_rows import overlaid, row_place
from roadmap.exchange.imports.cells import text_of
from roadmap.exchange.imports.headings import Table, header_of, table_of
from roadmap.exchange.imports.incoming import NO_PLAN, Incoming
from roadmap.exchange.schema import Exported, not_whole, validated
from roadmap.exchange.upgrade import unknown_to
from roadmap.exchange.xlsx.package import MAX_UNPACKED
from roadmap.exchange.xlsx.workbook import MAX_ROWS, WorkbookSheet
from roadmap.exchange.xlsx.writer import KEY, PLAN, SOURCE

COLUMN_OF = {item.name: column for column, item in columns.FIELDS.items()}
COPY = re.compile(r" ?\([0-9]{1,3}\)$")
"""What a browser puts behind the name of a second download."""


def read_sheets(
    sheets: Mapping[str, WorkbookSheet], catalogue: Catalogue, file_name: str
) -> Incoming:
    """Raises ImportRejected."""
    first = next(iter(sheets.values()), None)
    if SOURCE not in sheets and first is not None and header_of(first) is not None:
        return _table_alone(_whole(first), catalogue, file_name)
    base, keys, absent = _source(_named(sheets, SOURCE, "het verborgen blad"))
    table = table_of(_plan(sheets))
    activities = dict(zip(keys, base.model_dump()["plan"]["activities"], strict=True))
    document = base.document()
    document["plan"]["activities"], ids = overlaid(table, activities, catalogue)
    place = _place_in(table)
    return Incoming(validated(document, place), ids, table.unread, absent, place)


def _named(sheets: Mapping[str, WorkbookSheet], name: str, kind: str) -> WorkbookSheet:
    if name not in sheets:
        raise rejected(
            f"In dit Excel-bestand ontbreekt {kind} ‘{name}’. Kies een bestand dat u bij een plan "
            "op deze site downloadde."
        )
    return _whole(sheets[name])


def _whole(sheet: WorkbookSheet) -> WorkbookSheet:
    if sheet.is_cut:
        raise rejected(f"Dit blad heeft meer dan {MAX_ROWS} rijen.", sheet.place())
    return sheet


def _plan(sheets: Mapping[str, WorkbookSheet]) -> WorkbookSheet:
    """The sheet Plan, or the only one with its headings when it got another name."""
    alike = [
        name for name, sheet in sheets.items() if name != PLAN and header_of(sheet) is not None
    ]
    if PLAN not in sheets and len(alike) == 1:
        return _whole(sheets[alike[0]])
    plan = _named(sheets, PLAN, "het blad")
    for name in alike:
        if sheets[name].rows != plan.rows:
            raise rejected(
                f"dit blad lijkt op het blad ‘{PLAN}’ en zegt iets anders. Alleen ‘{PLAN}’ wordt "
                f"gelezen: zet daar wat moet gelden, en verwijder ‘{shown(name)}’.",
                sheets[name].place(),
            )
    return plan


def _source(sheet: WorkbookSheet) -> tuple[Exported, list[int], tuple[str, ...]]:
    """The hidden sheet: the document, the ids of its activities, and what it cannot say."""
    changed = rejected("Dit blad is gewijzigd. Download het plan opnieuw.", sheet.place())
    parts = [row[0] for row in sheet.rows if row[0] is not None]
    if not all(isinstance(part, str) for part in parts) or sum(map(len, parts)) > MAX_UNPACKED:
        raise changed
    source = strict_json.parsed("".join(parts).encode("utf-8", "surrogatepass"))
    keys = source.get("rows") if isinstance(source, dict) else None
    if not isinstance(keys, list) or not all(type(key) is int and key > 0 for key in keys):
        raise changed
    document = source.get("document")
    base = validated(document, lambda where: sheet.place(place_in_document(where)))
    if len(keys) != len(base.plan.activities) or len(set(keys)) != len(keys):
        raise changed
    return base, keys, unknown_to(document)


def _place_in(table: Table) -> Place:
    """Where a thing of the document stands in the table, or else in the hidden sheet."""

    def place(where: tuple[Any, ...]) -> str:
        match where:
            case ("plan", "activities", int(at), *rest):
                column = COLUMN_OF.get(rest[0], KEY) if rest else ""
                return row_place(table.sheet, table.rows[at][0], column)
            case ("plan",) | ("plan", "activities"):
                return table.sheet.place()
        return f"blad {SOURCE}, {place_in_document(where)}"

    return place


def _table_alone(sheet: WorkbookSheet, catalogue: Catalogue, file_name: str) -> Incoming:
    """A document of the activities, the playbook's known by their titles; its title the file's.

    Raises ImportRejected for the table of a part of a plan as well.
    """
    _refuse_part(sheet)
    sheet, version = _without_version(sheet)
    table = table_of(sheet)
    rows, ids = overlaid(table, {}, catalogue)
    slugs = {activity.title: activity.slug for activity in catalogue.activities}
    for row in rows:
        if slug := slugs.pop(" ".join(row["title"].split()), ""):
            row |= {"activity": slug, "published_title": row["title"]}
    title = COPY.sub("", file_name.rpartition(".")[0])[:MAX_TITLE].strip() or "Stappenplan"
    plan: Document = PlanValues(title, playbook=catalogue.number).as_json()
    plan |= {"activities": rows, "factors": [], "milestones": [], "saved_states": []}
    about = {"schema": SCHEMA, "id": NO_PLAN, "version": version, "date": "2000-01-01"}
    place = _place_in(table)
    exported = validated(about | {"plan": plan}, place)
    absent = tuple(columns.FIELDS[name].name for name in table.missing if name in columns.FIELDS)
    return Incoming(exported, ids, table.unread, absent, place)


def _refuse_part(sheet: WorkbookSheet) -> None:
    above = sheet.rows[: header_of(sheet) or 0]
    texts = (text for row in above for text in map(text_of, row) if text.startswith(PART))
    if text := next(texts, ""):
        raise not_whole(text.removeprefix(PART).strip(" :"))


def _without_version(sheet: WorkbookSheet) -> tuple[WorkbookSheet, int]:
    """The table of a CSV without its last columns, and the plan's version, 1 if these lack it.

    Where a spreadsheet saved the CSV as a workbook, its texts still have their apostrophe.
    """
    top = header_of(sheet) or 0
    heads = [text_of(value).partition(":")[0] for value in sheet.rows[top]]
    about = [n for n, head in enumerate(heads) if head in (VERSION, DATE)]
    versions = [n for n in about if heads[n] == VERSION]
    texts = (text_of(row[n]) for row in sheet.rows[top + 1 :] for n in versions)
    version = next((int(text[:9]) for text in texts if text.isdecimal()), 1)
    is_saved_csv = bool(versions and sheet.name)

    def cell(number: int, value: Any) -> Any:
        if number in about:
            return None
        return plain(value) if is_saved_csv and isinstance(value, str) else value

    rows = [tuple(cell(n, value) for n, value in enumerate(row)) for row in sheet.rows]
    return replace(sheet, rows=rows), max(1, version)
