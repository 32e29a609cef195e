"""Importing a document: store it for its preview, create a plan from it, merge it into a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import TypeVar
from uuid import UUID, uuid5

from django.db.models import Min, Q, Sum
from django.utils import timezone

from roadmap.actions.plans import copied, new_plan
from roadmap.domain.plan.fields import Values
from roadmap.domain.plan.limits import MIB
from roadmap.domain.plan.ownership import owned_by
from roadmap.domain.plan.state import RefKind, State
from roadmap.exchange.imports.incoming_plan import Incoming
from roadmap.exchange.imports.matching import ACTIVITY, MILESTONE, Likeness, matched
from roadmap.exchange.imports.merging import edits_onto, merged, state_in
from roadmap.exchange.schema import Exported, NamedContent
from roadmap.history.errors import Conflict
from roadmap.history.quota import add_stored
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, Revision, in_revision
from roadmap.history.writing import reserve
from roadmap.models import Change, Plan, SavedState, Upload
from roadmap.queries.members import member_names, name_of

AnyValues = TypeVar("AnyValues", bound=Values)
UPLOAD_LIFETIME = timedelta(hours=1)
MAX_WAITING = 3
"""Pending uploads of one person or browser; a newer one replaces the oldest."""
MAX_NETWORK_BYTES = 64 * MIB
"""Cap on pending uploads per network; cookies cannot be trusted to tell browsers apart."""
MAX_TOTAL_BYTES = 512 * MIB
"""Cap on all pending uploads without an account, and on all those with one."""


class UploadQuotaExceeded(Exception):
    """Too many bytes of uploads are pending; after `seconds` the first of them expires."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def store_upload(*, author: Author, content: str, network: str = "") -> Upload:
    """Store a document for its preview, for an hour; a fourth replaces the visitor's oldest.

    `network`: the sender's network, from `permissions.network_key`. Raises UploadQuotaExceeded.
    """
    now = timezone.now()
    whose = Q(user=author.user_id) if author.user_id else Q(user=None, browser=author.browser)
    newest = Upload.objects.filter(whose).order_by("-kept_until").values_list("pk", flat=True)
    older = list(newest[MAX_WAITING - 1 :])
    Upload.objects.filter(Q(kept_until__lt=now) | Q(pk__in=older)).delete()
    network = "" if author.user_id else network
    size = len(content.encode())
    _check_pending_size(size, network, has_account=author.user_id is not None)
    return Upload.objects.create(
        user_id=author.user_id,
        browser="" if author.user_id else author.browser,
        content=content,
        kept_until=now + UPLOAD_LIFETIME,
        network=network,
        size=size,
    )


def _check_pending_size(size: int, network: str, *, has_account: bool) -> None:
    """Raises UploadQuotaExceeded. Two uploads at the same moment may together pass the cap."""
    pending = Upload.objects.filter(user__isnull=not has_account)
    of_network = pending.filter(network=network) if network else Upload.objects.none()
    for uploads, cap in ((pending, MAX_TOTAL_BYTES), (of_network, MAX_NETWORK_BYTES)):
        found = uploads.aggregate(bytes=Sum("size", default=0), first=Min("kept_until"))
        if found["first"] and found["bytes"] + size > cap:
            seconds = (found["first"] - timezone.now()).total_seconds()
            raise UploadQuotaExceeded(max(1, ceil(seconds)))


def import_plan(*, author: Author, document: Exported, plan_id: UUID) -> Plan:
    """A new plan with the document's content and saved states; its history starts anew.

    Activities owned by the author's name become the author's; other owners stay typed names, as the
    plan has no other member. `plan_id` and Conflict: as `plans.new_plan`.
    """
    state = owned_by(state_in(document.plan), name_of(author.user_id))
    return new_plan(
        author=author,
        values=state.plan,
        edits=copied(state),
        plan_id=plan_id,
        kind=Change.Kind.IMPORT,
        add_more=lambda new_id: _import_saved_states(new_id, document.plan.saved_states),
    )


@in_revision
def import_onto(rev: Revision, *, version: int, read: Incoming) -> None:
    """Replace the plan's content by the file's, as one act. The plan keeps its own saved states.

    Raises Conflict when the plan was changed since `version`.
    """
    if rev.number != version + 1:
        raise Conflict
    now, members = state_of(rev.plan_id), member_names([rev.plan_id])[rev.plan_id]
    rev.save(Change.Kind.IMPORT, edits_onto(now, merged(now, read, rev.plan_id, members)))


def _import_saved_states(plan_id: UUID, saved_states: Sequence[NamedContent]) -> None:
    """Store the file's saved states; their activities get the ids of the same ones in the plan."""
    if not saved_states:
        return
    made = [
        SavedState(
            plan_id=plan_id,
            name=named.name,
            number=1,
            state=state.as_json(),
            key=uuid5(plan_id, str(number)),
        )
        for number, (named, state) in enumerate(
            zip(saved_states, _states_with_ids(plan_id, saved_states), strict=True)
        )
    ]
    add_stored([saved_state.state for saved_state in made])
    SavedState.objects.bulk_create(made)
    for saved_state, named in zip(made, saved_states, strict=True):
        saved_state.at = datetime.fromisoformat(named.at)  # creating a row sets the present time
    SavedState.objects.bulk_update(made, ["at"])


def _states_with_ids(plan_id: UUID, named: Sequence[NamedContent]) -> list[State]:
    """The states by the plan's ids; things that the plan no longer holds get new ids."""
    now, states = state_of(plan_id), [state_in(one.plan) for one in named]
    activities = [state.activities for state in states]
    milestones = [state.milestones for state in states]
    rows = _with_ids(plan_id, RefKind.ACTIVITY, activities, now.activities, ACTIVITY)
    events = _with_ids(plan_id, RefKind.MILESTONE, milestones, now.milestones, MILESTONE)
    return [
        replace(state, activities=of_state, milestones=coming)
        for state, of_state, coming in zip(states, rows, events, strict=True)
    ]


def _with_ids(
    plan_id: UUID,
    kind: RefKind,
    states: Iterable[Mapping[int, AnyValues]],
    now: Mapping[int, AnyValues],
    likenesses: Sequence[Likeness[AnyValues]],
) -> list[dict[int, AnyValues]]:
    """The things of each state by id: the plan's, or a new one that is the same in all states."""
    pool, gone = dict(now), dict[int, AnyValues]()
    placed: list[dict[int, AnyValues]] = []
    for state in states:
        rows = [(None, row) for row in state.values()]
        placed.append({})
        for row_id, (_, row) in zip(matched(rows, pool, likenesses), rows, strict=True):
            if row_id is None:
                row_id = -1 - len(gone)
                gone[row_id] = row
            placed[-1][row_id] = row
        pool |= gone
    ids = dict(zip(gone, reserve(plan_id, kind, list(gone.values())), strict=True))
    return [{ids.get(number, number): row for number, row in rows.items()} for rows in placed]
