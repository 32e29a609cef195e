"""Stores drafts in the session, each with an HMAC of the person who typed it.

An expired session no longer tells whose it was. A separate cookie identifies the person who last
signed in with this browser, so that on a shared browser nobody sees another's drafts.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from roadmap.domain.plan.limits import KIB
from roadmap.drafts.labels import typed_lines

MAX_DRAFTS = 10
"""Per session."""
MAX_DRAFT_BYTES = 32 * KIB
"""Size of one URL-encoded form."""
MAX_TOTAL_BYTES = 2 * MAX_DRAFT_BYTES
"""Size of all drafts of a session."""
LIFETIME = 12 * 3600
"""Seconds that a draft is kept."""
SESSION_KEY = "kept_input"
MARK_LENGTH = 64
TOKEN = "csrfmiddlewaretoken"
UNSTORED = (TOKEN, "opening_key")
"""Fields that drafts leave out. A survey's codes can be derived from its opening key."""
PART_HEADER = "X-Part"
MOVED = re.compile(r"^(/plannen/[^/]+/)mijlpalen/")
View = TypeVar("View", bound=Callable[..., Any])


def restores_draft(view: View) -> View:
    """For a view whose form shows `typed_in`; a POST deletes the draft of its address."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = view(request, *args, **kwargs)
        if request.method == "POST":
            discard(request)
        return response

    wrapper.keeps_input = True  # type: ignore[attr-defined]
    return cast(View, wrapper)


def typed_in(request: HttpRequest) -> QueryDict | None:
    """The form's data: the POST, or else the draft; None without either."""
    return request.POST if request.method == "POST" else draft_of(request)


def draft_of(request: HttpRequest) -> QueryDict | None:
    """The draft of this address, None if there is none."""
    found = [one for one in _waiting(request) if one["path"] == request.path]
    return QueryDict(found[0]["data"]) if found else None


def discard(request: HttpRequest, path: str = "") -> None:
    """Deletes the draft of `path`, by default of this address."""
    _retain(request, lambda draft: draft["path"] != (path or request.path))


def has_drafts(request: HttpRequest) -> bool:
    """Whether this session holds drafts."""
    return bool(_waiting(request))


def orphaned_draft(request: HttpRequest) -> list[tuple[str, str]]:
    """Labels and texts of the draft of a page that no longer gives this person its form.

    Deletes the draft. Empty unless a signed-in person gets a whole page, which shows it.
    """
    match = request.resolver_match
    has_form = match is not None and getattr(match.func, "keeps_input", False)
    if request.method != "GET" or not has_form or PART_HEADER in request.headers:
        return []
    typed = draft_of(request) if request.user.is_authenticated else None
    if typed is None:
        return []
    discard(request)
    return typed_lines(typed)


def claim(request: HttpRequest, user_id: int) -> None:
    """At sign-in: deletes drafts that another person typed in this browser."""
    _retain(request, lambda draft: draft["typist"] in ("", _mark(user_id)))


