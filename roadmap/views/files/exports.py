"""Downloads of a plan: PDF, XLSX, JSON, ICS and CSV."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.errors import NotFound
from content.http_cache import page_version, same_for_everyone
from content.published import published_catalogue
from roadmap.access.permissions import plan_for
from roadmap.domain.overview.filters import PlanFilter
from roadmap.exchange.plan_document import SCHEMA
from roadmap.exchange.schema import json_schema
from roadmap.exports import FORMATS, PDF, PlanPdf, snapshot_of
from roadmap.forms.display import PdfOptionsForm
from roadmap.history.errors import Gone
from roadmap.models import Plan
from roadmap.pdf.options import DEFAULT_OPTIONS
from roadmap.pdf_cache import Audience
from roadmap.views.files.downloads import conditional_download
from roadmap.views.table.page import shown_in, table_page


@require_safe
def plan_file(request: HttpRequest, plan_id: UUID, kind: str) -> HttpResponseBase:
    plan = plan_for(request, plan_id)
    chosen, wanted = FORMATS[kind], None
    if kind == "xlsx" and request.GET:
        shown = shown_in(request, plan)
        if shown.is_wrong:
            return table_page(request, plan, {})
        wanted = shown.overview.wanted
    try:
        snapshot = snapshot_of(plan, chosen, Audience.MEMBERS, wanted)
    except Gone:
        raise NotFound("Dit stappenplan is intussen verwijderd.") from None
    # Of the content, not the version: saved states come and go within a version of the plan.
    etag = page_version(kind, sha256(snapshot.json).hexdigest(), *snapshot.past_dates)
    assert chosen.write is not None
    make = partial(chosen.write, snapshot, published_catalogue())
    title = named_for(snapshot.state.plan.title, wanted)
    return conditional_download(request, title, chosen, etag, make)


@require_safe
@same_for_everyone
def plan_schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(json_schema(), content_type="application/schema+json")


@require_safe
def schema_versions(request: HttpRequest) -> HttpResponse:
    """The page with the versions of the JSON format."""
    return render(request, "roadmap/files/schema.html", {"schema": SCHEMA})


@require_safe
def plan_pdf(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    """The PDF, with the parts, paper and filter of the address."""
    plan = plan_for(request, plan_id)
    options, wanted = DEFAULT_OPTIONS, None
    if request.GET:
        form = PdfOptionsForm(request.GET)
        if not form.is_valid():
            return _choice(request, plan, form, status=422)
        options, shown = form.cleaned(), shown_in(request, plan)
        if shown.is_wrong:
            return table_page(request, plan, {})
        wanted = shown.overview.wanted
    pdf = PlanPdf(plan, Audience.MEMBERS, options, wanted)
    return conditional_download(request, named_for(plan.title, wanted), PDF, pdf.etag, pdf.body)


def named_for(title: str, wanted: PlanFilter | None) -> str:
    """The plan's title for the file name, marked when a filter leaves out activities."""
    return f"{title} (deel)" if wanted else title


@require_safe
def choose_paper(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    ticked = [part.slug for part in DEFAULT_OPTIONS.parts]
    return _choice(
        request, plan, PdfOptionsForm(initial={"deel": ticked, "papier": DEFAULT_OPTIONS.paper})
    )


def _choice(
    request: HttpRequest, plan: Plan, form: PdfOptionsForm, status: int = 200
) -> HttpResponse:
    context = {"plan": plan, "form": form}
    return render(request, "roadmap/files/choose_paper.html", context, status=status)
