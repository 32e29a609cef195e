"""Who asks: a signed-in person, or a browser known by a key in its session."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from roadmap.domain.plan.ownership import Member
from roadmap.history.transaction import Author

SESSION_KEY = "browser"
SEEN_KEY = "seen"
SALT = "roadmap.browsers"
MAX_FORM_AGE = timedelta(days=1)
"""How long the form of a first plan keeps the key that its page gave."""
View = Callable[..., HttpResponse]


class SignInNeeded(Exception):
    """This visitor is nobody yet: the answer is the way to the sign-in page."""


def browser_of(request: HttpRequest) -> str:
    """The key of this browser, or '' when it made no plan yet."""
    key = request.session.get(SESSION_KEY, "")
    return key if isinstance(key, str) else ""


def ensure_browser(request: HttpRequest) -> str:
    """This browser's key, made when it has none; each day the session's end moves on."""
    key = browser_of(request)
    today = timezone.localdate().isoformat()
    if not key or request.session.get(SEEN_KEY) != today:
        key = key or _key_in_cookie(request) or secrets.token_urlsafe(32)
        request.session.set_expiry(None)  # a draft alone would end it sooner
        request.session[SESSION_KEY] = key
        request.session[SEEN_KEY] = today
    return key


def names_browser(view: View) -> View:
    """For a form that makes a visitor's first plan: its page puts the key in a cookie until then.

    Two clicks are of one browser so, and a page that is only looked at begins no session.
    """

    @wraps(view)
    def named(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if browser_of(request) or request.user.is_authenticated:
            if settings.NEW_BROWSER_COOKIE_NAME in request.COOKIES:
                response.delete_cookie(settings.NEW_BROWSER_COOKIE_NAME, samesite="Lax")
        elif not _key_in_cookie(request):
            response.set_signed_cookie(
                settings.NEW_BROWSER_COOKIE_NAME,
                secrets.token_urlsafe(32),
                salt=SALT,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return named


def _key_in_cookie(request: HttpRequest) -> str:
    name = settings.NEW_BROWSER_COOKIE_NAME
    return str(request.get_signed_cookie(name, default="", salt=SALT, max_age=MAX_FORM_AGE))


def forget_browser(request: HttpRequest) -> None:
    """Forget this browser's key, once its plans belong to a person."""
    request.session.pop(SESSION_KEY, None)
    request.session.pop(SEEN_KEY, None)


def author_of(request: HttpRequest) -> Author:
    """Who acts in this request: the person, or the browser, whose key is made when it has none."""
    if request.user.is_authenticated:
        return Author(user_id=request.user.pk)
    return Author(ensure_browser(request))


def member_of(request: HttpRequest) -> Member | None:
    """The signed-in person, as the owner of an activity; None without an account."""
    if not request.user.is_authenticated:
        return None
    return Member(request.user.pk, request.user.get_full_name())


def network_of(address: str) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 that an IPv6 line has for itself."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def network_key(request: HttpRequest) -> str:
    """The visitor's network under a code from which nobody reckons back to an address."""
    network = network_of(request.META["REMOTE_ADDR"])
    return salted_hmac("roadmap.networks", network, algorithm="sha256").hexdigest()
