"""What a later edition of the playbook changes for a plan; each item is answered separately."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from content.errors import NotFound
from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.domain.changes.playbook_updates import updates_of
from roadmap.forms.playbook import PlaybookUpdateForm
from roadmap.history.errors import Conflict, PlanIsFull
from roadmap.history.reading import state_at_version
from roadmap.models import Membership, Plan
from roadmap.views import require_form
from roadmap.views.pages import revision_for

UNREADABLE = "Niet bewaard: kies bij één bericht een antwoord."
ANSWERED = "Niet bewaard: dit is intussen al beantwoord, of het playbook is opnieuw veranderd."


@require_form
def updates(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return _page(request, plan_for(request, plan_id))
    plan = plan_for(request, plan_id, Role.EDITOR)
    form = PlaybookUpdateForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, UNREADABLE, status=422)
    try:
        actions.playbook_updates.answer(
            revision_for(request, plan, form.cleaned_data["key"]),
            catalogue=published_catalogue(),
            kind=form.cleaned_data["soort"],
            item=form.cleaned_data["item"],
            published=form.cleaned_data["titel"],
            accepted=form.cleaned_data["antwoord"] == "ja",
        )
    except Conflict:
        return _page(request, plan, ANSWERED, status=409)
    except PlanIsFull as full:
        return _page(request, plan, str(full), status=422)
    messages.success(request, "Uw antwoord is bewaard. In de geschiedenis kunt u het terugzetten.")
    return redirect("roadmap:news", plan.pk)


@require_POST
def set_mails(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan, wanted = plan_for(request, plan_id), request.POST.get("mail") == "ja"
    if request.user.pk is None:  # a browser's own plan: there is no address to mail to
        raise NotFound("Meld u aan om mails te krijgen.")
    actions.playbook_updates.set_mails(plan_id=plan.pk, user_id=request.user.pk, wanted=wanted)
    message = "U krijgt een mail bij elke nieuwe uitgave." if wanted else "U krijgt geen mail meer."
    messages.success(request, message)
    return redirect("roadmap:news", plan.pk)


def _page(request: HttpRequest, plan: Plan, fault: str = "", status: int = 200) -> HttpResponse:
    catalogue = published_catalogue()
    _, state = state_at_version(plan.pk)
    context = {
        "plan": plan,
        "updates": updates_of(catalogue, state),
        "catalogue": catalogue,
        "fault": fault,
        "key": uuid4(),
        "member": Membership.objects.filter(plan=plan.pk, user=request.user.pk).first(),
    }
    return render(request, "roadmap/plans/playbook_updates.html", context, status=status)
