"""How often a password may be tried, or a mail asked for, for one e-mail address.

Both are counted per address and place. The place is the visitor's network, or the browser itself
if the owner of the address was the last to sign in there. So strangers elsewhere cannot lock out
an owner. All strangers together also have a limit per address, because networks are cheap; the
owner's browsers do not count towards it.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roadmap.access.permissions import network_of
from roadmap.access.rate_limits import key_about, take
from roadmap.drafts.session import is_typist

HOUR = 60 * 60
DAY = 24 * HOUR


def place_key(request: HttpRequest, email: str) -> str:
    """The key of the count of tries on this address from this request's place."""
    network = network_of(request.META["REMOTE_ADDR"])
    return key_about(email, "own browser" if _is_owners(request, email) else network)


def may_guess(request: HttpRequest, email: str) -> bool:
    """Whether a try on this address is allowed: strangers have a limit, the owner not."""
    key = key_about(email, "strangers")
    return _is_owners(request, email) or take("guesses_of_strangers", key, dry_run=True)


def count_wrong_password(request: HttpRequest, email: str) -> None:
    """Count a wrong password, unless a browser of the owner sent it."""
    if not _is_owners(request, email):
        take("guesses_of_strangers", key_about(email, "strangers"))


def wait_before_mail(request: HttpRequest, email: str) -> int:
    """Count a mail to this address; returns 0, or the seconds to wait if it is over the limit."""
    here = place_key(request, email)
    limits = [("mails", here, 60), ("mails_a_day", here, DAY)]
    if not _is_owners(request, email):
        network = network_of(request.META["REMOTE_ADDR"])
        limits.append(("mails_for_strangers", key_about(email, "strangers"), DAY))
        limits.append(("mails_from_network", key_about(network), DAY))
    return next((seconds for action, key, seconds in limits if not take(action, key)), 0)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that says when to try again; it does not reveal whether the address is known."""
    context = {"seconds": seconds}
    response = render(request, "account/too_many.html", context, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def _is_owners(request: HttpRequest, email: str) -> bool:
    """Whether the owner of the address was the last to sign in with this browser."""
    proved = EmailAddress.objects.filter(email=email.lower(), verified=True)
    return any(is_typist(request, user_id) for user_id in proved.values_list("user_id", flat=True))
