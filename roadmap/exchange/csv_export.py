"""A plan's activities as CSV for Excel in Dutch: UTF-8 with its mark, semicolons. Pure.

A value that a spreadsheet would take for a formula, and one that begins with an apostrophe, gets
one apostrophe in front; `plain` takes it off, so that every value reads back as it was.
"""

from __future__ import annotations

import csv
from io import StringIO

from content.catalogue import Catalogue
from roadmap.exchange.columns import COLUMNS, FORMULA_STARTS, NOTE, lines
from roadmap.exchange.document import Snapshot

VERSION, DATE = "Versie van het plan", "Datum"


def csv_of(snapshot: Snapshot, catalogue: Catalogue) -> bytes:
    """One line an activity, each with the plan's version and the date of this export.

    Without activities they stand in the headings, as a line would look like an activity. Where
    notes are left out there is no column for them: an empty one would empty those of the plan.
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


def plain(value: str) -> str:
    return value.removeprefix("'")
