"""One activity of a plan: its editor or, for a reader, its page; moving and removing it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from content.published import published_catalogue
from content.text_rules import InvalidText
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.actions.activities import ActivityConflict
from roadmap.domain.plan.fields import ActivityValues, Fields, Status
from roadmap.domain.plan.state import activity_ref
from roadmap.domain.plan.steps import steps_of
from roadmap.domain.plan.wording import Wording
from roadmap.drafts.session import draft_of, orphaned_draft, restores_draft
from roadmap.forms.activity import (
    ActivityForm,
    MoveForm,
    StatusForm,
    TakeOverForm,
    activity_answers,
    only_redraws,
    with_chip_date,
)
from roadmap.forms.base import START_AFTER_DUE, VersionForm, typed_over, with_choices
from roadmap.history.errors import Gone, PlanIsFull
from roadmap.history.reading import StoredActivity, activity_of
from roadmap.history.transaction import Revision
from roadmap.models import Plan
from roadmap.queries.activity import activity_surroundings
from roadmap.queries.members import owner_names
from roadmap.views.pages import (
    UNDO,
    SeeOther,
    act_key,
    conflict_context,
    form_page,
    is_part,
    last_change_of,
    not_in_plan,
    refused,
    render_part,
    revision_for,
    to_plan,
)

BY_BUTTON = ("status", "start_date", "phase")
"""The fields of the activity that buttons of the grid change."""
PAGE, PART = "board/activity", "board/_activity_form"


@restores_draft
def activity(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    if request.method != "POST":
        return _open_page(request, plan_for(request, plan_id), row_id)
    plan = plan_for(request, plan_id, Role.EDITOR)
    form = ActivityForm(with_choices(with_chip_date(request.POST)))
    if not form.is_valid():
        return _editor(request, plan, row_id, form)
    try:
        version = actions.activities.edit(
            revision_for(request, plan),
            row_id=row_id,
            version=form.cleaned_data["version"],
            fields=form.cleaned(),
        )
    except ActivityConflict as conflict:
        shown = {**form.cleaned(), "owner": form.cleaned_data["owner"]}
        return _conflict(request, plan, row_id, conflict.stored, shown, form)
    except Gone:
        return _gone(request, plan, row_id, form)
    except PlanIsFull as full:
        form.add_error("steps", str(full))
        return _editor(request, plan, row_id, form)
    message = "" if is_part(request) else f"‘{form.cleaned_data['title']}’ is bewaard."
    if only_redraws(request.POST):
        return SeeOther(resolve_url("roadmap:activity", plan.pk, row_id) + "#stappen")
    return to_plan(request, plan, message, version=version or 0)


@require_POST
def status(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    """Changes the status. After a start, a message offers today as the begin date."""

    def act(rev: Revision, *, status: str, start_date: date | None, **which: Any) -> None:
        begun = {"start_date": start_date} if start_date else {}
        due = activity_of(plan_id, row_id).values.due_date if start_date else None
        if start_date and due and due < start_date:
            raise InvalidText(START_AFTER_DUE)
        actions.activities.edit(rev, fields={"status": status, **begun}, **which)
        if status == Status.DOING and not begun:
            _offer_begin(request, plan_id, row_id)

    return _answer(request, plan_id, row_id, StatusForm, act)


def _offer_begin(request: HttpRequest, plan_id: UUID, row_id: int) -> None:
    """Adds that message, unless the activity has a begin date or was due before today."""
    stored, today = activity_of(plan_id, row_id), timezone.localdate()
    values = stored.values
    if values.start_date is None and (values.due_date is None or values.due_date >= today):
        context = {"plan_id": plan_id, "row_id": row_id, "stored": stored, "today": today}
        messages.success(request, render_to_string("roadmap/board/_begin_offer.html", context))


@require_POST
def move(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    return _answer(request, plan_id, row_id, MoveForm, actions.activities.move)


@require_POST
def remove(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    message = "De activiteit is verwijderd."
    return _answer(request, plan_id, row_id, VersionForm, actions.activities.remove, message)


@require_POST
def take_over(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    """Adds the playbook's approach or results as steps of the activity."""

    act = partial(actions.activities.take_over, catalogue=published_catalogue())
    message = "Overgenomen in de stappen van de activiteit."
    return _answer(request, plan_id, row_id, TakeOverForm, act, message)


