"""The activities of a plan: choose them, change one, take one out."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from content.published import published_catalogue
from roadmap import actions
from roadmap.access import Role, author_of, plan_for
from roadmap.choices import pillar_choices
from roadmap.forms import ActivityForm, ChooseActivitiesForm, DeletePlanForm
from roadmap.kept_input import forget, keeps_input, kept
from roadmap.ledger import row_of
from roadmap.models import Plan
from roadmap.story import differing
from roadmap.views.conflict import renewed

require_form = require_http_methods(["GET", "HEAD", "POST"])


@keeps_input
@require_form
def choose(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    catalogue = published_catalogue()
    if request.method != "POST":
        return _choice(request, plan, *_chosen(request, plan))
    forget(request)
    form = ChooseActivitiesForm(catalogue, request.POST)
    if not form.is_valid():
        return _choice(request, plan, form, request.POST.getlist("activiteit"), status=422)
    version = form.cleaned_data["version"]
    try:
        actions.choose_activities(
            catalogue=catalogue,
            plan_id=plan.pk,
            author=author_of(request),
            version=version,
            slugs=form.chosen(),
        )
    except actions.Conflict:
        plan = plan_for(request, plan_id)
        again = ChooseActivitiesForm(catalogue, renewed(request, plan.version))
        return _choice(request, plan, again, form.chosen(), status=409)
    messages.success(request, "Uw keuze is bewaard.")
    return redirect("roadmap:plan", plan.pk)


@keeps_input
@require_form
def activity(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    catalogue = published_catalogue()
    if request.method != "POST":
        typed = kept(request)
        form = ActivityForm(catalogue, typed) if typed else _filled(plan, row_id)
        return _editor(request, plan, row_id, form)
    forget(request)
    form = ActivityForm(catalogue, request.POST)
    if not form.is_valid():
        return _editor(request, plan, row_id, form, status=422)
    try:
        actions.edit_activity(
            plan_id=plan.pk,
            author=author_of(request),
            row_id=row_id,
            version=form.cleaned_data["version"],
            fields=form.fields_now(),
        )
    except actions.Conflict:
        return _editor(request, plan, row_id, form, status=409)
    except actions.Gone:
        return _editor(request, plan, row_id, form, status=410)
    messages.success(request, f"‘{form.cleaned_data['title']}’ is bewaard.")
    return redirect("roadmap:plan", plan.pk)


@require_POST
def remove(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    form = DeletePlanForm(request.POST)
    if not form.is_valid():
        return _editor(request, plan, row_id, _filled(plan, row_id), status=422)
    try:
        actions.remove_activity(
            plan_id=plan.pk,
            author=author_of(request),
            row_id=row_id,
            version=form.cleaned_data["version"],
        )
    except actions.Conflict:
        return _editor(request, plan, row_id, _filled(plan, row_id), status=409)
    except actions.Gone:
        raise _no_activity() from None
    messages.success(request, "De activiteit is verwijderd. U kunt dat hier ongedaan maken.")
    return redirect("roadmap:history", plan.pk)


def _chosen(request: HttpRequest, plan: Plan) -> tuple[ChooseActivitiesForm, Collection[str]]:
    """The form and what is ticked: as stored, or as it was before the session ran out."""
    catalogue = published_catalogue()
    if (typed := kept(request)) is not None:
        return ChooseActivitiesForm(catalogue, typed), typed.getlist("activiteit")
    return ChooseActivitiesForm(catalogue, initial={"version": plan.version}), plan.slugs()


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
        "is_kept": request.method != "POST" and form.is_bound,
    }
    return render(request, "roadmap/choose.html", context, status=status)


def _filled(plan: Plan, row_id: int) -> ActivityForm:
    """The form with what is stored. Raises Http404."""
    try:
        version, fields = row_of(plan.pk, row_id)
    except actions.Gone:
        raise _no_activity() from None
    initial = {**fields, "links": "\n".join(fields["links"]), "version": version}
    return ActivityForm(published_catalogue(), initial=initial)


def _editor(
    request: HttpRequest, plan: Plan, row_id: int, form: ActivityForm, status: int = 200
) -> HttpResponse:
    """The page of one activity; at 409 with both versions, at 410 with what was typed."""
    context: dict[str, object] = {"plan": plan, "row_id": row_id, "status": status}
    try:
        version, stored = row_of(plan.pk, row_id)
    except actions.Gone:
        if not form.is_bound:
            raise _no_activity() from None
        return render(request, "roadmap/activity.html", context | {"form": form}, status=410)
    if status == 409 and form.is_bound:
        context["differing"] = differing(stored, form.fields_now())
        form = ActivityForm(published_catalogue(), renewed(request, version))
    is_kept = request.method != "POST" and form.is_bound
    context |= {"form": form, "stored": stored, "version": version, "is_kept": is_kept}
    return render(request, "roadmap/activity.html", context, status=status)


def _no_activity() -> Http404:
    return Http404("Deze activiteit staat niet (meer) in dit stappenplan.")
