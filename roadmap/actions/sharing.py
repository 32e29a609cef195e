"""Acts on who reads a plan without signing in: links, calendar feeds, and a public example.

The playbook's editors take an example down, and let its plan be made public again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from uuid import UUID

from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from content.editing.draft import note
from content.editing.models import EditorialAct
from roadmap.access.tokens import hash_of, new_token
from roadmap.actions.plans import new_plan
from roadmap.domain.changes.public_example import example_rows, public_state
from roadmap.domain.plan.fields import PlanValues
from roadmap.domain.plan.state import Edit
from roadmap.emails import send_removal
from roadmap.history.errors import Conflict, Gone
from roadmap.history.quota import add_stored, check_quota
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, locked
from roadmap.models import (
    CalendarFeed,
    Example,
    ExampleRemoval,
    Membership,
    Plan,
    ShareLink,
)

log = logging.getLogger(__name__)
MAX_LINKS = 50


class TooManyLinks(Exception):
    """The plan would have more than MAX_LINKS."""


def make_link(
    *, plan_id: UUID, name: str, expires_on: date, with_notes: bool, key: UUID
) -> str | None:
    """A new share link's token, which is stored nowhere. None when this `key` was sent before.

    Raises TooManyLinks, Gone.
    """
    with locked(plan_id):
        links = ShareLink.objects.filter(plan_id=plan_id)
        if links.filter(key=key).exists():
            return None
        if links.count() >= MAX_LINKS:
            raise TooManyLinks
        token = new_token()
        links.create(
            plan_id=plan_id,
            name=name,
            expires_on=expires_on,
            with_notes=with_notes,
            token_hash=hash_of(token),
            key=key,
        )
        return token


def renew_link(*, plan_id: UUID, link_id: int, version: int, expires_on: date) -> str:
    """A new token for the link, also a revoked or expired one; the old address is dead.

    Raises Conflict when it was renewed since that version, Gone.
    """
    token = new_token()
    link = ShareLink.objects.filter(plan_id=plan_id, pk=link_id)
    renewed = link.filter(version=version).update(
        token_hash=hash_of(token),
        expires_on=expires_on,
        revoked_at=None,
        last_used_on=None,
        version=F("version") + 1,
    )
    if not renewed:
        raise Conflict if link.exists() else Gone
    return token


def revoke_link(*, plan_id: UUID, link_id: int) -> None:
    """The address is dead from now on. Raises Gone."""
    link = ShareLink.objects.filter(plan_id=plan_id, pk=link_id)
    if not link.exists():
        raise Gone
    link.filter(revoked_at=None).update(revoked_at=timezone.now())


def make_calendar_feed(*, plan_id: UUID, user_id: int, only_mine: bool, version: int) -> str:
    """A token for the member's calendar feed; an earlier one is dead from now on.

    `version`: how many the member had made when the page was shown. Raises Conflict when there
    were more since, also when they were revoked: the form was sent twice, by a reload or in two
    tabs. Raises Gone.
    """
    token, now = new_token(), timezone.now()
    with locked(plan_id):
        member = Membership.objects.filter(plan_id=plan_id, user_id=user_id).first()
        if member is None:
            raise Gone
        if version != member.feeds_made:
            raise Conflict
        member.feeds_made += 1
        member.save(update_fields=["feeds_made"])
        CalendarFeed.objects.update_or_create(
            membership=member,
            defaults={
                "token_hash": hash_of(token),
                "only_mine": only_mine,
                "made_at": now,
                "last_used_on": None,
                "version": member.feeds_made,
            },
        )
    return token


def revoke_calendar_feed(*, plan_id: UUID, user_id: int) -> None:
    """The address is dead from now on; nothing of it stays but the count of those made."""
    CalendarFeed.objects.filter(membership__plan_id=plan_id, membership__user_id=user_id).delete()


def revoke_calendar_feeds(*, user_id: int) -> int:
    """Those of the person in all plans; returns how many there were."""
    return CalendarFeed.objects.filter(membership__user_id=user_id).delete()[0]


def note_use(*, link: ShareLink | CalendarFeed) -> None:
    """Keep the day on which a link was last used, once a day; reading does not wait for it."""
    today = timezone.localdate()
    unknown = Q(last_used_on=None) | Q(last_used_on__lt=today)
    if link.last_used_on != today:
        with suppress(OperationalError):
            type(link)._default_manager.filter(unknown, pk=link.pk).update(last_used_on=today)


def publish_example(
    *, plan_id: UUID, author: Author, version: int, title: str, titles: Mapping[str, str]
) -> Example:
    """Make public what `public_state` leaves of the plan; it replaces the earlier example.

    Raises Conflict when the plan was changed after the version that its owner saw or an editor
    forbade it meanwhile, QuotaExceeded, Gone.
    """
    check_quota()
    with locked(plan_id) as now:
        if now != version or ExampleRemoval.objects.forbids(plan_id):
            raise Conflict
        example, _ = Example.objects.update_or_create(
            plan_id=plan_id,
            defaults={
                "title": title,
                "state": public_state(state_of(plan_id), titles),
                "published_on": timezone.localdate(),
                "user_id": author.user_id,
            },
        )
        add_stored(example.state)
        return example


def withdraw_example(*, plan_id: UUID) -> None:
    """Public no longer. Plans that were made from it stay."""
    Example.objects.filter(plan_id=plan_id).delete()


def take_down(*, editor: User, example: Example, stamp: str, reason: str, may_return: bool) -> None:
    """Public no longer, from now on; `mail_removals` tells the owners.

    `stamp`: of the example that the editor looked at. Raises Conflict when its owner replaced it
    since, Gone when it is public no longer.
    """
    with locked(example.plan_id):
        now = Example.objects.filter(pk=example.pk).first()
        if now is None:
            raise Gone
        if now.stamp != stamp:
            raise Conflict
        now.delete()
        ExampleRemoval.objects.update_or_create(
            plan_id=example.plan_id,
            defaults={
                "title": now.title,
                "reason": reason,
                "may_return": may_return,
                "removed_at": timezone.now(),
                "mailed_at": None,
            },
        )
        note(editor, EditorialAct.Act.TAKEN_DOWN, f"voorbeeldplan ‘{now.title}’. Reden: {reason}")


def let_back(*, editor: User, removal: ExampleRemoval) -> None:
    """The owner may make the plan public again. A second time it does nothing. Raises Gone."""
    with locked(removal.plan_id):
        kept = ExampleRemoval.objects.filter(pk=removal.pk, may_return=False)
        if kept.update(may_return=True):
            note(editor, EditorialAct.Act.LET_BACK, f"voorbeeldplan ‘{removal.title}’")


def mail_removals() -> int:
    """Mail the owners of which no mail went out yet; returns of how many plans.

    Two runs at once send nothing twice: each mail is claimed before it is sent. One that could not
    be sent is tried again at the next run, which comes with the next removal or each morning.
    """
    waiting = ExampleRemoval.objects.filter(mailed_at=None).select_related("plan")
    return sum(_mail(removal) for removal in waiting)


def _mail(removal: ExampleRemoval) -> bool:
    this = ExampleRemoval.objects.filter(pk=removal.pk)
    if not this.filter(mailed_at=None).update(mailed_at=timezone.now()):
        return False
    try:
        send_removal(removal)
    except OSError as error:
        this.update(mailed_at=None)
        log.error("The mail about a removed example could not be sent: %s", error)
        return False
    return True


@transaction.atomic
def begin_with_example(
    *, example: Example, author: Author, title: str, organisation: str, plan_id: UUID
) -> Plan:
    """A new plan with the example's activities. `plan_id`, Conflict: as `plans.create`."""
    state = example.state
    return new_plan(
        author=author,
        values=PlanValues(title, organisation, state["playbook"], state["start"]),
        edits=map(Edit.new, example_rows(state)),
        plan_id=plan_id,
    )
