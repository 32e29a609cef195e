"""From a profile to the next: what that brings this plan, and taking over what is ticked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.access.visitors import author_of
from roadmap.domain.changes.growth import Growth, growth_of, ticks_in_words
from roadmap.domain.plan.limits import PLAN_IS_FULL
from roadmap.drafts import discard, draft_of, restores_draft
from roadmap.forms.playbook import GrowthForm
from roadmap.history.errors import Conflict, TooManyActivities
from roadmap.history.reading import read_at_one_version, state_of
from roadmap.models import Plan
from roadmap.views import require_form
from roadmap.views.board.conflicts import renewed


@restores_draft
@require_form
def grow(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    catalogue = published_catalogue()
    if request.method != "POST":
        typed = draft_of(request)
        return _page(request, plan, GrowthForm(catalogue, typed) if typed else None)
    discard(request)
    form = GrowthForm(catalogue, request.POST)
    if not form.is_valid():
        return _page(request, plan, form, status=422)
    try:
        actions.growth.grow(
            catalogue=catalogue,
            plan_id=plan.pk,
            author=author_of(request),
            version=form.cleaned_data["version"],
            ticks=form.ticks(),
            key=form.cleaned_data["key"],
        )
    except Conflict:
        return _page(request, plan, form, status=409)
    except TooManyActivities:
        form.add_error(None, PLAN_IS_FULL)
        return _page(request, plan, form, status=422)
    messages.success(request, "Uw keuze is overgenomen. In de geschiedenis kunt u dit terugzetten.")
    return redirect("roadmap:plan", plan.pk)


def _page(
    request: HttpRequest, plan: Plan, form: GrowthForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; what was ticked stays ticked, and at 409 it can be saved knowingly.

    A tick for what the plan no longer offers is not kept, and the page says which.
    """
    catalogue = published_catalogue()
    version, state = read_at_one_version(plan.pk, lambda: state_of(plan.pk))
    growth = growth_of(catalogue, state)
    if form is None:
        form = GrowthForm(catalogue, initial={"version": version, **_proposed(growth)})
    elif status == 409:
        form = GrowthForm(catalogue, renewed(request, version))
    context = {
        "plan": plan,
        "growth": growth,
        "form": form,
        "ticked": growth.possible(form.ticks()),
        "lost": ticks_in_words(catalogue, growth.lost(form.ticks())),
        "is_conflict": status == 409,
        "is_kept": request.method != "POST" and form.is_bound,
    }
    return render(request, "roadmap/plans/growth.html", context, status=status)


def _proposed(growth: Growth) -> dict[str, list[str]]:
    """What is ticked to begin with: all that comes in and was not declined; nothing goes out."""
    coming = [a.activity.slug for step in growth.steps for a in step.added if not a.is_declined]
    return {"erbij": coming, "pijler": [step.name for step in growth.steps]}
