"""Keeps the history of one plan within its size: the oldest acts lose their edits."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Length

from roadmap.domain.changes.past_dates import as_stored_edits
from roadmap.domain.changes.stored_texts import referred_acts
from roadmap.domain.changes.undo import LIMIT, Reference
from roadmap.domain.plan.limits import KIB, MAX_HISTORY_BYTES
from roadmap.history.reading import past_dates_of
from roadmap.models import Change

LARGE_ACT_BYTES = 64 * KIB
"""An act of this size compacts at once."""
COMPACT_EVERY = 50
"""Acts; in between, only large ones compact."""


def compact_history(plan_id: UUID, number: int, size: int) -> None:
    """Empty the oldest acts of a plan whose history is too large; called after every act.

    Acts that somebody can still undo, and acts that others refer to, keep their edits. The newest
    emptied act keeps the dates that the plan lost, without texts. `size`: bytes of act `number`.
    """
    if size < LARGE_ACT_BYTES and number % COMPACT_EVERY:
        return
    changes = Change.objects.filter(plan_id=plan_id)
    sized = changes.annotate(size=Length(Cast("edits", TextField()))).order_by("-number")
    total, acts, old = 0, Counter[tuple[int | None, str]](), set[int]()
    for act, user, browser, bytes_ in sized.values_list("number", "user_id", "browser", "size"):
        acts[user, browser] += 1
        total += bytes_
        if total > MAX_HISTORY_BYTES and acts[user, browser] > 2 * LIMIT:  # each undone
            old.add(act)
    while old and old & (referred := _referred(changes.exclude(number__in=old))):
        old -= referred
    if old:
        past = as_stored_edits(past_dates_of(plan_id))
        changes.filter(number__in=old).update(edits=[])
        changes.filter(number=max(old)).update(edits=past)


def _referred(changes: QuerySet[Change]) -> set[int]:
    """The numbers of the acts that these changes refer to."""
    numbers = set[int]()
    for edits in changes.filter(target__isnull=False).values_list("edits", flat=True):
        reference = Reference.from_json(edits)
        numbers |= {reference.number} if reference else referred_acts(edits)
    return numbers
