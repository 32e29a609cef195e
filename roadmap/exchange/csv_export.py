"""A plan's activities as CSV for Dutch Excel: UTF-8 with a byte order mark, semicolons. Pure.

`safe` puts an apostrophe in front of a value that a spreadsheet would take for a formula or that
begins with one; `unescaped` removes it, so that every value reads back as it was.
"""

from __future__ import annotations

import csv
from io import StringIO

from content.catalogue import Catalogue
from roadmap.exchange.columns import COLUMNS, FORMULA_STARTS, NOTE, lines
from roadmap.exchange.plan_document import Snapshot

VERSION, DATE = "Versie van het plan", "Datum"


def csv_of(snapshot: Snapshot, catalogue: Catalogue) -> bytes:
    """One line for each activity, with the plan's version and the date of this export.

    Without activities these are in the headings, as a line would look like an activity. Without
    notes there is no column for them: importing an empty one would delete the plan's notes.
    """
    output = StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    rows = lines(snapshot.state.activities.values(), catalogue)
    about = {VERSION: snapshot.version, DATE: snapshot.day.isoformat()}
    heads = about if rows else [f"{name}: {value}" for name, value in about.items()]
    names = [name for name in COLUMNS if snapshot.with_notes or name != NOTE]
    writer.writerow((*names, *heads))
    for line in rows:
        values = [safe(str(line[name])) for name in names]
        writer.writerow((*values, *about.values()))
    return output.getvalue().encode("utf-8-sig")


def safe(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def unescaped(value: str) -> str:
    return value.removeprefix("'")
