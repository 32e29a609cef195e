"""Every file that a plan can leave as, made from one snapshot."""

from __future__ import annotations

from collections.abc import Callable

from content.catalogue import Catalogue
from roadmap.downloads import Download
from roadmap.exchange.csv_file import csv_of
from roadmap.exchange.ics_file import ics_of
from roadmap.exchange.snapshot import Snapshot
from roadmap.exchange.xlsx_file import xlsx_of

Make = Callable[[Snapshot, Catalogue], bytes]

KINDS: dict[str, tuple[str, Make]] = {
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda s, catalogue: xlsx_of(s.document, s.rows, catalogue),
    ),
    "json": ("application/json", lambda s, catalogue: s.json),
    "ics": (
        "text/calendar; charset=utf-8",
        lambda s, catalogue: ics_of(s.document, s.rows, s.changed_at, catalogue),
    ),
    "csv": (
        "text/csv; charset=utf-8",
        lambda s, catalogue: csv_of(s.document, catalogue),
    ),
}
"""By the ending of the address and of the file's name."""


def export(snapshot: Snapshot, kind: str, catalogue: Catalogue) -> Download:
    """The snapshot as one of KINDS."""
    content_type, make = KINDS[kind]
    return Download(snapshot.title, kind, content_type, make(snapshot, catalogue))
