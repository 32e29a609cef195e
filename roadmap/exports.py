"""The export formats of a plan, for its members and for holders of a share link.

Each file is made from one read of the plan, at one version.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import Any, ParamSpec

from django.db.models import Count, Max
from django.utils import timezone

from content.catalogue import Catalogue
from content.http_cache import etag_of
from content.published import published_catalogue
from roadmap.domain.changes.change_summary import RECENT_DAYS
from roadmap.domain.overview.filters import PlanFilter, filter_in_words, selected_state
from roadmap.domain.overview.plan_reading import ACTIVITY, REVIEW, PlanReading
from roadmap.domain.plan.limits import MAX_PDF_BYTES
from roadmap.domain.plan.ownership import is_of
from roadmap.exchange.csv_export import csv_of
from roadmap.exchange.ics_export import Selection, ics_of
from roadmap.exchange.plan_document import Snapshot
from roadmap.exchange.xlsx.workbook_writer import xlsx_of
from roadmap.history.reading import activities_ever_owned, read_plan
from roadmap.models import CalendarFeed, Plan
from roadmap.pdf.options import DEFAULT_OPTIONS, PdfOptions
from roadmap.pdf.report import plan_pdf, ready_pdf
from roadmap.pdf.worker import PdfTooLarge, worker
from roadmap.pdf_cache import Audience, cache_key, cached_pdf

P = ParamSpec("P")


@dataclass(frozen=True)
class Format:
    """A file format. `extension` ends the file's name and its address, as in 'xlsx'.

    `write` makes the file from a snapshot; None for the PDF, which the render worker draws.
    `with_past_dates`: whether the file lists dates that were removed from the plan.
    """

    extension: str
    label: str
    media_type: str
    write: Callable[[Snapshot, Catalogue], bytes] | None = None
    with_past_dates: bool = False


PDF = Format("pdf", "PDF", "application/pdf")
XLSX = Format(
    "xlsx",
    "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    xlsx_of,
)
ICS = Format("ics", "agenda (ICS)", "text/calendar; charset=utf-8", ics_of, with_past_dates=True)
CSV = Format("csv", "CSV", "text/csv; charset=utf-8", csv_of)
JSON = Format("json", "JSON", "application/json", lambda snapshot, catalogue: snapshot.json)
FORMATS = {one.extension: one for one in (PDF, XLSX, ICS, CSV, JSON)}
"""By extension."""


def plan_file(
    plan: Plan, kind: Format, audience: Audience, options: PdfOptions = DEFAULT_OPTIONS
) -> bytes:
    """The plan in this format. `options`: parts and paper of a PDF.

    Raises Gone, and for a PDF RendererBusy, RendererFailed and PdfTooLarge.
    """
    if kind.write is None:
        return PlanPdf(plan, audience, options).body()
    return kind.write(snapshot_of(plan, kind, audience), published_catalogue())


def snapshot_of(
    plan: Plan, kind: Format, audience: Audience, wanted: PlanFilter | None = None
) -> Snapshot:
    """The content of this file, at one version; `plan` as `read_plan` takes it. Raises Gone.

    For holders of a share link, removed items have no title. `wanted`: the filter; with one, saved
    states are left out, since they hold the whole plan.
    """
    catalogue, today = published_catalogue(), timezone.localdate()
    past = kind.with_past_dates
    reading, selection = _read(plan, audience, wanted, catalogue, today, with_past_dates=past)
    if not audience.reads_saved_states:
        past_dates = tuple(replace(one, title="") for one in reading.past_dates)
        reading = replace(reading, past_dates=past_dates)
    return Snapshot.of(
        reading, catalogue, today, with_notes=audience.reads_notes, selection=selection
    )


def _read(
    plan: Plan,
    audience: Audience,
    wanted: PlanFilter | None,
    catalogue: Catalogue,
    today: date,
    **also: Any,
) -> tuple[PlanReading, str]:
    """The plan with the filtered activities, and the filter in words. Raises Gone."""
    with_saved_states = audience.reads_saved_states and not wanted
    reading = read_plan(plan, with_saved_states=with_saved_states, **also)
    if not wanted:
        return reading, ""
    state = selected_state(catalogue, reading.state, wanted, today)
    return replace(reading, state=state), filter_in_words(catalogue, wanted)


def calendar_of(feed: CalendarFeed) -> bytes:
    """The ICS of a calendar feed, without notes: all dates, or those of the member. Raises Gone.

    Dated by the plan's last change, so that the file changes only with the plan.
    """
    plan, selection = feed.membership.plan, None
    reading = read_plan(plan, with_saved_states=False, with_past_dates=True)
    if feed.only_mine:
        member, rows = feed.membership.member, reading.state.activities.items()
        mine = [row_id for row_id, row in rows if is_of(row.owner, member)]
        selection = Selection(
            now=frozenset(product((ACTIVITY, REVIEW), mine)),
            before=frozenset(product((ACTIVITY, REVIEW), activities_ever_owned(plan.pk, member))),
        )
    day = timezone.localtime(reading.changed_at).date()
    catalogue = published_catalogue()
    snapshot = Snapshot.of(reading, catalogue, day, with_notes=False)
    return ics_of(snapshot, catalogue, selection, is_feed=True)


@dataclass(frozen=True)
class PlanPdf:
    """The PDF of a plan as it is today, for an audience; `plan` with its playbook version."""

    plan: Plan
    audience: Audience
    options: PdfOptions = DEFAULT_OPTIONS
    wanted: PlanFilter | None = None
    catalogue: Catalogue = field(default_factory=published_catalogue)
    today: date = field(default_factory=timezone.localdate)

    @cached_property
    def etag(self) -> str:
        """Identifies the content of the PDF."""
        # Saved states come and go within a version; a restored backup gives versions out again.
        saved = self.plan.saved_states.aggregate(newest=Max("at"), count=Count("pk"))
        plan = *self.plan.stamp, *saved.values()
        asked = self.audience.value, self.today, self.options.key, repr(self.wanted)
        return etag_of(self.catalogue.number, self.catalogue.digest, "pdf", *plan, *asked)

    def body(self) -> bytes:
        """The cached PDF or a new one. Raises Gone, RendererBusy, RendererFailed, PdfTooLarge."""
        is_whole = self.options.key == DEFAULT_OPTIONS.key and not self.wanted
        key = cache_key(self.plan.pk, self.audience, is_whole=is_whole)
        return cached_pdf(key, self.etag, self._drawn)

    def _drawn(self) -> bytes:
        """A new PDF: the plan is read here, and drawn in the render worker."""
        catalogue, today = self.catalogue, self.today
        since = today - timedelta(days=RECENT_DAYS)
        reading, selection = _read(
            self.plan, self.audience, self.wanted, catalogue, today, since=since
        )
        asked = today, self.options, self.audience.reads_notes, selection
        return drawn(plan_pdf, catalogue, reading, *asked)


def cached_ready_pdf(profile: str, paper: str, etag: str) -> bytes:
    """The PDF of a profile's ready-made plan. Raises RendererBusy, RendererFailed, PdfTooLarge."""
    asked = published_catalogue(), profile, timezone.localdate(), paper
    return cached_pdf(f"pdf-{profile}-{paper}", etag, lambda: drawn(ready_pdf, *asked))


def drawn(draw: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
    """The PDF that `draw` makes in the render worker. Raises as `draw`, and PdfTooLarge."""
    pdf = worker.draw(draw, *args, **kwargs)
    if len(pdf) > MAX_PDF_BYTES:
        raise PdfTooLarge
    return pdf
