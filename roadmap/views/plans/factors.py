"""The critical success factors as a plan's checklist: each one saved on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.catalogue import SuccessFactor
from content.errors import found
from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.domain.plan.fields import FactorValues
from roadmap.domain.plan.state import factor_ref
from roadmap.domain.plan.wording import Difference, Wording
from roadmap.drafts.session import restores_draft, typed_in
from roadmap.forms.base import at_newest_version, with_choices
from roadmap.forms.factors import FactorForm
from roadmap.history.change_log import last_to_change
from roadmap.history.errors import Conflict
from roadmap.models import Plan, PlanFactor
from roadmap.views.pages import is_part, revision_for


@dataclass(frozen=True)
class Card:
    """One factor on the page. `message`: shown after a save.

    `differing`: the fields in conflict; `actor`: who saved the stored version. `is_kept`: the form
    holds a draft from before the session expired.
    """

    factor: SuccessFactor
    form: FactorForm
    done: bool
    note: str
    message: str = ""
    status: int = 200
    is_kept: bool = False
    differing: tuple[Difference, ...] = ()
    actor: str = ""

    @property
    def can_have_both(self) -> bool:
        """Whether the page can offer both notes, one after the other."""
        return any(one.both for one in self.differing)


@require_safe
def factors(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    return _page(request, plan, pending=list(get_messages(request)))


@restores_draft
def factor(request: HttpRequest, plan_id: UUID, slug: str) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    by_slug = {factor.slug: factor for factor in published_catalogue().success_factors}
    chosen = found(by_slug.get(slug), "Deze succesfactor bestaat niet.")
    form = FactorForm(slug, with_choices(typed_in(request)))
    if request.method != "POST":
        return _page(request, plan, form if form.is_bound else None)
    if not form.is_valid():
        return _page(request, plan, form, status=422)
    version, fields = form.cleaned_data["version"], form.cleaned()
    try:
        stored = actions.factors.edit(
            revision_for(request, plan), factor=slug, version=version, fields=fields
        )
    except Conflict:
        return _page(request, plan, form, status=409)
    home = reverse("roadmap:factors", args=[plan.pk])
    if is_part(request):
        return redirect(f"{home}?{urlencode({'versie': stored})}")
    messages.success(request, f"‘{chosen.title}’ is bewaard.", extra_tags=slug)
    return redirect(f"{home}#{slug}")


def _page(
    request: HttpRequest,
    plan: Plan,
    sent: FactorForm | None = None,
    pending: Sequence[Message] = (),
    status: int = 200,
) -> HttpResponse:
    saved = {message.extra_tags: str(message) for message in pending}
    stored = {row.factor: row for row in plan.factors.all()}
    cards = []
    for item in published_catalogue().success_factors:
        row = stored.get(item.slug) or PlanFactor(factor=item.slug, version=0)
        initial = {"version": row.version, "done": row.done, "note": row.note}
        form, message = FactorForm(item.slug, initial=initial), saved.get(item.slug, "")
        card = Card(item, form, row.done, row.note, message=message)
        if sent and sent.slug == item.slug:
            card = _sent_card(request, plan, card, sent, status)
        cards.append(card)
    shown = {card.factor.slug for card in cards if card.message}
    context = {
        "plan": plan,
        "cards": cards,
        "ticked": sum(card.done for card in cards),
        "messages": [message for message in pending if message.extra_tags not in shown],
    }
    return render(request, "roadmap/plans/factors.html", context, status=status)


def _sent_card(request: HttpRequest, plan: Plan, card: Card, form: FactorForm, status: int) -> Card:
    """The card of the form that was sent, as typed; at 409 with the newest version number."""
    version, held = card.form.initial["version"], {"done": card.done, "note": card.note}
    card = replace(card, form=form, status=status, is_kept=request.method != "POST")
    if status != 409:
        return card
    differences = Wording(published_catalogue()).differing(FactorValues, held, form.cleaned())
    _, differing = last_to_change(plan.pk, factor_ref(form.slug), differences)
    actors = {one.actor for one in differing}
    return replace(
        card,
        form=FactorForm(form.slug, at_newest_version(request.POST, version)),
        differing=differing,
        actor=actors.pop() if len(actors) == 1 else "",
    )
