"""Rate limits per visitor, counted in one table by all workers together.

A visitor is counted as a browser (the session or form cookie) and, far more generously, as a
network address, since all of a municipality can sit behind one. The database stores the counts
under a keyed hash of the visitor, for the length of one period; one statement adds to all of a
request's counts, so that no worker's addition is lost. A period is a fixed stretch of the clock:
over the border between two, twice the number can pass.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError, connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from playbook_site.models import Count
from playbook_site.operations.database_errors import impatient
from roadmap.access.permissions import network_of
from roadmap.domain.plan.limits import KIB, MAX_DAILY_BYTES, MAX_NETWORK_DAILY_BYTES
from roadmap.drafts.session import is_draft, sent_fields
from roadmap.history.errors import QuotaExceeded
from roadmap.history.quota import metered

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
COUNTED = 64 * KIB
"""Bytes that acts store before they are counted in one statement."""


class What(Enum):
    """Which requests of a route are counted."""

    POSTS = "posts"
    READS = "reads"
    MISSES = "misses"
    """Requests of any kind that ended in 404: guesses at an address.

    Over the limit a miss returns 429 and an existing page still returns 200. One guesser would
    close every link for all behind the same address otherwise.
    """


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that may come within `seconds` from one browser and one address; 0: no limit."""

    name: str
    what: What
    per_browser: int
    per_address: int
    seconds: int = HOUR


QUIZ = Limit("quiz", What.POSTS, per_browser=1000, per_address=10_000)
QUESTIONNAIRES = Limit("questionnaires", What.POSTS, per_browser=200, per_address=1000)
"""A sheet of 60 questions is some 30 KiB, ten times a quiz."""
ANSWERS = Limit("answers to surveys", What.POSTS, per_browser=0, per_address=20_000, seconds=DAY)
"""Per day and per network only: finer counts could link a browser to a survey's counters."""
SURVEYS = Limit("surveys", What.POSTS, per_browser=60, per_address=600)
PLANS = Limit("plans", What.POSTS, per_browser=300, per_address=3000)
IMPORTS = Limit("imports", What.POSTS, per_browser=200, per_address=1000)
INVITATIONS = Limit("invitations", What.POSTS, per_browser=60, per_address=300)
PDFS = Limit("pdfs", What.READS, per_browser=600, per_address=3000)
DRAFTS = Limit("drafts", What.POSTS, per_browser=60, per_address=300)
STORED = Limit(
    "stored",
    What.POSTS,
    per_browser=MAX_DAILY_BYTES // KIB,
    per_address=MAX_NETWORK_DAILY_BYTES // KIB,
    seconds=DAY,
)
"""KiB that acts on plans add to the database, whatever their route."""
MAKES_PLANS = (PLANS, IMPORTS)
"""Limits whose requests also check the daily bytes here; other acts check these themselves."""
GUESSES_AT_RESULTS = Limit("guesses at results", What.MISSES, 100, 300, 10 * MINUTE)
GUESSES_AT_INVITATIONS = Limit("guesses at invitations", What.MISSES, 100, 300, 10 * MINUTE)
GUESSES_AT_LINKS = Limit("guesses at links", What.MISSES, 100, 300, 10 * MINUTE)
GUESSES_AT_SURVEYS = Limit("guesses at surveys", What.MISSES, 0, 300, 10 * MINUTE)
GUESSES_AT_CALENDARS = Limit("guesses at calendars", What.MISSES, 0, 300, 10 * MINUTE)
"""Per network only: calendar programs send no cookies."""

# By the name of the route. Sign-in, codes and passwords are counted by allauth itself.
LIMITS: dict[str, Limit] = {
    "assessment:quiz": QUIZ,
    "assessment:questionnaire": QUESTIONNAIRES,
    "assessment:unfinished": QUESTIONNAIRES,  # and guesses, as at a result
    "assessment:result": GUESSES_AT_RESULTS,
    "assessment:survey": ANSWERS,
    "assessment:survey-thanks": GUESSES_AT_SURVEYS,
    "assessment:survey-outcome": GUESSES_AT_SURVEYS,
    "roadmap:survey-start": SURVEYS,
    "roadmap:new-plan": PLANS,
    "roadmap:begin-example": PLANS,
    "roadmap:copy": PLANS,
    "roadmap:import": IMPORTS,
    "roadmap:import-preview": IMPORTS,
    "roadmap:people": INVITATIONS,
    "roadmap:renew-invitation": INVITATIONS,
    "roadmap:invitation": GUESSES_AT_INVITATIONS,
    "roadmap:shared": GUESSES_AT_LINKS,
    "roadmap:shared-file": GUESSES_AT_LINKS,  # and PDFS, for that kind of file
    "roadmap:calendar-feed": GUESSES_AT_CALENDARS,
    "roadmap:plan-pdf": PDFS,
    "roadmap:ready-plan-pdf": PDFS,
    "roadmap:survey-meeting-sheet": PDFS,
    "roadmap:survey-slips": IMPORTS,
}