def _answer(
    request: HttpRequest,
    plan_id: UUID,
    row_id: int,
    form_class: Callable[[QueryDict], Form],
    act: Callable[..., object],
    message: str = "",
) -> HttpResponse:
    """Validates the form of a grid button and calls `act` with its fields."""
    plan = plan_for(request, plan_id, Role.EDITOR)
    sent = request.GET.copy()  # fields in the address of the button
    sent.update(request.POST)
    form = form_class(sent)
    if not form.is_valid():
        return refused(request, plan, form)
    try:
        act(revision_for(request, plan, act_key(request)), row_id=row_id, **form.cleaned_data)
    except ActivityConflict as conflict:
        wanted = {n: value for n, value in form.cleaned_data.items() if n in BY_BUTTON and value}
        return _conflict(request, plan, row_id, conflict.stored, wanted)
    except Gone:
        return _gone(request, plan, row_id)
    except (InvalidText, PlanIsFull) as error:
        form.add_error(None, str(error))
        return refused(request, plan, form)
    return to_plan(request, plan, message, tag=UNDO if message else "")


def _open_page(request: HttpRequest, plan: Plan, row_id: int) -> HttpResponse:
    """The editor, with a draft if there is one; for a visitor who may not edit, the page."""
    if not plan.may_edit:
        return _read_only_page(request, plan, row_id)
    typed = draft_of(request)
    form = None if typed is None else ActivityForm(typed)
    return _editor(request, plan, row_id, form)


def _editor(
    request: HttpRequest, plan: Plan, row_id: int, form: ActivityForm | None
) -> HttpResponse:
    """The editor with what is stored, or with a form that holds a draft or has errors. Raises
    NotFound.
    """
    try:
        stored = activity_of(plan.pk, row_id)
    except Gone:
        if form is None:
            raise not_in_plan("activiteit") from None
        return _gone(request, plan, row_id, form)
    initial = {**activity_answers(stored.values.as_fields()), "version": stored.version}
    shown = form or ActivityForm(initial=initial)
    shown.initial = initial  # also what a page of an earlier release does not send
    return form_page(request, PAGE, shown, _context(plan, row_id, stored), part=PART)


def _context(plan: Plan, row_id: int, stored: StoredActivity) -> dict[str, Any]:
    values, catalogue, today = stored.values, published_catalogue(), timezone.localdate()
    around = activity_surroundings(catalogue, plan, row_id, values, today)
    return {
        "plan": plan,
        "row_id": row_id,
        "version": stored.version,
        "key": uuid4(),
        "stored": values,
        "published": catalogue.activity_by_slug.get(values.activity),
        "around": around,
        "names": around.names,
    }


def _read_only_page(request: HttpRequest, plan: Plan, row_id: int) -> HttpResponse:
    """The page of one who may not edit: all fields, and a draft if there is one. Raises
    NotFound.
    """
    rows = plan.activities.select_related("activity", "track", "phase", "member")
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise not_in_plan("activiteit")
    catalogue = published_catalogue()
    wording = Wording(catalogue)
    context = {
        "plan": plan,
        "row": row,
        "pillar": wording.pillar(row.track.slug),
        "track": wording.track(row.track.slug),
        "phase": wording.phase(row.phase.number),
        "roles": list(map(wording.role, row.roles)),
        "steps": steps_of(row.steps),
        "published": row.activity and catalogue.activity_by_slug.get(row.activity.slug),
        "typed": orphaned_draft(request),
    }
    response = render(request, "roadmap/board/activity_read.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


def _conflict(
    request: HttpRequest,
    plan: Plan,
    row_id: int,
    stored: StoredActivity,
    wanted: Fields,
    form: ActivityForm | None = None,
) -> HttpResponse:
    """409: both versions, field by field; the form has the typed values and the newest version.
    The editor's links and buttons are left out: they would lose what was typed.

    `form`: the editor's, valid; None for a button, which changes all `wanted` fields.
    """
    catalogue, held = published_catalogue(), stored.values.as_fields()
    sent = activity_answers(wanted) if form else wanted
    changed: Collection[str] = form.changed_data if form else wanted
    form = form or ActivityForm({})
    form.data = typed_over(activity_answers(held), stored.version, sent)
    differences = Wording(catalogue).differing(ActivityValues, held, wanted, whole=True)
    context = {
        "plan": plan,
        "row_id": row_id,
        "stored": stored.values,
        "names": owner_names(plan),
        **conflict_context(plan, activity_ref(row_id), differences, changed),
    }
    return form_page(request, PAGE, form, context, part=PART, status=409)


def _gone(
    request: HttpRequest, plan: Plan, row_id: int, form: ActivityForm | None = None
) -> HttpResponse:
    """410: it was removed; the page shows what was typed, to copy. Raises NotFound."""
    last_change_of(plan, activity_ref(row_id), "activiteit")
    context = {"plan": plan, "row_id": row_id, "form": form, "is_gone": True}
    return render_part(request, PAGE, PART, context, status=410)
