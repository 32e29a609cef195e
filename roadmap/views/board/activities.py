"""The activities of a plan: choose them, add one."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from content.errors import found
from content.published import published_catalogue, search_index
from roadmap import actions
from roadmap.access.permissions import Role, editable_plans_of, plan_for
from roadmap.domain.overview.activity_choices import nearest_first, pillar_choices
from roadmap.domain.plan.fields import ActivityValues
from roadmap.drafts.session import restores_draft, typed_in
from roadmap.forms.activities import AddActivityForm, AddToPlanForm, ChooseActivitiesForm
from roadmap.forms.base import at_newest_version
from roadmap.history.errors import Conflict, PlanIsFull
from roadmap.models import Plan
from roadmap.queries.activity import plans_holding
from roadmap.views import require_form
from roadmap.views.pages import form_page, revision_for, to_plan

SEARCH = "zoek"
"""Name of the search button: it keeps the ticks on the page, and stores nothing."""
MAX_QUERY = 100
"""Characters of a search; the rest is ignored."""


@restores_draft
def choose(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    stored = {"version": plan.version, "activiteit": plan.slugs}
    form = ChooseActivitiesForm(typed_in(request), initial=stored)
    if request.method != "POST" or SEARCH in request.POST or not form.is_valid():
        return _choice(request, plan, form)
    try:
        actions.activities.choose(
            revision_for(request, plan),
            catalogue=published_catalogue(),
            version=form.cleaned_data["version"],
            slugs=form.ticked(),
        )
    except Conflict:
        plan = plan_for(request, plan_id)
        form = ChooseActivitiesForm(at_newest_version(request.POST, plan.version))
        return _choice(request, plan, form, status=409)
    except PlanIsFull as full:
        form.add_error(None, str(full))
        return _choice(request, plan, form)
    messages.success(request, "Uw keuze is bewaard.")
    return redirect("roadmap:plan", plan.pk)


@restores_draft
def add(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    cell = {"track": request.GET.get("spoor"), "phase": request.GET.get("fase")}
    form = AddActivityForm(typed_in(request), initial=cell)
    if request.method != "POST" or not form.is_valid():
        return _adder(request, plan, form)
    values = form.cleaned()
    if status := _refusal(request, plan, form, values):
        return _adder(request, plan, form, status=status)
    return to_plan(request, plan, f"‘{values.title}’ is toegevoegd.")


@require_form
def add_to_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Adds an activity of the playbook to a plan of the visitor's choice."""
    activity = found(
        published_catalogue().activity_by_slug.get(slug), "Deze activiteit bestaat niet."
    )
    plans = list(editable_plans_of(request))
    holding = plans_holding(plans, slug)
    free = [plan for plan in plans if plan.pk not in holding]
    sent = request.POST if request.method == "POST" else None
    form = AddToPlanForm(free, sent, initial={"phase": activity.phase.number})
    context = {
        "activity": activity,
        "free": free,
        "holding": [plan for plan in plans if plan.pk in holding],
    }
    if sent is None or not form.is_valid():
        return form_page(request, "board/add_to_plan", form, context)
    plan = plan_for(request, UUID(form.cleaned_data["plan"]), Role.EDITOR)
    values = replace(ActivityValues.of_catalogue(activity), phase=form.cleaned_data["phase"])
    if status := _refusal(request, plan, form, values):
        return form_page(request, "board/add_to_plan", form, context, status=status)
    return to_plan(request, plan, f"‘{values.title}’ is toegevoegd.")


def _refusal(
    request: HttpRequest,
    plan: Plan,
    form: AddActivityForm | AddToPlanForm,
    values: ActivityValues,
) -> int:
    """Adds the activity; returns 0, or the status of a refusal with its reason in the form."""
    try:
        key = form.cleaned_data["key"]
        actions.activities.add(revision_for(request, plan, key), values=values)
    except PlanIsFull as full:
        form.add_error(None, str(full))
        return 422
    except Conflict:
        form.add_error(None, f"‘{values.title}’ staat al in dit plan.")
        return 409
    return 0


def _choice(
    request: HttpRequest, plan: Plan, form: ChooseActivitiesForm, status: int = 0
) -> HttpResponse:
    catalogue = published_catalogue()
    text = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()
    findings = search_index(catalogue).search(text[:MAX_QUERY])
    slugs = {activity.slug for activity in findings.activities}
    groups = pillar_choices(catalogue, form.ticked(), plan.slugs(), slugs if text else None)
    context = {
        "plan": plan,
        "q": text,
        "meant": findings.meant,
        "found": sum(group.found for group in groups),
        "groups": groups,
        "ticked": sum(group.ticked for group in groups),
        "total": len(catalogue.activities),
    }
    return form_page(request, "board/choose", form, context, status=status)


def _adder(
    request: HttpRequest, plan: Plan, form: AddActivityForm, status: int = 0
) -> HttpResponse:
    catalogue, held = published_catalogue(), plan.slugs()
    searched = request.GET.get("zoek", "").strip()[:MAX_QUERY]
    cell = form["track"].value(), form["phase"].value()
    if searched:
        findings = search_index(catalogue).search(searched)
        shown, meant = list(findings.activities), findings.meant
    else:
        shown, meant = nearest_first(catalogue.activities, *cell), ""
    offered = [activity for activity in shown if activity.slug not in held]
    context = {"plan": plan, "offered": offered, "searched": searched, "meant": meant}
    return form_page(request, "board/add", form, context, part="board/_add_form", status=status)
