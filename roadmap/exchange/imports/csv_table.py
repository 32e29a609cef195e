"""The table of a plan's activities as CSV, as it left or as a spreadsheet saved it again.

It holds the activities and nothing else of the plan: laid over a plan, it leaves the rest alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import StringIO
from itertools import islice
from typing import Any
from uuid import UUID

from content.catalogue import Catalogue
from roadmap.domain.plan.limits import MAX_ACTIVITIES, MAX_TITLE
from roadmap.exchange.csv_export import DATE, VERSION, plain
from roadmap.exchange.document import SCHEMA, Document
from roadmap.exchange.errors import FileError, ImportRejected, rejected
from roadmap.exchange.schema import validated
from roadmap.exchange.table import STATUS, TITLE
from roadmap.exchange.xlsx.header import header_of, table_of
from roadmap.exchange.xlsx.reader import Overlay, Workbook, place_of
from roadmap.exchange.xlsx.workbook import MAX_COLUMNS, MAX_ROWS, WorkbookSheet
from roadmap.exchange.xlsx.writer import PLAN

NO_PLAN = str(UUID(int=0))
"""In the place of the plan's id, which a table does not hold."""
NO_DAY = "2000-01-01"
COPY = re.compile(r" ?\([0-9]{1,3}\)$")
"""What a browser puts behind the name of a second download."""


def table_in(data: bytes) -> WorkbookSheet | None:
    """The rows of a CSV with our headings; None for any other file."""
    text = _decoded(data)
    if not all(name.casefold() in text[:4000].casefold() for name in (TITLE, STATUS)):
        return None
    for delimiter in ";,\t":
        sheet = WorkbookSheet(_rows(text, delimiter))
        if header_of(sheet) is not None:
            return sheet
    return None


def read_table(sheet: WorkbookSheet, catalogue: Catalogue, file_name: str) -> Workbook:
    """A document of the activities alone, its title that of the file. Raises ImportRejected."""
    sheet, version = _without_version(sheet)
    table = table_of(sheet)
    try:
        if len(table.rows) > MAX_ACTIVITIES:
            raise rejected(f"hoogstens {MAX_ACTIVITIES} activiteiten zijn toegelaten.")
        rows, ids = Overlay({}, {}, catalogue).laid(table.rows)
        place = place_of([number for number, _ in table.rows])
        title = COPY.sub("", file_name.rpartition(".")[0])[:MAX_TITLE].strip()
        document = _document(title or "Stappenplan", version, catalogue)
        document["plan"]["activities"] = _published(rows, catalogue)
        return Workbook(validated(document, place), ids, table.unread, place)
    except ImportRejected as refused:
        raise ImportRejected(
            FileError(error.text, error.place.removeprefix(f"blad {PLAN}").lstrip(", "))
            for error in refused.faults
        ) from refused


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
        return [(*map(plain, line), *blank)[:MAX_COLUMNS] for line in lines]
    except csv.Error:
        return []


def _without_version(sheet: WorkbookSheet) -> tuple[WorkbookSheet, int]:
    """The version stands in each row, and in the headings of a plan without activities."""
    top = header_of(sheet) or 0
    about = [n for n, text in enumerate(sheet.rows[top]) if text.startswith((VERSION, DATE))]
    numbers = [row[n] for row in sheet.rows[top + 1 :] for n in about if row[n].isdecimal()]
    rows = [tuple("" if n in about else cell for n, cell in enumerate(row)) for row in sheet.rows]
    return WorkbookSheet(rows), min(int(numbers[0][:9]), 2**31 - 1) if numbers else 1


def _published(rows: Sequence[dict[str, Any]], catalogue: Catalogue) -> list[dict[str, Any]]:
    """The rows, the playbook's activities known by their titles."""
    free = {activity.title: activity.slug for activity in catalogue.activities}
    known = []
    for row in rows:
        slug = free.pop(" ".join(row["title"].split()), "")
        known.append(row | {"activity": slug, "published_title": row["title"] if slug else ""})
    return known


def _document(title: str, version: int, catalogue: Catalogue) -> Document:
    nothing: Document = {"start": {}, "phase_dates": {}}
    nothing |= {name: [] for name in ("declined", "activities", "factors", "milestones")}
    return {
        "schema": SCHEMA,
        "id": NO_PLAN,
        "version": max(version, 1),
        "date": NO_DAY,
        "plan": {"title": title, "organisation": "", "playbook": catalogue.number, **nothing},
    }
