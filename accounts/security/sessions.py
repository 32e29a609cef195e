"""The sign-in sessions of a person: their expiry, listing and ending them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import SessionIdentity
from accounts.personal_data import addresses_of

View = Callable[..., HttpResponseBase]

OTHERS = "andere"
"""Sent by a form instead of a session's id: all sessions but the present one."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def set_end(request: HttpRequest) -> None:
    """Let the session expire SIGNED_IN_DAYS after sign-in, also when it is used."""
    if request.user.is_authenticated:
        request.session.set_expiry(timezone.now() + timedelta(days=settings.SIGNED_IN_DAYS))
    else:  # a second step is still to come
        request.session.set_expiry(None)


def renews_session(view: View) -> View:
    """Give the session a new id when the form of this page was accepted.

    For a step before sign-in that proves something: a person who planted the session's id in this
    browser must not take the next step in its place.
    """

    @wraps(view)
    def renewed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            request.session.cycle_key()
        return response

    return renewed


def sessions_of(user: User) -> list[UserSession]:
    """The sessions that have not ended, the newest first."""
    alive: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(alive, key=lambda session: session.created_at, reverse=True)


def end_sessions(request: HttpRequest, which: str) -> int:
    """End the session with this id, or for OTHERS all but this one; returns how many ended."""
    ended = 0
    for session in sessions_of(_person(request)):
        chosen = which == str(session.pk) or which == OTHERS
        if chosen and session.session_key != request.session.session_key:
            session.end()
            ended += 1
    return ended


def forget_sessions(user: User) -> None:
    """Delete all sessions that are the person's or that hold one of their addresses."""
    identities = {str(user.pk), *(address.lower() for address in addresses_of(user))}
    about = SessionIdentity.objects.filter(identity__in=identities).values_list("session_key")
    signed_in = UserSession.objects.filter(user=user).values_list("session_key")
    keys = [key for (key,) in about.union(signed_in)]
    Session.objects.filter(pk__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    SessionIdentity.objects.filter(session_key__in=keys).delete()


def browser_name(user_agent: str) -> str:
    """'Firefox op Windows': the parts of a user agent that a person recognises."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Onbekende browser")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} op {system}" if system else browser


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
