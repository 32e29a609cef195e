"""Deletes what is past its end date, in batches: no transaction makes other writers wait long. And
saves the states of plans that want that each quarter.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.deletion import unproved_accounts, unproved_claims
from assessment.models import AssessmentResult, UnfinishedSheet
from assessment.survey.actions import release_due
from assessment.survey.models import Survey
from playbook_site.middleware import rate_limits
from playbook_site.operations.cache_expiry import delete_expired_entries
from roadmap.actions.saved_states import quarterly
from roadmap.models import Invitation, Plan, ShareLink, Upload
from roadmap.pdf_cache import forget_pdfs

ROWS = 500
"""Rows of one batch."""
WHOLES = 10
"""Rows of one batch where each takes others with it: a plan its activities and history."""
PAUSE = 0.02
"""Seconds between two batches, in which another writer gets SQLite's lock."""
Batches = Iterator[int]
"""Numbers of rows deleted, a batch at a time."""


def housekeeping(seconds: float) -> dict[str, int]:
    """Deletes for this long at most, and returns how many rows of each kind are gone."""
    end = time.monotonic() + seconds
    numbers: dict[str, int] = {}
    for kind, batches in _kinds().items():
        numbers[kind] = 0
        while time.monotonic() < end and (deleted := next(batches, 0)):
            numbers[kind] += deleted
            time.sleep(PAUSE)
    return numbers


def save_quarterly(seconds: float) -> Counter[bool]:
    """For this long at most; returns how many plans had room for a saved state or had none."""
    end, numbers = time.monotonic() + seconds, Counter[bool]()
    if seconds > 0:
        for has_room in quarterly(timezone.localdate()):
            numbers[has_room] += 1
            if time.monotonic() > end:
                break
            time.sleep(PAUSE / 10)
    return numbers


def _kinds() -> dict[str, Batches]:
    today, now = timezone.localdate(), timezone.now()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    sign_ins = UserSession.objects.filter(~Exists(alive))
    return {
        "results": _batches(AssessmentResult.objects.expired(today)),
        "unfinished questionnaires": _batches(UnfinishedSheet.objects.expired(today)),
        "plans": _batches(Plan.objects.expired(today), WHOLES, forget_pdfs),
        "uploads": _batches(Upload.objects.filter(kept_until__lt=now)),
        "invitations": _batches(Invitation.objects.over(now)),
        "share links": _batches(ShareLink.objects.over(today)),
        "sessions": _batches(Session.objects.filter(expire_date__lt=now)),
        "sign-ins with their address": _batches(sign_ins),
        "unproved addresses": _batches(unproved_claims()),
        "accounts that nobody confirmed": _batches(unproved_accounts(), WHOLES),
        "cached values": iter(partial(delete_expired_entries, ROWS), 0),
        "counters of closed surveys": release_due(today),
        "surveys": _batches(Survey.objects.expired(today)),
        "counts": _batches(rate_limits.expired(time.time())),
    }


def _batches(
    rows: QuerySet[Any], size: int = ROWS, forget: Callable[[list[Any]], None] = lambda _: None
) -> Batches:
    """Deletes these rows; `forget` gets the keys of each batch."""
    while keys := list(rows.order_by().values_list("pk", flat=True)[:size]):
        rows.filter(pk__in=keys).delete()
        forget(keys)
        yield len(keys)
