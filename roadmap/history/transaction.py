"""One act on a plan as one transaction: it waits for other acts on that plan, and is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone

from roadmap.domain.changes.stored_texts import with_references
from roadmap.domain.changes.undo import Reference, reference_to
from roadmap.domain.plan.state import Edit, Ref
from roadmap.history.compaction import compact_history
from roadmap.history.errors import Archived, Gone, QuotaExceeded, RoleLost
from roadmap.history.idempotency import is_done
from roadmap.history.quota import add_stored, within_quota
from roadmap.history.reading import AT_ONCE, StoredActivity, activity_of
from roadmap.history.writing import write_edits
from roadmap.models import Change, Membership, Plan

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Author:
    """The person who acts: a signed-in user, or the browser that holds this key."""

    browser: str = ""
    user_id: int | None = None

    @property
    def acts(self) -> Q:
        """Selects the changes that this author made."""
        if self.user_id is not None:
            return Q(user_id=self.user_id)
        return Q(user_id=None, browser=self.browser)

    @property
    def may_act(self) -> Q:
        """Selects the plans that this author may change."""
        if self.user_id is None:
            return Q()
        members = Membership.objects.exclude(role=Membership.Role.READER)
        return Q(Exists(members.filter(plan=OuterRef("pk"), user_id=self.user_id)))


@dataclass
class Revision:
    """The next version of a plan; `in_revision` opens its transaction.

    `key`: idempotency key; an act whose key was recorded before is not done again. `change`: the
    entry in the history, once something was saved.
    """

    plan_id: UUID
    author: Author
    key: UUID | None = None
    change: Change | None = field(default=None, init=False)

    @cached_property
    def number(self) -> int:
        """The version that the plan gets by this act."""
        return Plan.objects.values_list("version", flat=True).get(pk=self.plan_id)

    def activity(self, row_id: int) -> StoredActivity:
        """The stored activity; one query, which also reads `number`. Raises Gone."""
        stored = activity_of(self.plan_id, row_id)
        self.number = stored.plan_version
        return stored

    def save(
        self,
        kind: Change.Kind,
        edits: Sequence[Edit],
        *,
        expected: Mapping[Ref, int] | None = None,
        target: int | None = None,
    ) -> Change | None:
        """Carry out the edits and record them; without edits nothing is recorded.

        `expected`: the version that a row must still have. `target`: the number of the change that
        this one is about. A restore stores references to long texts that earlier acts hold. Raises
        Conflict, Gone, PlanIsFull.
        """
        if not edits:
            return None
        done = write_edits(self.plan_id, self.number, edits, expected or {})
        stored = [edit.as_json() for edit in done]
        if kind == Change.Kind.RESTORE:
            acts = Change.objects.filter(plan_id=self.plan_id).order_by("-number")
            rows = acts.values_list("number", "edits")
            stored = with_references(stored, rows.iterator(chunk_size=AT_ONCE))
        return self.record(kind, stored, target=target)

    def take_back(self, kind: Change.Kind, edits: Sequence[Edit], target: Change) -> Change | None:
        """Carry out the edits that take `target` back or do it again, and record a reference to it.

        Raises as `save`.
        """
        if not edits:
            return None
        done = write_edits(self.plan_id, self.number, edits, {})
        stored, is_redo = Reference.from_json(target.edits), kind == Change.Kind.REDO
        reference = reference_to(target.number, stored, done, is_redo=is_redo)
        return self.record(kind, reference.as_json(), target=target.number)

    def record(
        self, kind: Change.Kind, edits: Sequence[dict[str, Any]] = (), *, target: int | None = None
    ) -> Change:
        """Add the act to the plan's history, with the edits that were carried out, as JSON."""
        size = add_stored(edits, times=2)  # in the rows of the plan as well
        self.change = Change.objects.create(
            plan_id=self.plan_id,
            number=self.number,
            user_id=self.author.user_id,
            browser="" if self.author.user_id else self.author.browser,
            kind=kind,
            edits=list(edits),
            target=target,
            key=self.key,
        )
        compact_history(self.plan_id, self.number, size)  # keeps what this act refers to
        return self.change


def in_revision(
    act: Callable[Concatenate[Revision, Arguments], Result],
) -> Callable[Concatenate[Revision, Arguments], Result | None]:
    """Decorator: makes a function one act on a plan; acts on the same plan wait for each other.

    An act whose key is in the history returns None; one that records nothing is rolled back.
    Raises Gone, RoleLost, Archived, QuotaExceeded, and what the act raises.
    """

    @wraps(act)
    def wrapper(
        rev: Revision, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result | None:
        with transaction.atomic():
            _move_version(rev)
            is_repeat = rev.key is not None and is_done(rev.plan_id, rev.key)
            result = None if is_repeat else act(rev, *args, **kwargs)
            if rev.change is None:
                transaction.set_rollback(True)
            return result

    return wrapper


def kept_until(today: date) -> date:
    """The last day on which a plan changed today without an account is kept."""
    return today + timedelta(days=settings.KEPT_DAYS)


def _move_version(rev: Revision) -> None:
    """Moves the plan's version, which locks its row, and checks the author's role and quota.

    A role can be lost, or the plan archived, after the view's own check. The content of an archived
    plan does not change: activities, details, factors and saved states. Its members, links, example
    and reminders can; and it can be copied, exported, deleted and taken out of the archive.
    For a plan without an account the view has checked the browser's key.
    """
    plan = Plan.objects.filter(pk=rev.plan_id)
    allowed = plan.filter(rev.author.may_act)
    moved = allowed.filter(within_quota(), is_archived=False).update(
        version=F("version") + 1,
        changed_at=timezone.now(),
        kept_until=Case(When(browser="", then=None), default=kept_until(timezone.localdate())),
    )
    if not moved:
        is_archived = allowed.values_list("is_archived", flat=True).first()
        if is_archived is not None:
            raise Archived if is_archived else QuotaExceeded
        raise RoleLost if plan.exists() else Gone


@contextmanager
def locked(plan_id: UUID, *, author: Author | None = None) -> Iterator[int]:
    """Locks the plan and gives its version. Raises Gone, RoleLost, Archived.

    For rows that are stored next to the plan and must agree with it or with each other.
    `author`: given where a role is needed and an archived plan is refused.
    """
    with transaction.atomic():
        plans = Plan.objects.select_for_update().only("version", "is_archived")
        plan = plans.filter(pk=plan_id).first()
        if plan is None:
            raise Gone
        if author and not Plan.objects.filter(author.may_act, pk=plan_id).exists():
            raise RoleLost
        if author and plan.is_archived:
            raise Archived
        yield plan.version
