"""What happened to a plan, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from content.published import published_catalogue
from roadmap import actions
from roadmap.access import Role, author_of, plan_for
from roadmap.models import Plan
from roadmap.state import Edit, undo_and_redo
from roadmap.story import lines

SHOWN_CHANGES = 200


@require_safe
def history(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _history(request, plan_for(request, plan_id))


@require_POST
def undo(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _back(request, plan_id, actions.undo, "De laatste wijziging is ongedaan gemaakt.")


@require_POST
def redo(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _back(request, plan_id, actions.redo, "De wijziging is opnieuw uitgevoerd.")


@require_POST
def revert(request: HttpRequest, plan_id: UUID, number: int) -> HttpResponse:
    return _back(
        request,
        plan_id,
        lambda **who: actions.revert(number=number, **who),
        f"Wijziging {number} is teruggezet.",
    )


def _back(request: HttpRequest, plan_id: UUID, act: Callable[..., None], news: str) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    try:
        act(plan_id=plan.pk, author=author_of(request))
    except actions.Clash as clash:
        return _history(request, plan, clash.edits, status=409)
    except actions.NothingLeft:
        messages.info(request, "Er is niets om ongedaan te maken of opnieuw te doen.")
    else:
        messages.success(request, news)
    return redirect("roadmap:history", plan.pk)


def _history(
    request: HttpRequest, plan: Plan, unfit: tuple[Edit, ...] = (), status: int = 200
) -> HttpResponse:
    titles = {str(pk): title for pk, title in plan.activities.values_list("pk", "title")}
    titles |= {factor.slug: factor.title for factor in published_catalogue().success_factors}
    changes = [
        (change, lines(map(Edit.from_json, change.edits), titles))
        for change in plan.changes.all()[:SHOWN_CHANGES]
    ]
    can_undo, can_redo = undo_and_redo(actions.acts_of(plan.pk, author_of(request)))
    context = {
        "plan": plan,
        "changes": changes,
        "unfit": lines(unfit, titles),
        "can_undo": can_undo,
        "can_redo": can_redo,
    }
    return render(request, "roadmap/history.html", context, status=status)
