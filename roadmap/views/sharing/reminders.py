"""Switching reminders on and off, and answering them by the links in the mail."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from content.errors import NotFound
from roadmap import actions
from roadmap.access.permissions import plan_for
from roadmap.actions.activities import ActivityConflict
from roadmap.actions.reminders import InvalidToken, answer_in, stop_in
from roadmap.history.errors import Gone
from roadmap.views import require_form

MONTHLY = "maand"


@require_POST
def set_reminder(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    remind = (asked := request.POST.get("remind")) in ("ja", MONTHLY)
    if request.user.pk is None:  # a browser's own plan: there is no address to mail to
        raise NotFound("Meld u aan om herinneringen te krijgen.")
    actions.members.set_reminder(
        plan_id=plan.pk, user_id=request.user.pk, remind=remind, monthly=asked == MONTHLY
    )
    message = (
        "U krijgt een mail als er iets klaar moet zijn." if remind else "U krijgt geen mail meer."
    )
    messages.success(request, message)
    return redirect("roadmap:plan", plan.pk)


@csrf_exempt  # a mail program sends this POST itself, without cookies; the token says whose it is
@never_cache
@require_form
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks for confirmation, since mail scanners open every link; POST stops the mails."""
    try:
        asked = stop_in(token)
    except InvalidToken:
        raise NotFound("Deze link klopt niet.") from None
    if is_stopped := request.method == "POST":
        asked.carry_out()
    context = {"is_stopped": is_stopped, "is_of_playbook": asked.user_id}
    return render(request, "roadmap/sharing/stop_reminder.html", context)


@never_cache
@require_form
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """An answer by a link in a reminder: GET asks for confirmation, POST carries it out."""
    try:
        asked = answer_in(token)
        if request.method == "POST":
            asked.carry_out(timezone.localdate())
    except InvalidToken:
        raise NotFound("Deze link klopt niet, of is te oud. Open het stappenplan zelf.") from None
    except Gone:
        raise NotFound("Deze activiteit staat niet (meer) in dit stappenplan.") from None
    except ActivityConflict as conflict:
        context = {"asked": asked, "is_conflict": True, "stored": conflict.stored.values}
        return render(request, "roadmap/sharing/mail_answer.html", context, status=409)
    context = {"asked": asked, "is_done": request.method == "POST"}
    return render(request, "roadmap/sharing/mail_answer.html", context)
