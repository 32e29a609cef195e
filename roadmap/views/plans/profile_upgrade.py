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
from roadmap.domain.changes.profile_upgrade import ProfileUpgrade, profile_upgrade, ticks_in_words
from roadmap.domain.plan.limits import PLAN_IS_FULL
from roadmap.drafts import discard, draft_of, restores_draft
from roadmap.forms.playbook import ProfileUpgradeForm
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
        return _page(request, plan, ProfileUpgradeForm(catalogue, typed) if typed else None)
    discard(request)
    form = ProfileUpgradeForm(catalogue, request.POST)
    if not form.is_valid():
        return _page(request, plan, form, status=422)
    try:
        actions.profile_upgrade.grow(
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
    request: HttpRequest, plan: Plan, form: ProfileUpgradeForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; what was ticked stays ticked, and at 409 it can be saved knowingly.

    A tick for what the plan no longer offers is not kept, and the page says which.
    """
    catalogue = published_catalogue()
    version, state = read_at_one_version(plan.pk, lambda: state_of(plan.pk))
    upgrade = profile_upgrade(catalogue, state)
    if form is None:
        form = ProfileUpgradeForm(catalogue, initial={"version": version, **_proposed(upgrade)})
    elif status == 409:
        form = ProfileUpgradeForm(catalogue, renewed(request, version))
    context = {
        "plan": plan,
        "upgrade": upgrade,
        "form": form,
        "ticked": upgrade.possible(form.ticks()),
        "lost": ticks_in_words(catalogue, upgrade.lost(form.ticks())),
        "is_conflict": status == 409,
        "is_kept": request.method != "POST" and form.is_bound,
    }
    return render(request, "roadmap/plans/profile_upgrade.html", context, status=status)


def _proposed(upgrade: ProfileUpgrade) -> dict[str, list[str]]:
    """What is ticked to begin with: all that comes in and was not declined; nothing goes out."""
    coming = [a.activity.slug for step in upgrade.steps for a in step.added if not a.is_declined]
    return {"erbij": coming, "pijler": [step.name for step in upgrade.steps]}
