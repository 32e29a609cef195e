"""What follows when somebody proves who they are: allauth tells, we act."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest

from accounts.middleware import SIGNED_IN
from accounts.security.reauthentication import mark_confirmed
from accounts.security.sessions import set_end
from roadmap.access.visitors import browser_of, forget_browser
from roadmap.actions.members import take_along
from roadmap.drafts import claim


def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    """The session gets its end and counts as proved; what this browser made goes along, once.

    What waits here of a form that somebody else typed is let go of.
    """
    set_end(request)
    mark_confirmed(request, user)
    claim(request, user.pk)
    request.META[SIGNED_IN] = user.pk
    if browser := browser_of(request):
        if count := take_along(browser=browser, user_id=user.pk):
            plans = "1 plan dat" if count == 1 else f"{count} plannen die"
            news = f"In uw account staan nu ook {plans} in deze browser gemaakt"
            messages.info(request, f"{news} {'werd' if count == 1 else 'werden'}.")
        forget_browser(request)


def proved_identity(request: HttpRequest, user: User, method: str, **_: Any) -> None:
    """Remember when; and a password set by whoever typed this address first, unproved, is void.

    Else somebody could make an account with another's address and wait until its owner comes in by
    a code: the password would still open it.
    """
    mark_confirmed(request, user)
    proved = EmailAddress.objects.filter(user=user, verified=True).exists()
    if method == "code" and not proved and user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
