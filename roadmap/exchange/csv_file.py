"""A plan's activities as CSV for Excel in Dutch: UTF-8 with its mark, semicolons. Pure.

A value that a spreadsheet would take for a formula, and one that begins with an apostrophe, gets
one apostrophe in front; `plain` takes it off, so that every value reads back as it was.
"""

from __future__ import annotations

import csv
from io import StringIO

from content.catalogue import Catalogue
from roadmap.exchange.document import Document
from roadmap.exchange.sheet import COLUMNS, lines

VERSION, DATE = "Versie van het plan", "Datum"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "'")


def csv_of(document: Document, catalogue: Catalogue) -> bytes:
    """One line an activity, each with the plan's version and the date of this export."""
    output = StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow((*COLUMNS, VERSION, DATE))
    for line in lines(document["plan"], catalogue):
        values = [safe(str(line[name])) for name in COLUMNS]
        writer.writerow((*values, document["version"], document["date"]))
    return output.getvalue().encode("utf-8-sig")


def safe(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def plain(value: str) -> str:
    return value.removeprefix("'")