def remember_typist(response: HttpResponseBase, user_id: int) -> None:
    """Sets the cookie by which a later draft is recognised as this person's."""
    response.set_cookie(
        settings.TYPIST_COOKIE_NAME,
        _mark(user_id),
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_typist(request: HttpRequest, user_id: int) -> bool:
    """Whether this person was the last to sign in with this browser."""
    return constant_time_compare(
        request.COOKIES.get(settings.TYPIST_COOKIE_NAME, ""), _mark(user_id)
    )


def is_draft(request: HttpRequest) -> bool:
    """Whether this request of a visitor without account is a form to store as a draft.

    Only a browser with one of our cookies can have typed in a page of this site.
    """
    cookies = (settings.SESSION_COOKIE_NAME, settings.TYPIST_COOKIE_NAME)
    was_here = any(name in request.COOKIES for name in cookies)
    return was_here and request.method == "POST" and _way_back(request) == request.path


def sign_in(request: HttpRequest, *, may_store: bool = True) -> HttpResponse:
    """Redirects to the sign-in page, with the way back; a form that was sent is stored as a draft.

    A form that is too long, or that may not be stored, is shown (401): a redirect would lose it.
    """
    back = _way_back(request)
    has_form = is_draft(request)
    is_stored = may_store and has_form and _store(request)
    context = {
        "address": f"{reverse('account_login')}?{urlencode({'next': back})}",
        "is_kept": is_stored,
        "is_too_long": has_form and not is_stored,
    }
    if PART_HEADER in request.headers:
        template = "roadmap/drafts/_sign_in_needed.html"
    elif context["is_too_long"]:
        template = "roadmap/drafts/draft_too_long.html"
        context["typed"] = typed_texts(request)
    else:
        return redirect_to_login(back)
    return render(request, template, context, status=HTTPStatus.UNAUTHORIZED)


def typed_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """Label and text of each filled-in field of a refused form."""
    return typed_lines(request.POST) if request.method == "POST" and _is_readable(request) else []


def sent_fields(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Name and value of each field, to send the form again unchanged.

    None if it has a file or a password, which a page must not repeat, or cannot be read.
    """
    if not _is_readable(request) or request.FILES:
        return None
    sent = request.POST
    if any("password" in name for name in sent):
        return None
    return [(name, value) for name, values in sent.lists() for value in values if name != TOKEN]


def _is_readable(request: HttpRequest) -> bool:
    try:
        return request.POST is not None
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return False


def _way_back(request: HttpRequest) -> str:
    """Where to go once signed in: this address if it has a page, else the plan's."""
    match = request.resolver_match
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    if match is not None and getattr(match.func, "keeps_input", False):
        return request.path
    if match is not None and "plan_id" in match.kwargs:
        return reverse("roadmap:plan", args=[match.kwargs["plan_id"]])
    return reverse("roadmap:my-plans")


def _store(request: HttpRequest) -> bool:
    """Stores this form in place of the oldest if needed; False if it is too long."""
    data = request.POST.copy()
    for name in UNSTORED:
        data.pop(name, None)
    text = data.urlencode()
    if len(text) > MAX_DRAFT_BYTES:
        return False
    others = [one for one in _waiting(request) if one["path"] != request.path]
    typist = request.COOKIES.get(settings.TYPIST_COOKIE_NAME, "")[:MARK_LENGTH]
    until = str(int(time.time()) + LIFETIME)
    draft = {"path": request.path, "data": text, "typist": typist, "until": until}
    waiting = [*others, draft][-MAX_DRAFTS:]
    while sum(len(one["data"]) for one in waiting) > MAX_TOTAL_BYTES:
        waiting = waiting[1:]
    if request.session.is_empty():
        request.session.set_expiry(LIFETIME)  # until somebody signs in or makes a plan
    request.session[SESSION_KEY] = waiting
    return True


def _mark(user_id: int) -> str:
    """HMAC of a person's id, which cannot be recovered from it."""
    return salted_hmac("roadmap.kept_input", str(user_id), algorithm="sha256").hexdigest()


def _waiting(request: HttpRequest) -> list[dict[str, str]]:
    """The drafts in this session, oldest first: path, data, typist ('': unknown) and end of each.

    Drafts of earlier releases have no end, and old addresses.
    """
    found = request.session.get(SESSION_KEY)
    now = time.time()
    drafts = found if isinstance(found, list) else []
    waiting = [one for one in drafts if float(one.get("until", now)) >= now]
    return [one | {"path": moved_address(one["path"])} for one in waiting]


def moved_address(path: str) -> str:
    """The present address of a page that moved; other addresses are returned unchanged."""
    return MOVED.sub(r"\1momentopnamen/", path)


def _retain(request: HttpRequest, is_wanted: Callable[[dict[str, str]], bool]) -> None:
    waiting = _waiting(request)
    wanted = list(filter(is_wanted, waiting))
    if wanted and len(wanted) < len(waiting):
        request.session[SESSION_KEY] = wanted
    elif waiting and not wanted:
        del request.session[SESSION_KEY]
