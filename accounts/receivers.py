"""Receivers of allauth's signals for sign-up, sign-in and the proof of an address."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest

from accounts.security.first_proof import (
    remember_sign_up,
    void_earlier_means,
    void_other_claims,
)
from accounts.security.middleware import SIGNED_IN
from accounts.security.reauthentication import mark_confirmed
from accounts.security.sessions import set_end
from roadmap.access.permissions import browser_of, forget_browser
from roadmap.actions.members import claim_browser_plans
from roadmap.actions.sharing import revoke_calendar_feeds
from roadmap.drafts.session import claim


def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Set the session's end, count it as proved, and give the person this browser's plans, once.

    Drafts that somebody else typed in this browser are discarded.
    """
    set_end(request)
    mark_confirmed(request, user)
    claim(request, user.pk)
    request.META[SIGNED_IN] = user.pk
    if browser := browser_of(request):
        if count := claim_browser_plans(browser=browser, user_id=user.pk):
            plans = "1 plan dat" if count == 1 else f"{count} plannen die"
            message = f"In uw account staan nu ook {plans} in deze browser gemaakt"
            messages.info(request, f"{message} {'werd' if count == 1 else 'werden'}.")
        forget_browser(request)


def proved_identity(request: HttpRequest, user: User, **_: Any) -> None:
    """Record when this browser sent a password, code or passkey."""
    mark_confirmed(request, user)


def reset_password(request: HttpRequest, user: User, **_: Any) -> None:
    """Mark the browser that proved the address as its owner's, for the limits on tries.

    Also deletes the person's calendar feeds: somebody else may know their addresses.
    """
    request.META[SIGNED_IN] = user.pk
    revoke_calendar_feeds(user_id=user.pk)


def signed_up(request: HttpRequest, user: User, **_: Any) -> None:
    """Record the browser: its password stays if the same browser also proves the address."""
    remember_sign_up(request, user)


def address_proved(request: HttpRequest, email_address: EmailAddress, **_: Any) -> None:
    """At the first proof of an account, remove what was in it before; not at a change of address.

    A change of address is made by the signed-in person, in an account with a proved address.
    """
    user = email_address.user
    void_other_claims(email_address.email, user)
    others = EmailAddress.objects.filter(user=user, verified=True).exclude(pk=email_address.pk)
    if request.user.pk == user.pk and others.exists():
        return
    if void_earlier_means(request, user):
        messages.info(
            request,
            "Er was met uw e-mailadres al een account begonnen dat niet bevestigd was. Wat er "
            "eerder bij hoorde, geldt niet meer. Vul op de pagina van uw account uw naam in, en "
            "stel een wachtwoord in als u dat wilt.",
        )
