"""The named states of a plan: make one, compare two, go back to one, forget one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from content.errors import NotFound
from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.access.visitors import author_of
from roadmap.domain.changes.comparison import compare, counts_of
from roadmap.domain.overview.progress import StatusCounts
from roadmap.domain.plan.limits import MAX_SAVED_STATES
from roadmap.domain.plan.state import State
from roadmap.drafts import discard, draft_of, orphaned_draft, restores_draft
from roadmap.forms.display import NOW, ComparisonForm
from roadmap.forms.saved_states import RestoreForm, SavedStateForm
from roadmap.history.errors import Conflict
from roadmap.history.log import NAMELESS
from roadmap.history.reading import read_at_one_version, state_of
from roadmap.models import Milestone, Plan
from roadmap.views import require_form
from roadmap.views.board.conflicts import renewed

TOO_MANY = f"Een plan heeft hoogstens {MAX_SAVED_STATES} mijlpalen. Verwijder er eerst een."
TOO_LARGE = (
    "Nog een mijlpaal maakt het plan te groot om na een export weer in te lezen. "
    "Verwijder er eerst een."
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A milestone as the list shows it; `by` is empty when nobody with an account made it."""

    pk: int
    name: str
    number: int
    at: datetime
    by: str
    counts: StatusCounts


@restores_draft
@require_form
def milestones(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return _list(request, plan_for(request, plan_id), SavedStateForm(draft_of(request)))
    plan = plan_for(request, plan_id, Role.EDITOR)
    discard(request)
    form = SavedStateForm(request.POST)
    if not form.is_valid():
        return _list(request, plan, form, status=422)
    name = form.cleaned_data["name"]
    try:
        actions.saved_states.make(
            plan_id=plan.pk, author=author_of(request), name=name, key=form.cleaned_data["key"]
        )
    except actions.saved_states.TooManySavedStates:
        form.add_error("name", TOO_MANY)
    except actions.saved_states.SavedStatesTooLarge:
        form.add_error("name", TOO_LARGE)
    if form.errors:
        return _list(request, plan, form, status=422)
    messages.success(request, f"De mijlpaal ‘{name}’ is vastgelegd.")
    return redirect("roadmap:milestones", plan.pk)


@require_safe
def compare_milestones(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    stored = list(plan.milestones.defer("state"))
    newest = str(stored[0].pk) if stored else NOW
    chosen = {"van": newest, "met": NOW} | request.GET.dict()
    form = ComparisonForm(stored, chosen)
    if not form.is_valid():
        raise _no_milestone()
    old, new = (_state(plan, form.cleaned_data[name]) for name in ("van", "met"))
    context = {
        "plan": plan,
        "form": form,
        "old_name": form.label_of("van"),
        "new_name": form.label_of("met"),
        "has_milestones": bool(stored),
        "comparison": compare(published_catalogue(), old, new),
    }
    return render(request, "roadmap/plans/compare.html", context)


@require_form
def restore(request: HttpRequest, plan_id: UUID, milestone_id: int) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    milestone = _milestone(plan, milestone_id)
    if request.method != "POST":
        return _restoring(request, plan, milestone)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        return _restoring(request, plan, milestone, status=422)
    try:
        actions.saved_states.restore(
            plan_id=plan.pk,
            author=author_of(request),
            milestone_id=milestone_id,
            version=form.cleaned_data["version"],
            key=form.cleaned_data["key"],
        )
    except Conflict:
        return _restoring(request, plan, milestone, status=409)
    messages.success(
        request, f"Het plan is weer zoals bij ‘{milestone.name}’. U kunt dat hier ongedaan maken."
    )
    return redirect("roadmap:history", plan.pk)


@require_form
def delete_milestone(request: HttpRequest, plan_id: UUID, milestone_id: int) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    milestone = _milestone(plan, milestone_id)
    if request.method != "POST":
        context = {"plan": plan, "milestone": milestone}
        return render(request, "roadmap/plans/saved_state_delete.html", context)
    actions.saved_states.delete(plan_id=plan.pk, milestone_id=milestone_id)
    messages.success(request, f"De mijlpaal ‘{milestone.name}’ is verwijderd.")
    return redirect("roadmap:milestones", plan.pk)


def _list(
    request: HttpRequest, plan: Plan, form: SavedStateForm, status: int = 200
) -> HttpResponse:
    listed = [
        Listed(
            pk=row.pk,
            name=row.name,
            number=row.number,
            at=row.at,
            by=(row.user.get_full_name() or NAMELESS) if row.user else "",
            counts=counts_of(State.from_json(row.state)),
        )
        for row in plan.milestones.select_related("user")
    ]
    context = {
        "plan": plan,
        "milestones": listed,
        "form": form,
        "is_kept": request.method != "POST" and form.is_bound,
        "typed": [] if plan.may_edit else orphaned_draft(request),
    }
    return render(request, "roadmap/plans/saved_states.html", context, status=status)


def _restoring(
    request: HttpRequest, plan: Plan, milestone: Milestone, status: int = 200
) -> HttpResponse:
    """The question, with what would change in the plan as it now is."""
    version, now = read_at_one_version(plan.pk, lambda: state_of(plan.pk))
    then = actions.saved_states.restorable_of(milestone, now)
    data = renewed(request, version) if request.method == "POST" else None
    context = {
        "plan": plan,
        "milestone": milestone,
        "form": RestoreForm(data, initial={"version": version}),
        "comparison": compare(published_catalogue(), now, then.state),
        "left_out": then.left_out,
        "status": status,
    }
    return render(request, "roadmap/plans/restore.html", context, status=status)


def _state(plan: Plan, chosen: str) -> State:
    """The state that a valid `ComparisonForm` names."""
    if chosen != NOW:
        return State.from_json(_milestone(plan, int(chosen)).state)
    _, now = read_at_one_version(plan.pk, lambda: state_of(plan.pk))
    return now


def _milestone(plan: Plan, milestone_id: int) -> Milestone:
    milestone = plan.milestones.filter(pk=milestone_id).first()
    if milestone is None:
        raise _no_milestone()
    return milestone


def _no_milestone() -> NotFound:
    return NotFound("Deze mijlpaal bestaat niet (meer).")
