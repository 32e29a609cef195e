"""The ready-made plan of each profile."""

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
from roadmap.forms.display import PaperForm
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
    return _ready_plan(request, profile_or_404(profile), PaperForm())


def _ready_plan(
    request: HttpRequest, profile: Profile, form: PaperForm, status: int = 200
) -> HttpResponse:
    overview = ready_overview(published_catalogue(), profile, timezone.localdate())
    context = {"overview": overview, "profile": profile, "form": form}
    return render(request, "roadmap/files/ready_plan.html", context, status=status)


@require_safe
def ready_plan_pdf(request: HttpRequest, profile: str) -> HttpResponseBase:
    """On A4, or the paper that the address asks for."""
    chosen = profile_or_404(profile)
    form = PaperForm(request.GET)
    if not form.is_valid():
        return _ready_plan(request, chosen, form, status=422)
    etag = page_version("ready-pdf", chosen.slug, form.paper, timezone.localdate())
    make = partial(cached_ready_pdf, chosen.slug, form.paper, etag)
    return conditional_download(request, f"Stappenplan {chosen.name}", PDF, etag, make)
