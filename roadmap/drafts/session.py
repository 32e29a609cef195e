"""Drafts wait in the session of a browser, with a mark of the person who typed them.

An ended session no longer says whose it was. A cookie of its own names the person who signed in
last in this browser, so that on a shared one nobody finds what another typed.
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
"""Of one ended session."""
MAX_DRAFT_BYTES = 32 * KIB
"""One form, as an address encodes it."""
MAX_TOTAL_BYTES = 2 * MAX_DRAFT_BYTES
"""All forms of one ended session."""
LIFETIME = 12 * 3600
"""Seconds that a form waits for its sender to sign in."""
SESSION_KEY = "kept_input"
MARK_LENGTH = 64
TOKEN = "csrfmiddlewaretoken"
UNSTORED = (TOKEN, "opening_key")
"""The codes of a survey follow from its opening key, which is only in the form of its maker."""
PART_HEADER = "X-Part"
MOVED = re.compile(r"^(/plannen/[^/]+/)mijlpalen/")
View = TypeVar("View", bound=Callable[..., Any])


def restores_draft(view: View) -> View:
    """For a page whose form shows `typed_in`; once the form is sent, no draft of it waits."""

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
    """What this visitor typed into the form: just sent, or before the session ran out."""
    return request.POST if request.method == "POST" else draft_of(request)


def draft_of(request: HttpRequest) -> QueryDict | None:
    """What was typed into the form of this address before the session ran out."""
    found = [one for one in _waiting(request) if one["path"] == request.path]
    return QueryDict(found[0]["data"]) if found else None


def discard(request: HttpRequest, path: str = "") -> None:
    """The form of this address, or of `path`, was sent again or let go of: it waits no longer."""
    _retain(request, lambda draft: draft["path"] != (path or request.path))


def has_drafts(request: HttpRequest) -> bool:
    """Whether a form of an ended session waits until somebody signs in here."""
    return bool(_waiting(request))


def orphaned_draft(request: HttpRequest) -> list[tuple[str, str]]:
    """The text, once, that waited for an address without a form for this person any more.

    Only for a person who is signed in and gets a whole page: a script would not show it.
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
    """This person signs in: what waits is theirs or nobody's; what another typed here goes."""
    _retain(request, lambda draft: draft["typist"] in ("", _mark(user_id)))


def remember_typist(response: HttpResponseBase, user_id: int) -> None:
    """Whose the text is, should the session that begins now end while they type."""
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
    """Whether this request, of nobody who is signed in, holds a form that could wait.

    Only a browser that was here before can have typed in a page of ours.
    """
    cookies = (settings.SESSION_COOKIE_NAME, settings.TYPIST_COOKIE_NAME)
    was_here = any(name in request.COOKIES for name in cookies)
    return was_here and request.method == "POST" and _way_back(request) == request.path


def sign_in(request: HttpRequest, *, may_store: bool = True) -> HttpResponse:
    """The way to the sign-in page and back; the form that was sent waits until its sender is back.

    A form that is too long, or that may not be stored, is shown at once (401): a redirect would
    lose its text.
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
    """Label and text of each field that a person filled in, in a form that was refused."""
    return typed_lines(request.POST) if request.method == "POST" and _is_readable(request) else []


def sent_fields(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Name and value of each field, for a form that can be sent once more just as it was.

    None where it cannot: it held a file or a password, which no page gives back, or was unreadable.
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
    """Stores this form, for which the oldest make room; False where it is too long."""
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
    """Stands for a person outside the database; without our key it does not tell which."""
    return salted_hmac("roadmap.kept_input", str(user_id), algorithm="sha256").hexdigest()


def _waiting(request: HttpRequest) -> list[dict[str, str]]:
    """Path, data, typist ('' unknown) and end of each form that waits here, the oldest first.

    Those of earlier releases have no end, and the addresses of their time.
    """
    found = request.session.get(SESSION_KEY)
    now = time.time()
    drafts = found if isinstance(found, list) else []
    waiting = [one for one in drafts if float(one.get("until", now)) >= now]
    return [one | {"path": moved_address(one["path"])} for one in waiting]


def moved_address(path: str) -> str:
    """Where a page is now that earlier releases had at this address; others stay as they are."""
    return MOVED.sub(r"\1momentopnamen/", path)


def _retain(request: HttpRequest, is_wanted: Callable[[dict[str, str]], bool]) -> None:
    waiting = _waiting(request)
    wanted = list(filter(is_wanted, waiting))
    if wanted and len(wanted) < len(waiting):
        request.session[SESSION_KEY] = wanted
    elif waiting and not wanted:
        del request.session[SESSION_KEY]