class LimitsMiddleware:
    """Answers 429 instead of the view, or instead of its 404, over the route's limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.clock = Clock()
        self.uncounted = 0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.clock.was_set_back():
            forget_counts()
        with metered(lambda: _counts_over(STORED, request)) as meter:
            response = self.get_response(request)
        if meter.stored:
            self._count(meter.stored, request)
        for limit in limits_of(request):
            if limit.what is What.MISSES and response.status_code == 404:
                if _counts_over(limit, request, spare=1).exists():
                    return too_many(request, seconds_left(limit))
                with suppress(OperationalError), impatient():
                    add(limit, request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        for limit in limits_of(request):
            if limit.what is What.MISSES:
                continue
            if limit.what is What.READS:
                over = {limit} if _is_one_too_many_to_read(limit, request) else set()
            elif limit in MAKES_PLANS:
                over = _over(request, {limit: 1, STORED: 0})
            else:
                over = _over(request, {limit: 1})
            if over:
                return too_many(request, max(map(seconds_left, over)), is_storage=STORED in over)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, QuotaExceeded):
            return too_many(request, seconds_left(STORED), is_storage=True)
        return None

    def _count(self, size: int, request: HttpRequest) -> None:
        """Count what an act stored; every process asks for the sum before the visitor's next act.

        Small acts wait until they are worth a statement, and then count for the last visitor.
        """
        self.uncounted += size
        if self.uncounted < COUNTED:
            return
        size, self.uncounted = self.uncounted, 0
        with suppress(OperationalError):
            add(STORED, request, -(-size // KIB))


def may_store_draft(request: HttpRequest) -> bool:
    """Counts a draft; returns whether it may be stored."""
    with suppress(OperationalError), impatient():
        return is_draft(request) and not add(DRAFTS, request)
    return False


class Clock:
    """Notices that the machine's clock went back, which would lengthen each wait by as much."""

    def __init__(self) -> None:
        self._lead: float | None = None

    def was_set_back(self) -> bool:
        """Whether the clock lost more than a minute since this was asked last."""
        lead, before = time.time() - time.monotonic(), self._lead
        self._lead = lead
        return before is not None and lead < before - MINUTE


def forget_counts() -> None:
    """Resets all counts, also allauth's, after the clock was set back."""
    with suppress(OperationalError), impatient():
        Count.objects.all().delete()
        caches["default"].clear()


def limits_of(request: HttpRequest) -> list[Limit]:
    """The limits that apply to this request; a PDF of a share link counts as one of its plan."""
    match = request.resolver_match
    if match is None:
        return []
    routes = [match.view_name]
    if match.view_name == "roadmap:shared-file" and match.kwargs["form"] == "pdf":
        routes.append("roadmap:plan-pdf")
    if match.view_name == "assessment:unfinished":
        routes.append("assessment:result")
    kinds = {What.MISSES, What.POSTS if request.method == "POST" else What.READS}
    found = [LIMITS[route] for route in routes if route in LIMITS]
    return [limit for limit in found if limit.what in kinds]


def add(limit: Limit, request: HttpRequest, number: int = 1) -> bool:
    """Counts this request; returns whether it is over the limit."""
    return bool(_over(request, {limit: number}))


def _over(request: HttpRequest, numbers: Mapping[Limit, int]) -> set[Limit]:
    """Adds to the visitor's counts, in one statement; returns the limits that are now exceeded."""
    rows = {
        key: (limit, most) for limit in numbers for key, most in _counts(limit, request).items()
    }
    values = ", ".join(["(%s, %s, %s)"] * len(rows))
    table = connection.ops.quote_name(Count._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, number, ends) VALUES {values} "
            f"ON CONFLICT (key) DO UPDATE SET number = {table}.number + excluded.number "
            "RETURNING key, number",
            [
                value
                for key, (limit, _) in rows.items()
                for value in (key, numbers[limit], (_period(limit) + 1) * limit.seconds)
            ],
        )
        return {rows[key][0] for key, total in cursor.fetchall() if total > rows[key][1]}


def _counts_over(limit: Limit, request: HttpRequest, spare: int = 0) -> QuerySet[Count]:
    """The counts of this visitor that are over the limit, or would be with `spare` more."""
    over = Q(key__in=())
    for key, most in _counts(limit, request).items():
        over |= Q(key=key, number__gt=most - spare)
    return Count.objects.filter(over)


def _is_one_too_many_to_read(limit: Limit, request: HttpRequest) -> bool:
    """Counts a GET. False also if the database cannot count, so that pages stay readable."""
    with suppress(OperationalError), impatient():
        return add(limit, request)
    return False


def seconds_left(limit: Limit) -> int:
    """Seconds until the present period of the limit ends."""
    return limit.seconds - int(time.time()) % limit.seconds


def too_many(request: HttpRequest, seconds: int, *, is_storage: bool = False) -> HttpResponse:
    """The page that says when to come back; it holds the text of the form, to be sent again."""
    is_form = request.method == "POST"
    context = {
        "minutes": -(-seconds // MINUTE),
        "hours": -(-seconds // HOUR) if seconds > 2 * HOUR else 0,
        "is_storage": is_storage,
        "address": request.get_full_path(),
        "sent": sent_fields(request) if is_form else None,
        "is_form": is_form,
    }
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def expired(now: float) -> Any:
    """Counts of periods that are over."""
    return Count.objects.filter(ends__lte=now)


def _counts(limit: Limit, request: HttpRequest) -> dict[str, int]:
    """The keys that this request counts under, with the most that each allows."""
    who = {"address": (network_of(request.META["REMOTE_ADDR"]), limit.per_address)}
    cookies = request.COOKIES
    browser = cookies.get(settings.SESSION_COOKIE_NAME) or cookies.get(settings.CSRF_COOKIE_NAME)
    if browser and limit.per_browser:
        who["browser"] = (browser, limit.per_browser)
    return {_key(limit, kind, value): most for kind, (value, most) in sorted(who.items()) if most}


def _key(limit: Limit, kind: str, value: str) -> str:
    text = f"{limit.name}|{kind}|{_period(limit)}|{value}"
    return salted_hmac("playbook.limits", text, algorithm="sha256").hexdigest()


def _period(limit: Limit) -> int:
    return int(time.time()) // limit.seconds
