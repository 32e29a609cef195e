"""A CSV as the one sheet of a workbook, as it left or as a spreadsheet saved it again."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import islice
from typing import Any

from roadmap.exchange.columns import STATUS, TITLE
from roadmap.exchange.csv_export import plain
from roadmap.exchange.imports.headings import header_of
from roadmap.exchange.xlsx.workbook import MAX_COLUMNS, MAX_ROWS, WorkbookSheet


def table_in(data: bytes) -> WorkbookSheet | None:
    """The rows of a CSV with our headings; None for any other file."""
    text = _decoded(data)
    if not all(name.casefold() in text[:4000].casefold() for name in (TITLE, STATUS)):
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
        return [(*map(plain, line), *blank)[:MAX_COLUMNS] for line in lines]
    except csv.Error:
        return []
