"""The history of a plan; undo, redo and revert."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from operator import attrgetter
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, author_of, plan_for
from roadmap.domain.changes.history_lines import HistoryLine, history_lines, line_of_taking_back
from roadmap.domain.changes.undo import undo_and_redo
from roadmap.domain.plan.wording import Wording
from roadmap.forms.display import HistoryFilterForm
from roadmap.history.change_log import actor, changes_of, last_changes, titles_of
from roadmap.history.errors import PlanIsFull
from roadmap.history.reading import edits_of
from roadmap.history.transaction import Revision
from roadmap.models import Change, Plan
from roadmap.views.pages import SeeOther, act_key, render_part, revision_for, to_plan

PAGE_SIZE = 25
NONE_BEFORE = "U hebt geen eerdere wijziging die nog ongedaan te maken is."


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A change as the page shows it. `back`: what reverting it would do, in words."""

    change: Change
    actor: str
    lines: tuple[HistoryLine, ...]
    back: str = ""

    @property
    def day(self) -> date:
        return timezone.localdate(self.change.at)


@require_safe
def history(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _history(request, plan_for(request, plan_id))


@require_POST
def undo(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _back(request, plan_id, actions.undo.undo, "Ongedaan gemaakt")


@require_POST
def redo(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _back(request, plan_id, actions.undo.redo, "Opnieuw gedaan")


@require_POST
def revert(request: HttpRequest, plan_id: UUID, number: int) -> HttpResponse:
    revert = partial(actions.undo.revert, number=number)
    return _back(request, plan_id, revert, f"Wijziging {number} is teruggezet")


def _back(
    request: HttpRequest, plan_id: UUID, act: Callable[[Revision], Change | None], message: str
) -> HttpResponse:
    """Undo, redo or revert, then return to the page in the field `van`; without it, to the plan."""
    plan = plan_for(request, plan_id, Role.EDITOR)
    try:
        change = act(revision_for(request, plan, act_key(request)))
    except actions.undo.RevertConflict as conflict:
        return _history(request, plan, conflict, may_skip=act is actions.undo.undo)
    except actions.undo.NothingToUndo:
        messages.info(request, "Er is niets om ongedaan te maken of opnieuw te doen.")
    except PlanIsFull as full:
        messages.error(request, str(full))
    else:
        lines = _entries(plan, [change])[0].lines if change else ()
        more = f" en {len(lines) - 1} andere" if len(lines) > 1 else ""
        messages.success(request, f"{message}: {lines[0].text}{more}." if lines else f"{message}.")
    return _to_sender(request, plan)


@require_POST
def step_over(request: HttpRequest, plan_id: UUID, number: int) -> HttpResponse:
    """Skip an act that cannot be undone, so that undo continues with this person's earlier acts."""
    plan = plan_for(request, plan_id, Role.EDITOR)
    try:
        actions.undo.skip(revision_for(request, plan), number=number)
    except actions.undo.NothingToUndo:
        outcome = f"Wijziging {number} is niet uw laatste die nog ongedaan te maken is."
        messages.info(request, f"{outcome} Er is niets overgeslagen.")
    else:
        before, _ = undo_and_redo(actions.undo.acts_of(plan.pk, author_of(request)))
        outcome = f"Wijziging {number} is overgeslagen, en het plan blijft zoals het is."
        more = f"‘Ongedaan maken’ gaat nu over uw wijziging {before}." if before else NONE_BEFORE
        messages.success(request, f"{outcome} {more}")
    return _to_sender(request, plan)


def _to_sender(request: HttpRequest, plan: Plan) -> HttpResponse:
    match request.POST.get("van"):
        case None:
            return to_plan(request, plan)
        case "aan-zet":
            return SeeOther(resolve_url("roadmap:attention", plan.pk))
        case "lijst":
            asked = request.POST.get("vraag", "")  # filter and order of the list
            return SeeOther(f"{resolve_url('roadmap:table', plan.pk)}?{asked}".removesuffix("?"))
        case "aan-zet-alle":
            return SeeOther(resolve_url("roadmap:my-attention"))
    return SeeOther(resolve_url("roadmap:history", plan.pk))


def _history(
    request: HttpRequest,
    plan: Plan,
    conflict: actions.undo.RevertConflict | None = None,
    may_skip: bool = False,
) -> HttpResponse:
    """The page; at a `conflict` (409) with the changes since, and a button to skip (`may_skip`)."""
    author = author_of(request)
    form = HistoryFilterForm({"wie": "", "wat": "", **request.GET.dict()})
    found = form.filtered(Change.objects.filter(plan_id=plan.pk), author)
    page = Paginator(found.values_list("pk"), PAGE_SIZE).get_page(request.GET.get("pagina"))
    changes = list(changes_of(plan.pk).filter(pk__in=[key for (key,) in page]))
    mine = actions.undo.acts_of(plan.pk, author) if plan.may_edit else []
    context = {
        "plan": plan,
        "page": page,
        "form": form,
        "days": _by_day(_entries(plan, changes)),
        "conflict": conflict,
        "since": _entries(plan, _since(plan, conflict)),
        "skippable": conflict.number if conflict and may_skip else None,
        **dict(zip(("can_undo", "can_redo"), undo_and_redo(mine), strict=True)),
        "key": uuid4(),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render_part(request, "plans/history", "plans/_revert_conflict", context, status=status)


def _since(plan: Plan, conflict: actions.undo.RevertConflict | None) -> list[Change]:
    """The last change of each thing that the refused act would have reverted, newest first."""
    last = last_changes(plan.pk, {edit.ref for edit in conflict.edits}) if conflict else {}
    return sorted(set(last.values()), key=lambda change: -change.number)


def _by_day(entries: Iterable[ChangeEntry]) -> list[tuple[date, list[list[ChangeEntry]]]]:
    """The entries by day, and within a day by consecutive entries of one person."""
    return [
        (day, [list(acts) for _, acts in groupby(of_day, key=attrgetter("actor"))])
        for day, of_day in groupby(entries, key=attrgetter("day"))
    ]


def _entries(plan: Plan, changes: Collection[Change]) -> list[ChangeEntry]:
    wording = Wording(published_catalogue())
    titles = titles_of(plan.pk)
    return [
        ChangeEntry(
            change,
            actor(change),
            history_lines(edits, titles, wording),
            line_of_taking_back(edits, titles, wording),
        )
        for change, edits in zip(changes, edits_of(changes), strict=True)
    ]
