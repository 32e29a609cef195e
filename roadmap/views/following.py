"""Following a plan: progress, timeline, the dates of its phases, who is needed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from content.published import published_catalogue
from roadmap import actions
from roadmap.access import Role, author_of, plan_for
from roadmap.kept_input import forget, keeps_input, kept
from roadmap.models import Plan
from roadmap.overview import plan_overview
from roadmap.phase_forms import PhaseDatesForm, ProposalForm, initial
from roadmap.phases import as_kept, remarks, spans_of, working
from roadmap.timeline import timeline
from roadmap.views.conflict import renewed


@require_safe
def progress(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    overview = plan_overview(published_catalogue(), plan, timezone.localdate())
    context = {"plan": plan, "standing": overview.standing}
    return render(request, "roadmap/progress.html", context)


@require_safe
def roles(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    overview = plan_overview(published_catalogue(), plan, timezone.localdate())
    return render(request, "roadmap/roles.html", {"plan": plan, "effort": overview.effort})


@require_safe
def calendar(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    overview = plan_overview(published_catalogue(), plan, timezone.localdate())
    spans = spans_of(plan.phase_dates)
    context = {
        "plan": plan,
        "timeline": timeline(overview.grid, spans, overview.today),
        "remarks": remarks(spans),
    }
    return render(request, "roadmap/timeline.html", context)


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
def phases(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    if request.method != "POST":
        return _proposal(request, plan)
    forget(request)
    form = PhaseDatesForm(published_catalogue(), request.POST)
    if not form.is_valid():
        return _phases(request, plan, form, status=422)
    try:
        actions.describe_plan(
            plan_id=plan.pk,
            author=author_of(request),
            version=form.cleaned_data["version"],
            fields={"phase_dates": as_kept(form.spans())},
        )
    except actions.Conflict:
        plan = plan_for(request, plan_id)
        again = PhaseDatesForm(published_catalogue(), renewed(request, plan.version))
        return _phases(request, plan, again, status=409)
    messages.success(request, "De datums van de fasen zijn bewaard.")
    return redirect("roadmap:timeline", plan.pk)


def _proposal(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The form with what is kept, or with what one day and a length propose."""
    catalogue = published_catalogue()
    spans = spans_of(plan.phase_dates)
    if "begin" not in request.GET:
        start = initial(catalogue, spans, plan.version)
        form = PhaseDatesForm(catalogue, kept(request), initial=start)
        return _phases(request, plan, form)
    asked = ProposalForm(request.GET)
    is_valid = asked.is_valid()
    count = len(catalogue.phases)
    if is_valid:
        spans = asked.spans(count)
    form = PhaseDatesForm(catalogue, initial=initial(catalogue, spans, plan.version))
    how = working(asked.cleaned_data["maanden"], count) if is_valid else ""
    return _phases(request, plan, form, asked, how, status=200 if is_valid else 422)


def _phases(
    request: HttpRequest,
    plan: Plan,
    form: PhaseDatesForm,
    asked: ProposalForm | None = None,
    how: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "asked": asked or ProposalForm(),
        "working": how,
        "is_conflict": status == 409,
        "is_kept": request.method != "POST" and form.is_bound,
        "kept": [(phase, spans_of(plan.phase_dates).get(phase.number)) for phase in form.phases],
    }
    return render(request, "roadmap/phases.html", context, status=status)
