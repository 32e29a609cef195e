"""Accepting an invitation. Opening its address changes nothing: mail scanners open addresses."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from content.errors import NotFound
from roadmap import actions
from roadmap.access.permissions import invitation_of, is_invited
from roadmap.emails import masked, named
from roadmap.history.errors import Gone
from roadmap.models import Invitation
from roadmap.views import require_form


@require_form
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = invitation_of(token)
    if not found.is_open:
        return _over(request, found)
    if request.user.is_authenticated and not is_invited(request, found):
        return _page(request, found, is_other=True)
    if request.method != "POST":
        return _page(request, found)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    try:
        actions.members.accept_invitation(invitation=found, user_id=request.user.pk)
    except actions.members.InvitationUsed:
        return _over(request, invitation_of(token))
    except Gone:
        raise NotFound("Dit stappenplan bestaat niet meer.") from None
    messages.success(request, f"U doet nu mee aan ‘{found.plan.title}’.")
    return redirect("roadmap:plan", found.plan_id)


def _over(request: HttpRequest, found: Invitation) -> HttpResponse:
    """410. It says why when the sender may no longer invite, which an owner can mend."""
    is_unbacked = found.closed_at is None and not found.is_expired and not found.is_backed
    context = {"is_unbacked": is_unbacked}
    return render(request, "roadmap/sharing/invitation_over.html", context, status=410)


def _page(request: HttpRequest, found: Invitation, *, is_other: bool = False) -> HttpResponse:
    """The page of an open invitation. `is_other`: it is for an address that is not the visitor's;
    404, with the way to sign in as its owner and nothing of the plan.
    """
    context = {
        "invitation": found,
        "masked": masked(found.email),
        "sender": named(found.sender),
        "is_other": is_other,
        "here": request.path,
    }
    return render(
        request, "roadmap/sharing/invitation.html", context, status=404 if is_other else 200
    )
