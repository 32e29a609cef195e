"""The ready plans, and the plans of this browser."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from content.catalogue import Profile
from content.pages import page_version, same_for_everyone
from content.published import published_catalogue
from roadmap import actions
from roadmap.access import keep_browser, listed_plans_of, plan_for
from roadmap.forms import NewPlanForm
from roadmap.models import Plan
from roadmap.overview import plan_overview, ready_overview
from roadmap.pdf import pdf_response, render_pdf

require_form = require_http_methods(["GET", "HEAD", "POST"])


def profile_or_404(slug: str) -> Profile:
    profile = published_catalogue().profile_by_slug.get(slug)
    if profile is None:
        raise Http404("Dit profiel bestaat niet.")
    return profile


@require_safe
@same_for_everyone
def ready_plans(request: HttpRequest) -> HttpResponse:
    catalogue = published_catalogue()
    ready = [(p, catalogue.activities_of(p.slug)) for p in catalogue.profiles]
    return render(request, "roadmap/ready_plans.html", {"catalogue": catalogue, "ready": ready})


@require_safe
@same_for_everyone
def ready_plan(request: HttpRequest, profile: str) -> HttpResponse:
    chosen = profile_or_404(profile)
    overview = ready_overview(published_catalogue(), chosen, timezone.localdate())
    return render(request, "roadmap/ready_plan.html", {"overview": overview, "profile": chosen})


@require_safe
def ready_plan_pdf(request: HttpRequest, profile: str) -> HttpResponseBase:
    chosen = profile_or_404(profile)
    today = timezone.localdate()
    etag = page_version("ready-pdf", chosen.slug, today)
    pdf = cache.get(etag)
    if pdf is None:
        pdf = render_pdf(ready_overview(published_catalogue(), chosen, today))
        cache.set(etag, pdf)
    return pdf_response(request, f"Stappenplan {chosen.name}", etag, pdf)


@require_safe
def my_plans(request: HttpRequest) -> HttpResponse:
    return render(request, "roadmap/my_plans.html", {"plans": listed_plans_of(request)})


@require_form
def new_plan(request: HttpRequest) -> HttpResponse:
    catalogue = published_catalogue()
    if request.method != "POST":
        form = NewPlanForm(catalogue, initial={"start": request.GET.get("start", "")})
        return render(request, "roadmap/new_plan.html", {"form": form})
    form = NewPlanForm(catalogue, request.POST)
    if not form.is_valid():
        return render(request, "roadmap/new_plan.html", {"form": form}, status=422)
    plan = actions.create_plan(
        catalogue=catalogue,
        browser=keep_browser(request),
        title=form.cleaned_data["title"],
        organisation=form.cleaned_data["organisation"],
        start=form.chosen_start(),
    )
    if not plan.start:
        return redirect("roadmap:choose", plan.pk)
    messages.success(request, "Uw stappenplan is gemaakt. U kunt het nu aanpassen.")
    return redirect("roadmap:plan", plan.pk)


@require_safe
def plan_detail(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    plan = plan_for(request, plan_id)
    etag = page_version(plan.pk, plan.version)
    has_news = "_messages" in request.session
    response = None if has_news else get_conditional_response(request, etag=etag)
    if response is None:
        body = cache.get_or_set(etag, lambda: plan_body(plan))
        response = render(request, "roadmap/plan.html", {"plan": plan, "body": body})
    if not has_news:
        response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def plan_body(plan: Plan) -> str:
    """All of the plan's page that depends on nothing but the plan's version and the playbook."""
    overview = plan_overview(published_catalogue(), plan, timezone.localdate())
    return render_to_string("roadmap/_plan_body.html", {"plan": plan, "overview": overview})


@require_safe
def plan_pdf(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    plan = plan_for(request, plan_id)
    today = timezone.localdate()
    pdf = render_pdf(plan_overview(published_catalogue(), plan, today))
    return pdf_response(request, plan.title, page_version("pdf", plan.pk, plan.version, today), pdf)
