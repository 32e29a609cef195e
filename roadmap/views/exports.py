"""A plan as a file: XLSX, JSON, ICS, CSV, each of one version."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.missing import Missing
from content.pages import page_version, same_for_everyone
from content.published import published_catalogue
from roadmap.access import plan_for
from roadmap.downloads import download_response
from roadmap.exchange.files import export
from roadmap.exchange.schema import json_schema
from roadmap.exchange.snapshot import snapshot_of
from roadmap.ledger import Gone


@require_safe
def plan_file(request: HttpRequest, plan_id: UUID, kind: str) -> HttpResponseBase:
    plan = plan_for(request, plan_id)
    catalogue = published_catalogue()
    try:
        snapshot = snapshot_of(plan.pk, catalogue, timezone.localdate())
    except Gone:
        raise Missing("Dit stappenplan is intussen verwijderd.") from None
    # Of the content, not the version: milestones come and go within a version of the plan.
    etag = page_version(kind, sha256(snapshot.json).hexdigest())
    return download_response(request, export(snapshot, kind, catalogue), etag)


@require_safe
@same_for_everyone
def plan_schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(json_schema(), content_type="application/schema+json")
