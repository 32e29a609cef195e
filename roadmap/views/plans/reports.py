"""Read-only pages about a plan: progress, timeline, roles."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.published import published_catalogue
from roadmap.access.permissions import plan_for
from roadmap.domain.plan.phase_dates import remarks
from roadmap.queries.overview import plan_overview


@require_safe
def progress(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    overview = plan_overview(published_catalogue(), plan, timezone.localdate())
    context = {"plan": plan, "progress": overview.progress}
    return render(request, "roadmap/plans/progress.html", context)


@require_safe
def roles(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    overview = plan_overview(published_catalogue(), plan, timezone.localdate())
    return render(request, "roadmap/plans/roles.html", {"plan": plan, "effort": overview.effort})


@require_safe
def calendar(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    today = timezone.localdate()
    overview = plan_overview(published_catalogue(), plan, today, with_milestones=True)
    found = remarks(overview.plan.phase_dates)
    context = {"plan": plan, "timeline": overview.timeline, "remarks": found}
    return render(request, "roadmap/plans/timeline.html", context)
