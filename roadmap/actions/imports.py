"""Acts that take a document in: keep it for its preview, make a plan of it, lay it over one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Min, Q, Sum
from django.utils import timezone

from roadmap.actions.plans import new_plan
from roadmap.domain.plan.limits import MIB
from roadmap.domain.plan.state import (
    PLAN,
    Fields,
    Ref,
    State,
    activity_ref,
    factor_ref,
    state_as_json,
)
from roadmap.exchange.imports.merging import additions, edits_onto, matched, numbered, plan_fields
from roadmap.exchange.schema import Exported
from roadmap.exchange.schema import Milestone as ToldMilestone
from roadmap.history.errors import Conflict
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, revision
from roadmap.history.writing import reserve
from roadmap.models import Change, Milestone, Plan, Upload

UPLOAD_LIFETIME = timedelta(hours=1)
MAX_WAITING = 3
"""Files of one person or browser that can wait for their act; a newer one drives out the oldest."""
MAX_NETWORK_BYTES = 64 * MIB
"""Bytes that can wait of all who come from one network without signing in: a browser is as new as
one says it is."""
MAX_TOTAL_BYTES = 512 * MIB
"""Bytes that can wait of all who are not signed in, and as many of all who are."""


class UploadQuotaExceeded(Exception):
    """Too much waits for its act; after so many seconds some of it is gone."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def store_upload(*, author: Author, content: str, network: str = "") -> Upload:
    """Keep a document until its preview was acted on, an hour at the most, three at a time.

    `network`: whence it comes, as in `networks.network_key`. Raises NoRoom.
    """
    now = timezone.now()
    whose = Q(user=author.user_id) if author.user_id else Q(user=None, browser=author.browser)
    newest = Upload.objects.filter(whose).order_by("-kept_until").values_list("pk", flat=True)
    older = list(newest[MAX_WAITING - 1 :])
    Upload.objects.filter(Q(kept_until__lt=now) | Q(pk__in=older)).delete()
    network = "" if author.user_id else network
    size = len(content.encode())
    _make_sure_of_room(size, network, is_person=author.user_id is not None)
    return Upload.objects.create(
        user_id=author.user_id,
        browser="" if author.user_id else author.browser,
        content=content,
        kept_until=now + UPLOAD_LIFETIME,
        network=network,
        size=size,
    )


def _make_sure_of_room(size: int, network: str, *, is_person: bool) -> None:
    """Raises NoRoom. Two files that come at once can both find the last room: that does no harm."""
    all_waiting = Upload.objects.filter(user__isnull=not is_person)
    of_the_network = all_waiting.filter(network=network) if network else Upload.objects.none()
    for waiting, most in ((all_waiting, MAX_TOTAL_BYTES), (of_the_network, MAX_NETWORK_BYTES)):
        there = waiting.aggregate(bytes=Sum("size", default=0), first=Min("kept_until"))
        if there["first"] and there["bytes"] + size > most:
            seconds = (there["first"] - timezone.now()).total_seconds()
            raise UploadQuotaExceeded(max(1, ceil(seconds)))


@transaction.atomic
def import_plan(*, author: Author, document: Exported, plan_id: UUID) -> Plan:
    """A new plan that says what the document says, with its milestones; its history starts anew.

    The same author asking for the same `plan_id` twice gets the same plan. Raises Conflict.
    """
    is_there = Plan.objects.filter(pk=plan_id).exists()
    plan = new_plan(
        author=author,
        fields=plan_fields(document.plan),
        edits=additions(document.plan),
        plan_id=plan_id,
        kind=Change.Kind.IMPORT,
    )
    if not is_there:
        _take_milestones(plan.pk, document.plan.milestones)
    return plan


def import_onto(
    *,
    plan_id: UUID,
    author: Author,
    version: int,
    document: Exported,
    rows: Sequence[int | None] | None,
    key: UUID,
) -> None:
    """Make the plan say what the document says, as one act. The plan keeps its own milestones.

    `rows` as in `edits_onto`. The same `key` twice is one act. Raises Conflict when the plan was
    changed since `version`, Gone.
    """
    with revision(plan_id, author, key=key) as rev:
        if rev.is_repeat:
            return
        if rev.number != version + 1:
            raise Conflict
        edits = edits_onto(
            state_of(plan_id), document.plan, rows, without_notes=document.without_notes
        )
        rev.save(Change.Kind.IMPORT, edits)


def _take_milestones(plan_id: UUID, milestones: Sequence[ToldMilestone]) -> None:
    """Store the states, their activities known by the ids that they have in the new plan."""
    kept = [
        Milestone(
            plan_id=plan_id,
            name=told.name,
            number=1,
            state=state_as_json(state),
            key=uuid5(plan_id, str(number)),
        )
        for number, (told, state) in enumerate(
            zip(milestones, _states(plan_id, milestones), strict=True)
        )
    ]
    Milestone.objects.bulk_create(kept, ignore_conflicts=True)  # the same import, at once
    for milestone, told in zip(kept, milestones, strict=True):
        same = Milestone.objects.filter(plan_id=plan_id, key=milestone.key)
        same.update(at=datetime.fromisoformat(told.at))


def _states(plan_id: UUID, milestones: Sequence[ToldMilestone]) -> list[State]:
    pool = {ref: row for ref, row in state_of(plan_id).items() if ref.is_activity}
    gone: dict[Ref, Fields] = {}
    found: list[list[tuple[Ref, Fields]]] = []
    for told in milestones:
        rows = numbered(told.plan)
        placed = []
        for ref, row in zip(matched(rows, pool, [None] * len(rows)), rows, strict=True):
            here = ref or activity_ref(f"gone {len(gone)}")
            if ref is None:
                gone[here] = row
            placed.append((here, row))
        pool |= gone
        found.append(placed)
    reserved = reserve(plan_id, list(gone.values()))
    ids = dict(zip(gone, map(activity_ref, reserved), strict=True))
    return [
        {
            PLAN: plan_fields(told.plan),
            **{ids.get(ref, ref): row for ref, row in placed},
            **{factor_ref(f.factor): f.model_dump() for f in told.plan.factors},
        }
        for told, placed in zip(milestones, found, strict=True)
    ]
