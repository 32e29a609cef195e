"""The details of a plan: title, organisation and phase dates.

Only fields that the sender changed are written. If somebody else changed the same field or phase
meanwhile, nothing is written: the answer is 409 with both versions to choose from. Its form keeps
what was typed, and has the newest values of all other fields.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from content.catalogue import Catalogue
from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.actions.plans import DetailsConflict
from roadmap.domain.overview.grid import build_grid
from roadmap.domain.overview.timeline import timeline
from roadmap.domain.plan.fields import PlanValues
from roadmap.domain.plan.phase_dates import (
    Redated,
    Spans,
    phase_part,
    remarks,
    spans_of,
    working,
)
from roadmap.domain.plan.state import PLAN
from roadmap.domain.plan.wording import Difference, Wording, span_in_words
from roadmap.drafts.session import restores_draft, typed_in
from roadmap.forms.base import typed_over, with_choices
from roadmap.forms.plans import PlanDetailsForm, details_answers
from roadmap.forms.timeline import PhaseDatesForm, ProposalForm, part_fields, phase_answers
from roadmap.models import Plan
from roadmap.views.pages import conflict_context, form_page, is_part, revision_for


@restores_draft
def describe(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    initial = {**details_answers(_details(plan)), "version": plan.version}
    form = PlanDetailsForm(with_choices(typed_in(request)), initial=initial)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "plans/details", form, {"plan": plan})
    version, changes = form.cleaned_data["version"], form.cleaned()
    try:
        actions.plans.edit_details(revision_for(request, plan), version=version, fields=changes)
    except DetailsConflict as conflict:
        plan = plan_for(request, plan_id)
        held = _details(plan)
        typed = details_answers(changes)
        form = PlanDetailsForm(typed_over(details_answers(held), plan.version, typed))
        differences = Wording(published_catalogue()).differing(PlanValues, held, changes)
        both = _conflict_parts(plan, conflict, differences)
        return form_page(request, "plans/details", form, {"plan": plan, **both}, status=409)
    messages.success(request, "De gegevens zijn bewaard.")
    return redirect("roadmap:plan", plan.pk)


@restores_draft
def phases(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan, catalogue = plan_for(request, plan_id, Role.EDITOR), published_catalogue()
    if request.method != "POST" and "begin" in request.GET:
        return _proposal(request, plan)
    if request.method != "POST" and request.GET and is_part(request):
        drawn = _drawn(PhaseDatesForm(request.GET))
        return render(request, "roadmap/plans/_phase_chart.html", drawn)
    initial = {**_days(catalogue, plan), "version": plan.version}
    form = PhaseDatesForm(with_choices(typed_in(request), part_fields), initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _phases(request, plan, form)
    version, changes = form.cleaned_data["version"], form.cleaned()
    try:
        actions.plans.edit_details(revision_for(request, plan), version=version, dates=changes)
    except DetailsConflict as conflict:
        plan = plan_for(request, plan_id)
        data = typed_over(_days(catalogue, plan), plan.version, phase_answers(changes))
        differences = _redatings(catalogue, spans_of(plan.phase_dates), changes)
        both = _conflict_parts(plan, conflict, differences)
        return _phases(request, plan, PhaseDatesForm(data), status=409, **both)
    messages.success(request, "Begin en einde van de fasen zijn bewaard.")
    return redirect("roadmap:timeline", plan.pk)


def _proposal(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The form, filled in with phase dates proposed from a first day and a number of months."""
    catalogue = published_catalogue()
    held, count = _days(catalogue, plan), len(catalogue.phases)
    asked = ProposalForm(request.GET)
    if not asked.is_valid():
        form = PhaseDatesForm(initial={**held, "version": plan.version})
        return _phases(request, plan, form, asked=asked, status=422)
    typed = phase_answers(asked.cleaned(count))
    form = PhaseDatesForm(typed_over(held, plan.version, typed))
    how = working(asked.cleaned_data["maanden"], count)
    return _phases(request, plan, form, asked=asked, working=how, is_kept=False)


def _phases(
    request: HttpRequest, plan: Plan, form: PhaseDatesForm, status: int = 0, **more: Any
) -> HttpResponse:
    context = {"asked": ProposalForm(), "plan": plan, **_drawn(form), **more}
    return form_page(request, "plans/phases", form, context, status=status)


def _drawn(form: PhaseDatesForm) -> dict[str, Any]:
    """A drawing of the phases in the form, and warnings for dates that may be a mistake."""
    spans = form.shown()
    grid = build_grid(published_catalogue(), ())
    return {"timeline": timeline(grid, spans, timezone.localdate()), "remarks": remarks(spans)}


def _conflict_parts(
    plan: Plan, conflict: DetailsConflict, differences: Collection[Difference]
) -> dict[str, Any]:
    """Both versions of the parts that two people changed, and who saved the stored one."""
    both = [one for one in differences if one.name in conflict.parts]
    return conflict_context(plan, PLAN, both, conflict.parts)


def _details(plan: Plan) -> dict[str, Any]:
    names = ("title", "organisation", "quarterly", "asked", "review", "review_on")
    return {name: getattr(plan, name) for name in names}


def _days(catalogue: Catalogue, plan: Plan) -> dict[str, str]:
    """The stored dates of all phases, as values of the form's fields."""
    stored = spans_of(plan.phase_dates)
    return phase_answers({phase.number: stored.get(phase.number) for phase in catalogue.phases})


def _redatings(catalogue: Catalogue, stored: Spans, typed: Redated) -> list[Difference]:
    """The phases with other dates than the stored ones, with both in words."""
    return [
        Difference(
            phase_part(phase.number),
            f"{phase.number}. {phase.name}",
            span_in_words(stored.get(phase.number)),
            span_in_words(typed[phase.number]),
        )
        for phase in catalogue.phases
        if phase.number in typed and typed[phase.number] != stored.get(phase.number)
    ]
