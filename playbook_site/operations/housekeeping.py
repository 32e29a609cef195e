"""Deletes expired rows, in batches so that other writers never wait long, and saves the quarterly
states of plans.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.deletion import unproved_accounts, unproved_claims
from accounts.models import SessionIdentity
from assessment.models import AssessmentResult, UnfinishedSheet
from assessment.survey.actions import release_due
from assessment.survey.models import Survey
from playbook_site.middleware import rate_limits
from playbook_site.operations.cache_expiry import delete_expired_entries
from roadmap.actions.saved_states import quarterly
from roadmap.models import Invitation, Plan, ShareLink, Upload
from roadmap.pdf_cache import forget_pdfs

logger = logging.getLogger(__name__)

FIRST_ROWS, MOST_ROWS = 10, 500
"""Rows of the first batch of a kind, and of the largest. A plan takes its activities with it."""
SHORT = 0.05
"""Seconds for which a batch may hold SQLite's lock: after a longer one the batches are halved."""
PAUSE = 0.02
"""Seconds between two batches, at least, in which another writer gets the lock."""
Batches = Iterator[int]
"""Numbers of rows deleted, a batch at a time."""


class Run:
    """Parts that do not depend on each other: one that fails is logged, and the others go on."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        try:
            yield
        except Exception:
            logger.exception("Housekeeping: %s failed; the rest goes on.", name)
            self.failed.append(name)
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()


def delete_expired(run: Run) -> dict[str, int]:
    """Deletes expired rows; returns how many of each kind."""
    numbers: dict[str, int] = {}
    for kind, batches in _kinds().items():
        numbers[kind] = 0
        with run.part(kind):
            for deleted in batches:
                numbers[kind] += deleted
                time.sleep(PAUSE)
    return numbers


def save_quarterly() -> Counter[bool]:
    """Saves quarterly states; returns how many plans had room for one (True) and how many not."""
    numbers = Counter[bool]()
    for has_room in quarterly(timezone.localdate()):
        numbers[has_room] += 1
        time.sleep(PAUSE / 10)
    return numbers


def _kinds() -> dict[str, Batches]:
    today, now = timezone.localdate(), timezone.now()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    return {
        "results": _batches(AssessmentResult.objects.expired(today)),
        "unfinished questionnaires": _batches(UnfinishedSheet.objects.expired(today)),
        "plans": _batches(Plan.objects.expired(today), forget_pdfs),
        "uploads": _batches(Upload.objects.filter(kept_until__lt=now)),
        "invitations": _batches(Invitation.objects.over(now)),
        "share links": _batches(ShareLink.objects.over(today)),
        "sessions": _batches(Session.objects.filter(expire_date__lt=now)),
        "sign-ins with their address": _batches(UserSession.objects.filter(~Exists(alive))),
        "names in sessions": _batches(SessionIdentity.objects.filter(~Exists(alive))),
        "unproved addresses": _batches(unproved_claims()),
        "accounts that nobody confirmed": _batches(unproved_accounts()),
        "cached values": iter(partial(delete_expired_entries, MOST_ROWS), 0),
        "counters of closed surveys": release_due(today),
        "surveys": _batches(Survey.objects.expired(today)),
        "counts": _batches(rate_limits.expired(time.time())),
    }


def _batches(rows: QuerySet[Any], forget: Callable[[list[Any]], None] = lambda _: None) -> Batches:
    """Deletes these rows; `forget` gets the keys of each batch."""
    size = FIRST_ROWS
    while keys := list(rows.order_by().values_list("pk", flat=True)[:size]):
        begin = time.monotonic()
        rows.filter(pk__in=keys).delete()
        forget(keys)
        seconds = time.monotonic() - begin
        yield len(keys)
        size = min(2 * size, MOST_ROWS) if seconds < SHORT / 2 else size
        size = max(size // 2, 1) if seconds > SHORT else size
