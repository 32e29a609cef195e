"""Acts on saved states: save the plan under a name, save each quarter, delete, restore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from uuid import UUID, uuid5

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from content.published import known_catalogue
from roadmap.domain.changes.restore import Restorable, restorable
from roadmap.domain.overview.plan_reading import NamedState
from roadmap.domain.plan.limits import MAX_SAVED_STATES
from roadmap.domain.plan.state import State, difference
from roadmap.exchange.plan_document import envelope, is_too_large, plan_document
from roadmap.history.errors import Archived, Conflict, Gone
from roadmap.history.quota import add_stored, check_quota
from roadmap.history.reading import saved_states_of, state_in, state_of
from roadmap.history.transaction import Author, Revision, in_revision, locked
from roadmap.models import Change, Plan, SavedState

AT_ONCE = 100


class TooManySavedStates(Exception):
    """The plan would have more than MAX_SAVED_STATES."""


class SavedStatesTooLarge(Exception):
    """With one more, an export of the plan would be too large to import."""


def make(*, plan_id: UUID, author: Author, name: str, key: UUID | None = None) -> None:
    """Save the present state of the plan under a name; once for the same `key`.

    It is not recorded in the history, as nothing in the plan changes. Raises TooManySavedStates,
    SavedStatesTooLarge, QuotaExceeded, RoleLost, Archived, Gone.
    """
    check_quota()
    with locked(plan_id, author=author) as version:
        saved = SavedState.objects.filter(plan_id=plan_id)
        if key is not None and saved.filter(key=key).exists():
            return
        if saved.count() >= MAX_SAVED_STATES:
            raise TooManySavedStates
        state = state_of(plan_id)
        now = NamedState(name, timezone.now(), state)
        plan = plan_document(state, [*saved_states_of(plan_id), now])
        if is_too_large(envelope(plan_id, version, now.at.date(), plan)):
            raise SavedStatesTooLarge
        made = SavedState.objects.create(
            plan_id=plan_id,
            name=name,
            number=version,
            user_id=author.user_id,
            state=state.as_json(),
            key=key,
        )
        add_stored(made.state)


def quarterly(today: date) -> Iterator[bool]:
    """Save each plan with `quarterly` on that was not handled in this quarter yet.

    Yields for each whether it had room; one without room is tried again at the next run. A plan
    that was saved at its present version gets no second state. Plans without an account are left
    out: a run has no browser or network to charge for the bytes. An interrupted run can be resumed.
    """
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    is_open = Q(quarter=None) | Q(quarter__lt=first) | Q(quarter_refused=True)
    due = Plan.objects.filter(
        is_open, browser="", quarterly=True, is_archived=False, created_at__date__lt=first
    )
    keys = due.order_by("pk").values_list("pk", flat=True)
    last = UUID(int=0)
    while plans := list(keys.filter(pk__gt=last)[:AT_ONCE]):
        for last in plans:
            with suppress(Gone, Archived):
                yield _save_quarter(last, first)


def _save_quarter(plan_id: UUID, first: date) -> bool:
    has_room = True
    plan = Plan.objects.filter(pk=plan_id)
    newest = SavedState.objects.filter(plan_id=plan_id, number=OuterRef("version"))
    if plan.filter(~Exists(newest)).exists():
        name = f"{first.month // 3 + 1}e kwartaal {first.year} (vanzelf)"
        try:
            make(plan_id=plan_id, author=Author(), name=name, key=uuid5(plan_id, str(first)))
        except (TooManySavedStates, SavedStatesTooLarge):
            has_room = False
    plan.update(quarter=first, quarter_refused=not has_room)
    return has_room


def delete(*, plan_id: UUID, author: Author, saved_state_id: int) -> None:
    """Delete a saved state; the plan stays as it is. Raises RoleLost, Archived, Gone."""
    with locked(plan_id, author=author):
        if not SavedState.objects.filter(plan_id=plan_id, pk=saved_state_id).delete()[0]:
            raise Gone


@in_revision
def restore(rev: Revision, *, saved_state_id: int, version: int) -> None:
    """Bring the plan back to a saved state, as one act that can itself be undone.

    Rows come back under their former ids. `version`: the plan's when the page showed what would
    change. Raises Conflict when it is another one, and Gone.
    """
    saved_state = SavedState.objects.filter(plan_id=rev.plan_id, pk=saved_state_id).first()
    if saved_state is None:
        raise Gone
    if rev.number != version + 1:
        raise Conflict
    now = state_of(rev.plan_id)
    edits = difference(now, restorable_of(saved_state, now).state)
    rev.save(Change.Kind.RESTORE, edits, target=saved_state.number)


def restorable_of(saved_state: SavedState, now: State) -> Restorable:
    """What can be restored of a saved state; `now`: the plan's present state."""
    then = state_in(saved_state, missing=now)
    return restorable(then, now, known_catalogue())
