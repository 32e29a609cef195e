"""The plan's own data: its title and organisation, and the dates of its phases.

Only what this person changed is written. When another changed the same field or the same phase
since, nothing is: the page comes back as 409 with both versions to choose from, with what was typed
in the form, and with what only the other changed taken over.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from content.catalogue import Catalogue
from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.access.visitors import author_of
from roadmap.domain.plan.phase_dates import Redated, Spans, phase_part, spans_of, working
from roadmap.domain.plan.values import Fields, PlanValues
from roadmap.domain.plan.wording import Difference, Wording, span_in_words
from roadmap.drafts import discard, draft_of, restores_draft
from roadmap.forms.fields import resumed, settled
from roadmap.forms.phases import PhaseDatesForm, ProposalForm, names_of, phase_answers
from roadmap.forms.plans import PlanDetailsForm
from roadmap.history.log import actor, last_change_of
from roadmap.models import Plan
from roadmap.views import require_form
from roadmap.views.board.conflicts import FieldChoice


@restores_draft
@require_form
def describe(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    if request.method != "POST":
        initial = {**_details(plan), "version": plan.version}
        return _description(request, plan, PlanDetailsForm(draft_of(request), initial=initial))
    discard(request)
    form = PlanDetailsForm(settled(request.POST))
    if not form.is_valid():
        return _description(request, plan, form, status=422)
    version, changes = form.cleaned_data["version"], form.cleaned()
    try:
        actions.plans.edit_details(
            plan_id=plan.pk, author=author_of(request), version=version, fields=changes
        )
    except actions.plans.DetailsConflict as overlap:
        return _description_twice(request, plan_for(request, plan_id), changes, overlap)
    messages.success(request, "De gegevens zijn bewaard.")
    return redirect("roadmap:plan", plan.pk)


@restores_draft
@require_form
def phases(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    if request.method != "POST":
        return _proposal(request, plan)
    discard(request)
    form = PhaseDatesForm(published_catalogue(), settled(request.POST, names_of))
    if not form.is_valid():
        return _phases(request, plan, form, status=422)
    version, changes = form.cleaned_data["version"], form.cleaned()
    try:
        actions.plans.edit_details(
            plan_id=plan.pk, author=author_of(request), version=version, dates=changes
        )
    except actions.plans.DetailsConflict as overlap:
        return _phases_twice(request, plan_for(request, plan_id), changes, overlap)
    messages.success(request, "De datums van de fasen zijn bewaard.")
    return redirect("roadmap:timeline", plan.pk)


def _description(
    request: HttpRequest,
    plan: Plan,
    form: PlanDetailsForm,
    both: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "is_kept": request.method != "POST" and form.is_bound,
        **(both or {}),
    }
    return render(request, "roadmap/plans/details.html", context, status=status)


def _description_twice(
    request: HttpRequest,
    plan: Plan,
    changes: Fields,
    overlap: actions.plans.DetailsConflict,
) -> HttpResponse:
    held = _details(plan)
    form = PlanDetailsForm(resumed(held, plan.version, changes))
    wording = Wording(published_catalogue())
    both = _both(plan, overlap, wording.differing(PlanValues, held, changes))
    return _description(request, plan, form, both, status=409)


def _proposal(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The form with what is kept, or with what one day and a length propose."""
    catalogue = published_catalogue()
    held = _days(catalogue, plan)
    form = PhaseDatesForm(catalogue, initial={**held, "version": plan.version})
    if "begin" not in request.GET:
        if (waiting := draft_of(request)) is not None:
            form = PhaseDatesForm(catalogue, waiting)
        return _phases(request, plan, form, more={"is_kept": waiting is not None})
    asked = ProposalForm(request.GET)
    if not asked.is_valid():
        return _phases(request, plan, form, asked, status=422)
    count = len(catalogue.phases)
    typed = phase_answers(asked.cleaned(count))
    form = PhaseDatesForm(catalogue, resumed(held, plan.version, typed))
    return _phases(request, plan, form, asked, working(asked.cleaned_data["maanden"], count))


def _phases(
    request: HttpRequest,
    plan: Plan,
    form: PhaseDatesForm,
    asked: ProposalForm | None = None,
    how: str = "",
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "asked": asked or ProposalForm(),
        "working": how,
        **(more or {}),
    }
    return render(request, "roadmap/plans/phases.html", context, status=status)


def _phases_twice(
    request: HttpRequest,
    plan: Plan,
    changes: Redated,
    overlap: actions.plans.DetailsConflict,
) -> HttpResponse:
    catalogue = published_catalogue()
    data = resumed(_days(catalogue, plan), plan.version, phase_answers(changes))
    both = _both(plan, overlap, _redatings(catalogue, spans_of(plan.phase_dates), changes))
    return _phases(request, plan, PhaseDatesForm(catalogue, data), more=both, status=409)


def _both(
    plan: Plan, overlap: actions.plans.DetailsConflict, differences: Collection[Difference]
) -> dict[str, Any]:
    """Of the parts that two people changed: both versions, and who was first."""
    parts = overlap.parts
    change = last_change_of(plan.pk, parts)
    return {
        "is_conflict": True,
        "choices": [FieldChoice(one, is_typed=True) for one in differences if one.name in parts],
        "change": change,
        "actor": actor(change) if change else "",
    }


def _details(plan: Plan) -> dict[str, str]:
    return {"title": plan.title, "organisation": plan.organisation}


def _days(catalogue: Catalogue, plan: Plan) -> dict[str, str]:
    """The stored dates of all phases, as the form's fields hold them."""
    stored = spans_of(plan.phase_dates)
    return phase_answers({phase.number: stored.get(phase.number) for phase in catalogue.phases})


def _redatings(catalogue: Catalogue, stored: Spans, typed: Redated) -> list[Difference]:
    """The phases whose dates differ from the stored ones, both in words."""
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
