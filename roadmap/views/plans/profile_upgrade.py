"""The step to the next profile: what it adds to this plan, and adding what is ticked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.domain.changes.profile_upgrade import ProfileUpgrade, profile_upgrade, ticks_in_words
from roadmap.drafts.session import restores_draft, typed_in
from roadmap.forms.base import at_newest_version
from roadmap.forms.playbook import ProfileUpgradeForm
from roadmap.history.errors import Conflict, PlanIsFull
from roadmap.history.reading import state_at_version
from roadmap.models import Plan
from roadmap.views.pages import form_page, revision_for


@restores_draft
def grow(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    form = ProfileUpgradeForm(typed_in(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, plan, form)
    try:
        actions.profile_upgrade.grow(
            revision_for(request, plan, form.cleaned_data["key"]),
            catalogue=published_catalogue(),
            version=form.cleaned_data["version"],
            ticks=form.ticks(),
        )
    except Conflict:
        return _page(request, plan, form, status=409)
    except PlanIsFull as full:
        form.add_error(None, str(full))
        return _page(request, plan, form)
    messages.success(request, "Uw keuze is overgenomen. In de geschiedenis kunt u dit terugzetten.")
    return redirect("roadmap:plan", plan.pk)


def _page(
    request: HttpRequest, plan: Plan, form: ProfileUpgradeForm, status: int = 0
) -> HttpResponse:
    """The page, with the ticks that were sent. At 409 it can be saved again at the newest version.

    Ticks for what the plan no longer offers are listed: they have no box.
    """
    catalogue = published_catalogue()
    version, state = state_at_version(plan.pk)
    upgrade = profile_upgrade(catalogue, state)
    if not form.is_bound:
        form.initial = {"version": version, **_proposed(upgrade)}
    elif status == 409:
        form = ProfileUpgradeForm(at_newest_version(request.POST, version))
    context = {
        "plan": plan,
        "upgrade": upgrade,
        "ticked": form.ticks(),
        "lost": ticks_in_words(catalogue, upgrade.lost(form.ticks())),
    }
    return form_page(request, "plans/profile_upgrade", form, context, status=status)


def _proposed(upgrade: ProfileUpgrade) -> dict[str, list[str]]:
    """The initial ticks: every addition that was not declined, and no removal."""
    coming = [a.activity.slug for step in upgrade.steps for a in step.added if not a.is_declined]
    return {"erbij": coming, "pijler": [step.name for step in upgrade.steps]}
