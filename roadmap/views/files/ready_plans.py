"""The three ready plans of the playbook."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.catalogue import Profile
from content.errors import NotFound
from content.http_cache import page_version, same_for_everyone
from content.published import published_catalogue
from roadmap.domain.overview.overview import ready_overview
from roadmap.exports import PDF, cached_ready_pdf
from roadmap.views.files.downloads import conditional_download


def profile_or_404(slug: str) -> Profile:
    profile = published_catalogue().profile_by_slug.get(slug)
    if profile is None:
        raise NotFound("Dit profiel bestaat niet.")
    return profile


@require_safe
@same_for_everyone
def ready_plans(request: HttpRequest) -> HttpResponse:
    catalogue = published_catalogue()
    ready = [(p, catalogue.activities_of(p.slug)) for p in catalogue.profiles]
    return render(
        request, "roadmap/files/ready_plans.html", {"catalogue": catalogue, "ready": ready}
    )


@require_safe
@same_for_everyone
def ready_plan(request: HttpRequest, profile: str) -> HttpResponse:
    chosen = profile_or_404(profile)
    overview = ready_overview(published_catalogue(), chosen, timezone.localdate())
    return render(
        request, "roadmap/files/ready_plan.html", {"overview": overview, "profile": chosen}
    )


@require_safe
def ready_plan_pdf(request: HttpRequest, profile: str) -> HttpResponseBase:
    chosen = profile_or_404(profile)
    etag = page_version("ready-pdf", chosen.slug, timezone.localdate())
    make = partial(cached_ready_pdf, chosen.slug, etag)
    return conditional_download(request, f"Stappenplan {chosen.name}", PDF, etag, make)
