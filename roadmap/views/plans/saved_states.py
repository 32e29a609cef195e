"""The saved states of a plan: make one, compare two, restore or delete one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from content.errors import NotFound, found
from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, author_of, plan_for
from roadmap.domain.changes.comparison import compare
from roadmap.domain.overview.progress import StatusCounts, status_counts
from roadmap.domain.plan.limits import MAX_SAVED_STATES
from roadmap.domain.plan.state import State
from roadmap.drafts.session import moved_address, orphaned_draft, restores_draft, typed_in
from roadmap.forms.base import KeyedVersionForm, at_newest_version
from roadmap.forms.display import NOW, ComparisonForm
from roadmap.forms.saved_states import SavedStateForm
from roadmap.history.change_log import left_as
from roadmap.history.errors import Conflict
from roadmap.history.names import NAMELESS
from roadmap.history.reading import state_at_version, state_in
from roadmap.models import Plan, SavedState
from roadmap.views import require_form
from roadmap.views.pages import form_page, revision_for

NO_SAVED_STATE = "Deze momentopname bestaat niet (meer)."
TOO_MANY = f"Een plan heeft hoogstens {MAX_SAVED_STATES} momentopnamen. Verwijder er eerst een."
TOO_LARGE = (
    "Met nog een momentopname is het plan te groot om als bestand weer in te lezen. "
    "Verwijder er eerst een."
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A saved state as the list shows it; `by` is empty when nobody with an account made it."""

    pk: int
    name: str
    number: int
    at: datetime
    by: str
    counts: StatusCounts


@restores_draft
def saved_states(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR if request.method == "POST" else Role.READER)
    form = SavedStateForm(typed_in(request))
    if request.method != "POST" or not form.is_valid():
        return _list(request, plan, form)
    name, key = form.cleaned_data["name"], form.cleaned_data["key"]
    try:
        actions.saved_states.make(plan_id=plan.pk, author=author_of(request), name=name, key=key)
    except actions.saved_states.TooManySavedStates:
        form.add_error("name", TOO_MANY)
    except actions.saved_states.SavedStatesTooLarge:
        form.add_error("name", TOO_LARGE)
    if form.errors:
        return _list(request, plan, form)
    messages.success(request, f"De momentopname ‘{name}’ is vastgelegd.")
    return redirect("roadmap:saved-states", plan.pk)


@require_safe
def compare_saved_states(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    stored = list(plan.saved_states.defer("state"))
    newest = str(stored[0].pk) if stored else NOW
    chosen = {"van": newest, "met": NOW} | request.GET.dict()
    form = ComparisonForm(stored, chosen)
    if not form.is_valid():
        raise NotFound(NO_SAVED_STATE)
    old, new = (_state(plan, form.cleaned_data[name]) for name in ("van", "met"))
    context = {
        "plan": plan,
        "form": form,
        "old_name": form.label_of("van"),
        "new_name": form.label_of("met"),
        "has_saved_states": bool(stored),
        "comparison": compare(published_catalogue(), old, new),
    }
    return render(request, "roadmap/plans/compare.html", context)


@require_form
def restore(request: HttpRequest, plan_id: UUID, saved_state_id: int) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    saved_state = _saved_state(plan, saved_state_id)
    if request.method != "POST":
        return _restoring(request, plan, saved_state)
    form = KeyedVersionForm(request.POST)
    if not form.is_valid():
        return _restoring(request, plan, saved_state, status=422)
    version, key = form.cleaned_data["version"], form.cleaned_data["key"]
    try:
        actions.saved_states.restore(
            revision_for(request, plan, key), saved_state_id=saved_state_id, version=version
        )
    except Conflict:
        return _restoring(request, plan, saved_state, status=409)
    messages.success(
        request, f"Het plan is weer zoals bij ‘{saved_state.name}’. U kunt dat hier ongedaan maken."
    )
    return redirect("roadmap:history", plan.pk)


@require_form
def delete_saved_state(request: HttpRequest, plan_id: UUID, saved_state_id: int) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    saved_state = _saved_state(plan, saved_state_id)
    if request.method != "POST":
        context = {"plan": plan, "saved_state": saved_state}
        return render(request, "roadmap/plans/saved_state_delete.html", context)
    actions.saved_states.delete(
        plan_id=plan.pk, author=author_of(request), saved_state_id=saved_state_id
    )
    messages.success(request, f"De momentopname ‘{saved_state.name}’ is verwijderd.")
    return redirect("roadmap:saved-states", plan.pk)


@require_form
def moved(request: HttpRequest, **_address: object) -> HttpResponse:
    """Redirects addresses of earlier releases; 308 for a form. The new address checks access."""
    address = moved_address(request.get_full_path())
    return HttpResponsePermanentRedirect(address, preserve_request=request.method == "POST")


def _list(request: HttpRequest, plan: Plan, form: SavedStateForm) -> HttpResponse:
    listed = [
        Listed(
            pk=row.pk,
            name=row.name,
            number=row.number,
            at=row.at,
            by=(row.left_as or row.user.get_full_name() or NAMELESS) if row.user else "",
            counts=status_counts(State.from_json(row.state).activities.values()),
        )
        for row in plan.saved_states.select_related("user").annotate(**left_as())
    ]
    context = {
        "plan": plan,
        "saved_states": listed,
        "typed": [] if plan.may_edit else orphaned_draft(request),
    }
    return form_page(request, "plans/saved_states", form, context)


def _restoring(
    request: HttpRequest, plan: Plan, saved_state: SavedState, status: int = 0
) -> HttpResponse:
    """The page that asks for confirmation and lists what a restore would change."""
    version, now = state_at_version(plan.pk)
    then = actions.saved_states.restorable_of(saved_state, now)
    data = at_newest_version(request.POST, version) if request.method == "POST" else None
    context = {
        "plan": plan,
        "saved_state": saved_state,
        "comparison": compare(published_catalogue(), now, then.state),
        "left_out": then.left_out,
    }
    form = KeyedVersionForm(data, initial={"version": version})
    return form_page(request, "plans/restore", form, context, status=status)


def _state(plan: Plan, chosen: str) -> State:
    """The state that a valid `ComparisonForm` names."""
    if chosen != NOW:
        return state_in(_saved_state(plan, int(chosen)))
    _, now = state_at_version(plan.pk)
    return now


def _saved_state(plan: Plan, saved_state_id: int) -> SavedState:
    return found(plan.saved_states.filter(pk=saved_state_id).first(), NO_SAVED_STATE)
