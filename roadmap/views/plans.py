"""The plans of this visitor, and one plan as a whole: make, read, delete."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from content.published import published_catalogue
from roadmap import actions
from roadmap.access import Role, author_of, listed_plans_of, plan_for
from roadmap.forms import DeletePlanForm, NewPlanForm
from roadmap.models import Plan
from roadmap.views.board import board_page
from roadmap.views.conflict import renewed

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def my_plans(request: HttpRequest) -> HttpResponse:
    plans = list(listed_plans_of(request))
    context = {
        "plans": [plan for plan in plans if plan.is_owner and not plan.is_archived],
        "shared": [plan for plan in plans if not plan.is_owner and not plan.is_archived],
        "archived": [plan for plan in plans if plan.is_archived],
        "is_signed_in": request.user.is_authenticated,
    }
    return render(request, "roadmap/my_plans.html", context)


@require_form
def new_plan(request: HttpRequest) -> HttpResponse:
    catalogue = published_catalogue()
    if request.method != "POST":
        author_of(request)  # known before the form is sent: two clicks come from one browser
        form = NewPlanForm(catalogue, initial={"start": request.GET.get("start", "")})
        return render(request, "roadmap/new_plan.html", {"form": form})
    form = NewPlanForm(catalogue, request.POST)
    if not form.is_valid():
        return render(request, "roadmap/new_plan.html", {"form": form}, status=422)
    plan = _made(request, form)
    if not plan.start:
        return redirect("roadmap:choose", plan.pk)
    messages.success(request, "Uw stappenplan is gemaakt. U kunt het nu aanpassen.")
    return redirect("roadmap:plan", plan.pk)


@require_safe
def plan_detail(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    return board_page(request, plan_for(request, plan_id))


@require_form
def delete(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.OWNER)
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
            form = DeletePlanForm(renewed(request, plan.version))
    context = {"plan": plan, "form": form, "is_conflict": status == 409}
    return render(request, "roadmap/delete.html", context, status=status)


def _made(request: HttpRequest, form: NewPlanForm) -> Plan:
    """The plan that a valid form asks for, once; an id that is taken gives way to another."""
    make = partial(
        actions.create_plan,
        catalogue=form.catalogue,
        author=author_of(request),
        title=form.cleaned_data["title"],
        organisation=form.cleaned_data["organisation"],
        start=form.chosen_start(),
    )
    try:
        return make(plan_id=form.cleaned_data["plan_id"])
    except actions.Conflict:
        return make()
