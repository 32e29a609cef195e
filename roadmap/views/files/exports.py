"""A plan as a file: XLSX, JSON, ICS, CSV, each of one version."""

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
from roadmap.exchange.document import SCHEMA
from roadmap.exchange.schema import json_schema
from roadmap.exports import FORMATS, PDF, PlanPdf, snapshot_of
from roadmap.forms.display import PdfOptionsForm
from roadmap.history.errors import Gone
from roadmap.models import Plan
from roadmap.pdf.options import DEFAULT_OPTIONS
from roadmap.pdf_cache import Audience
from roadmap.views.files.downloads import conditional_download


@require_safe
def plan_file(request: HttpRequest, plan_id: UUID, kind: str) -> HttpResponseBase:
    plan = plan_for(request, plan_id)
    chosen = FORMATS[kind]
    try:
        snapshot = snapshot_of(plan, chosen, Audience.MEMBERS)
    except Gone:
        raise NotFound("Dit stappenplan is intussen verwijderd.") from None
    # Of the content, not the version: saved states come and go within a version of the plan.
    etag = page_version(kind, sha256(snapshot.json).hexdigest(), *snapshot.past_dates)
    assert chosen.write is not None
    make = partial(chosen.write, snapshot, published_catalogue())
    return conditional_download(request, snapshot.plan["title"], chosen, etag, make)


@require_safe
@same_for_everyone
def plan_schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(json_schema(), content_type="application/schema+json")


@require_safe
def schema_versions(request: HttpRequest) -> HttpResponse:
    """What each version of the document changed."""
    return render(request, "roadmap/files/schema.html", {"schema": SCHEMA})


@require_safe
def plan_pdf(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    """The whole plan, or the parts and the paper that the address asks for."""
    plan = plan_for(request, plan_id)
    options = DEFAULT_OPTIONS
    if request.GET:
        form = PdfOptionsForm(request.GET)
        if not form.is_valid():
            return _choice(request, plan, form, status=422)
        options = form.cleaned()
    pdf = PlanPdf(plan, Audience.MEMBERS, options)
    return conditional_download(request, plan.title, PDF, pdf.etag, pdf.body)


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
