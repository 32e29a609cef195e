"""The files that a plan goes out as, from its own page and from a shared link alike.

`body(plan, with_notes)` makes the file for who holds a link, of one version: without notes there is
none in any part, and milestones, which tell of what is no longer there, are the members' alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Max
from django.utils import timezone

from content.catalogue import Catalogue
from content.http_cache import page_version
from content.published import published_catalogue
from roadmap.exchange.csv_export import csv_of
from roadmap.exchange.ics_export import ics_of
from roadmap.exchange.snapshot import Snapshot, read_snapshot, snapshot_of
from roadmap.exchange.xlsx.writer import xlsx_of
from roadmap.history.reading import read_at_one_version
from roadmap.models import Plan
from roadmap.pdf.attachment import with_document
from roadmap.pdf.cache import LINK, LINK_WITHOUT_NOTES, MEMBERS, cache_key, cached_pdf, render_pdf
from roadmap.pdf.options import DEFAULT_OPTIONS, PdfOptions
from roadmap.pdf.report import Report, plan_report, report_page


@dataclass(frozen=True)
class Download:
    """`ending` as in 'pdf'."""

    title: str
    ending: str
    content_type: str
    body: bytes

    @property
    def name(self) -> str:
        return file_name(self.title, self.ending)


Make = Callable[[Snapshot, Catalogue], bytes]

FORMATS: dict[str, tuple[str, Make]] = {
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
    content_type, make = FORMATS[kind]
    return Download(snapshot.title, kind, content_type, make(snapshot, catalogue))


def file_name(title: str, ending: str) -> str:
    """A name that every file system takes: '../Plan "A"\\r\\n', 'pdf' → 'Plan A.pdf'."""
    text = unicodedata.normalize("NFC", title)
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    text = re.sub(r'[\\/:*?"<>|]+', " ", text)
    text = " ".join(text.split()).strip(". ")[:80].rstrip(". ")
    return f"{text or 'Stappenplan'}.{ending}"


@dataclass(frozen=True)
class Export:
    label: str
    content_type: str
    body: Callable[[Plan, bool], bytes]


def pdf_version(plan: Plan, reader: str = MEMBERS, choice: PdfOptions = DEFAULT_OPTIONS) -> str:
    """The version of all that the PDF holds, for a conditional request and for the kept one."""
    # Milestones, which the attached document holds, come and go within a version of the plan.
    named = plan.milestones.aggregate(newest=Max("pk"), count=Count("pk"))
    today = timezone.localdate()
    return page_version("pdf", plan.pk, plan.version, *named.values(), reader, today, choice.key)


def drawn_pdf(plan: Plan, reader: str = MEMBERS, choice: PdfOptions = DEFAULT_OPTIONS) -> bytes:
    """The PDF, with the same plan at the same version attached as its source.

    Raises PressBusy, TooLarge.
    """
    catalogue, today = published_catalogue(), timezone.localdate()
    with_notes, with_past = reader != LINK_WITHOUT_NOTES, reader == MEMBERS

    def read() -> tuple[Report, Snapshot]:
        now = Plan.objects.select_related("playbook_version").get(pk=plan.pk)
        report = plan_report(catalogue, now, today, choice, with_notes=with_notes)
        return report, read_snapshot(
            plan.pk, catalogue, today, with_notes=with_notes, with_past=with_past
        )

    _, (report, snapshot) = read_at_one_version(plan.pk, read)
    return with_document(render_pdf(report_page(report)), snapshot.json)


def pdf_of(plan: Plan, with_notes: bool) -> bytes:
    """Raises PressBusy, TooLarge."""
    reader = LINK if with_notes else LINK_WITHOUT_NOTES
    return cached_pdf(
        cache_key(plan.pk, reader), pdf_version(plan, reader), lambda: drawn_pdf(plan, reader)
    )


def file_of(kind: str, plan: Plan, with_notes: bool) -> bytes:
    catalogue = published_catalogue()
    today = timezone.localdate()
    snapshot = snapshot_of(plan.pk, catalogue, today, with_notes=with_notes, with_past=False)
    return export(snapshot, kind, catalogue).body


LABELS = {"xlsx": "Excel", "ics": "agenda (ICS)", "csv": "CSV", "json": "JSON"}
EXPORTS: dict[str, Export] = {
    "pdf": Export("PDF", "application/pdf", pdf_of),
    **{
        kind: Export(label, FORMATS[kind][0], partial(file_of, kind))
        for kind, label in LABELS.items()
    },
}
"""By the last part of their address."""
