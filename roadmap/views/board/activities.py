"""The activities of a plan: choose them, change one, move it, add one, take one out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.access.visitors import author_of
from roadmap.actions.activities import ActivityConflict
from roadmap.domain.overview.choices import pillar_choices
from roadmap.domain.plan.limits import PLAN_IS_FULL
from roadmap.drafts import discard, draft_of, restores_draft
from roadmap.forms.activities import (
    ActivityForm,
    AddActivityForm,
    ChooseActivitiesForm,
    MoveForm,
    RemoveForm,
    StatusForm,
)
from roadmap.forms.fields import settled
from roadmap.history.errors import Conflict, Gone, TooManyActivities
from roadmap.models import Plan
from roadmap.views import require_form
from roadmap.views.board.activity_editor import conflicting, editor, gone, reading
from roadmap.views.board.conflicts import renewed
from roadmap.views.board.fragments import UNDO, act_key, is_part, refused, render_part, to_plan


@restores_draft
@require_form
def choose(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    catalogue = published_catalogue()
    if request.method != "POST":
        return _choice(request, plan, *_chosen(request, plan))
    discard(request)
    form = ChooseActivitiesForm(catalogue, request.POST)
    if not form.is_valid():
        return _choice(request, plan, form, request.POST.getlist("activiteit"), status=422)
    version = form.cleaned_data["version"]
    try:
        actions.activities.choose(
            catalogue=catalogue,
            plan_id=plan.pk,
            author=author_of(request),
            version=version,
            slugs=form.cleaned(),
        )
    except Conflict:
        plan = plan_for(request, plan_id)
        again = ChooseActivitiesForm(catalogue, renewed(request, plan.version))
        return _choice(request, plan, again, form.cleaned(), status=409)
    except TooManyActivities:
        form.add_error(None, PLAN_IS_FULL)
        return _choice(request, plan, form, form.cleaned(), status=422)
    messages.success(request, "Uw keuze is bewaard.")
    return redirect("roadmap:plan", plan.pk)


@restores_draft
@require_form
def activity(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR if request.method == "POST" else Role.READER)
    if not plan.may_edit:
        return reading(request, plan, row_id)
    if request.method != "POST":
        return editor(request, plan, row_id, typed=draft_of(request))
    discard(request)
    form = ActivityForm(published_catalogue(), settled(request.POST))
    if not form.is_valid():
        return editor(request, plan, row_id, form)
    try:
        version = actions.activities.edit(
            plan_id=plan.pk,
            author=author_of(request),
            row_id=row_id,
            version=form.cleaned_data["version"],
            fields=form.cleaned(),
        )
    except ActivityConflict as conflict:
        return conflicting(request, plan, row_id, conflict.stored, form)
    except Gone:
        return gone(request, plan, row_id, form)
    message = "" if is_part(request) else f"‘{form.cleaned_data['title']}’ is bewaard."
    return to_plan(request, plan, message, version=version)


@require_POST
def status(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    def act(*, status: str, **which: Any) -> None:
        actions.activities.edit(fields={"status": status}, **which)

    return _act(request, plan_id, row_id, StatusForm, act)


@require_POST
def move(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    def form(sent: QueryDict) -> MoveForm:
        return MoveForm(published_catalogue(), sent)

    return _act(request, plan_id, row_id, form, actions.activities.move)


@require_POST
def remove(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    message = "De activiteit is verwijderd."
    return _act(request, plan_id, row_id, RemoveForm, actions.activities.remove, message)


@restores_draft
@require_form
def add(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    catalogue = published_catalogue()
    if request.method != "POST":
        cell = {"track": request.GET.get("spoor"), "phase": request.GET.get("fase")}
        return _adder(request, plan, AddActivityForm(catalogue, draft_of(request), initial=cell))
    discard(request)
    form = AddActivityForm(catalogue, request.POST)
    if not form.is_valid():
        return _adder(request, plan, form, status=422)
    author, values = author_of(request), form.cleaned()
    try:
        key = form.cleaned_data["key"]
        actions.activities.add(plan_id=plan.pk, author=author, values=values, key=key)
    except TooManyActivities:
        form.add_error(None, PLAN_IS_FULL)
        return _adder(request, plan, form, status=422)
    except Conflict:
        form.add_error(None, f"‘{values.title}’ staat al in dit plan.")
        return _adder(request, plan, form, status=409)
    return to_plan(request, plan, f"‘{values.title}’ is toegevoegd.")


def _chosen(request: HttpRequest, plan: Plan) -> tuple[ChooseActivitiesForm, Collection[str]]:
    """The form and what is ticked: as stored, or as it was before the session ran out."""
    catalogue = published_catalogue()
    if (typed := draft_of(request)) is not None:
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
    return render(request, "roadmap/board/choose.html", context, status=status)


def _adder(
    request: HttpRequest, plan: Plan, form: AddActivityForm, status: int = 200
) -> HttpResponse:
    held = plan.slugs()
    offered = [a for a in published_catalogue().activities if a.slug not in held]
    is_kept = request.method != "POST" and form.is_bound
    context = {"plan": plan, "form": form, "offered": offered, "is_kept": is_kept}
    return render_part(request, "board/add", "board/_add_form", context, status=status)


def _act(
    request: HttpRequest,
    plan_id: UUID,
    row_id: int,
    form_class: Callable[[QueryDict], Form],
    act: Callable[..., object],
    message: str = "",
) -> HttpResponse:
    """Does what a button of the grid asks: `act`, with the fields of its form."""
    plan = plan_for(request, plan_id, Role.EDITOR)
    sent = request.GET.copy()  # the button's address carries what its own value cannot
    sent.update(request.POST)
    form = form_class(sent)
    if not form.is_valid():
        return refused(request, plan, form)
    author, key = author_of(request), act_key(request)
    try:
        act(plan_id=plan.pk, author=author, row_id=row_id, key=key, **form.cleaned_data)
    except ActivityConflict as conflict:
        wanted = {n: value for n, value in form.cleaned_data.items() if n in ("status", "phase")}
        return conflicting(request, plan, row_id, conflict.stored, wanted)
    except Gone:
        return gone(request, plan, row_id)
    return to_plan(request, plan, message, tag=UNDO if message else "")
