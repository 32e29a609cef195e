"""Changing a plan: its description, its activities, its end.

Each form names the plan's version. When that is no longer the newest, nothing is stored: the page
comes back as 409 with what was typed beside what is stored now, and can be saved knowingly.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from content.published import published_catalogue
from roadmap import actions
from roadmap.access import keep_browser, plan_for
from roadmap.choices import pillar_choices
from roadmap.forms import ChooseActivitiesForm, DeletePlanForm, PlanDetailsForm
from roadmap.models import Plan

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
def describe(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    if request.method != "POST":
        initial = {"title": plan.title, "organisation": plan.organisation, "version": plan.version}
        return _description(request, plan, PlanDetailsForm(initial=initial))
    form = PlanDetailsForm(request.POST)
    if not form.is_valid():
        return _description(request, plan, form, status=422)
    try:
        actions.describe_plan(plan_id=plan.pk, **form.cleaned_data)
    except actions.Conflict:
        plan = plan_for(request, plan_id)
        return _description(request, plan, PlanDetailsForm(_renewed(request, plan)), status=409)
    return _saved(request, plan, "De gegevens zijn bewaard.")


@require_form
def choose(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    catalogue = published_catalogue()
    if request.method != "POST":
        form = ChooseActivitiesForm(catalogue, initial={"version": plan.version})
        return _choice(request, plan, form, plan.slugs())
    form = ChooseActivitiesForm(catalogue, request.POST)
    if not form.is_valid():
        return _choice(request, plan, form, request.POST.getlist("activiteit"), status=422)
    version = form.cleaned_data["version"]
    try:
        actions.choose_activities(
            catalogue=catalogue, plan_id=plan.pk, version=version, slugs=form.chosen()
        )
    except actions.Conflict:
        plan = plan_for(request, plan_id)
        renewed = ChooseActivitiesForm(catalogue, _renewed(request, plan))
        return _choice(request, plan, renewed, form.chosen(), status=409)
    return _saved(request, plan, "Uw keuze is bewaard.")


@require_form
def delete(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    form = DeletePlanForm(request.POST or None, initial={"version": plan.version})
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                actions.delete_plan(plan_id=plan.pk, version=form.cleaned_data["version"])
                messages.success(request, f"‘{plan.title}’ is verwijderd.")
                return redirect("roadmap:my-plans")
            status = 422
        except actions.Conflict:
            plan, status = plan_for(request, plan_id), 409
            form = DeletePlanForm(_renewed(request, plan))
    context = {"plan": plan, "form": form, "is_conflict": status == 409}
    return render(request, "roadmap/delete.html", context, status=status)


def _description(
    request: HttpRequest, plan: Plan, form: PlanDetailsForm, status: int = 200
) -> HttpResponse:
    context = {"plan": plan, "form": form, "is_conflict": status == 409}
    return render(request, "roadmap/describe.html", context, status=status)


def _choice(
    request: HttpRequest,
    plan: Plan,
    form: ChooseActivitiesForm,
    ticked: Collection[str],
    status: int = 200,
) -> HttpResponse:
    catalogue = published_catalogue()
    groups = pillar_choices(catalogue, ticked, plan.slugs())
    context = {
        "plan": plan,
        "form": form,
        "groups": groups,
        "ticked": sum(group.ticked for group in groups),
        "total": len(catalogue.activities),
        "is_conflict": status == 409,
    }
    return render(request, "roadmap/choose.html", context, status=status)


def _renewed(request: HttpRequest, plan: Plan) -> QueryDict:
    """What was sent, at the plan's newest version: saving once more is a knowing act."""
    data = request.POST.copy()
    data["version"] = str(plan.version)
    return data


def _saved(request: HttpRequest, plan: Plan, news: str) -> HttpResponse:
    messages.success(request, news)
    keep_browser(request)
    return redirect("roadmap:plan", plan.pk)
