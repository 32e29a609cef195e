"""The files that a plan goes out as, from its own page and from a shared link alike.

`body(plan, with_notes)` makes the file for who holds a link, of one version: without notes there is
none in any part, and milestones, which tell of what is no longer there, are the members' alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Max
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from content.pages import page_version
from content.published import published_catalogue
from roadmap.downloads import file_name
from roadmap.exchange.attachment import with_document
from roadmap.exchange.files import KINDS, export
from roadmap.exchange.snapshot import Snapshot, at_one_version, snapshot_of
from roadmap.models import Plan
from roadmap.paper import USUAL, Choice
from roadmap.pdf import (
    LINK,
    LINK_WITHOUT_NOTES,
    MEMBERS,
    kept_pdf,
    plan_place,
    render_pdf,
)
from roadmap.report import Report, plan_report, report_page


@dataclass(frozen=True)
class Export:
    label: str
    content_type: str
    body: Callable[[Plan, bool], bytes]


def pdf_version(plan: Plan, reader: str = MEMBERS, choice: Choice = USUAL) -> str:
    """The version of all that the PDF holds, for a conditional request and for the kept one."""
    # Milestones, which the attached document holds, come and go within a version of the plan.
    named = plan.milestones.aggregate(newest=Max("pk"), count=Count("pk"))
    today = timezone.localdate()
    return page_version("pdf", plan.pk, plan.version, *named.values(), reader, today, choice.key)


def drawn_pdf(plan: Plan, reader: str = MEMBERS, choice: Choice = USUAL) -> bytes:
    """The PDF, with the same plan at the same version attached as its source.

    Raises PressBusy, TooLarge.
    """
    catalogue, today = published_catalogue(), timezone.localdate()
    with_notes, with_past = reader != LINK_WITHOUT_NOTES, reader == MEMBERS

    def read() -> tuple[Report, Snapshot]:
        now = Plan.objects.select_related("playbook_version").get(pk=plan.pk)
        report = plan_report(catalogue, now, today, choice, with_notes=with_notes)
        return report, snapshot_of(
            plan.pk, catalogue, today, with_notes=with_notes, with_past=with_past
        )

    report, snapshot = at_one_version(plan.pk, read)
    return with_document(render_pdf(report_page(report)), snapshot.json)


def pdf_of(plan: Plan, with_notes: bool) -> bytes:
    """Raises PressBusy, TooLarge."""
    reader = LINK if with_notes else LINK_WITHOUT_NOTES
    return kept_pdf(
        plan_place(plan.pk, reader), pdf_version(plan, reader), lambda: drawn_pdf(plan, reader)
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
        kind: Export(label, KINDS[kind][0], partial(file_of, kind))
        for kind, label in LABELS.items()
    },
}
"""By the last part of their address."""


def export_response(plan: Plan, form: str, *, with_notes: bool) -> HttpResponse:
    """The file as a download. Raises KeyError for a form that is not there, and as `body`."""
    export_ = EXPORTS[form]
    response = HttpResponse(export_.body(plan, with_notes), content_type=export_.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file_name(plan.title, form))
    return response
