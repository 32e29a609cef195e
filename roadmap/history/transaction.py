"""One act on a plan: locked, checked, and whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone

from roadmap.models import Change, Membership, Plan, kept_until


class Conflict(Exception):
    """The thing was changed since the version that this edit started from."""


class Gone(Exception):
    """The plan or the activity was removed in the meantime."""


class RoleLost(Exception):
    """The author may no longer change this plan."""


class NothingToDo(Exception):
    """The act was done before, or changes nothing: no trace of it remains."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts: a signed-in person, or else the browser that holds this key."""

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


@contextmanager
def act(plan_id: UUID, author: Author) -> Iterator[None]:
    """One act, alone on its plan and whole or not at all. Raises Gone, RoleLost.

    A person's role is asked for in the same statement: between the page's own check and this one it
    can be lost. A plan without account has its one browser. An act that raises NothingToDo ends
    here, without a trace.
    """
    with suppress(NothingToDo), transaction.atomic():
        moved = Plan.objects.filter(author.may_act, pk=plan_id).update(
            version=F("version") + 1,
            changed_at=timezone.now(),
            kept_until=Case(When(browser="", then=None), default=kept_until(timezone.localdate())),
        )
        if not moved:
            raise RoleLost if Plan.objects.filter(pk=plan_id).exists() else Gone
        yield


@contextmanager
def still(plan_id: UUID) -> Iterator[int]:
    """The plan's version, and no act on the plan while this lasts. Raises Gone.

    For a whole state, which takes several queries, that goes into what is written.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update().only("version").filter(pk=plan_id).first()
        if plan is None:
            raise Gone
        yield plan.version


def is_repeated(plan_id: UUID, key: UUID | None) -> bool:
    """Whether the act that carries this key was done already."""
    return key is not None and Change.objects.filter(plan_id=plan_id, key=key).exists()


@contextmanager
def once(plan_id: UUID, key: UUID | None) -> Iterator[None]:
    """Around an act that says by the version it starts from when it is done a second time.

    Asked only then whether its key says that it is the same act: the usual way costs nothing.
    """
    try:
        yield
    except (Conflict, Gone):
        if not is_repeated(plan_id, key):
            raise
