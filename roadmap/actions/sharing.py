"""Acts that let people read a plan without signing in: share links, calendar feeds, examples.

Editors of the playbook can take a public example down, and allow its plan to be published again.
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
    """Make a share link and return its token, of which only a hash is stored.

    Returns None when the form with this `key` was sent before. Raises TooManyLinks, Gone.
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
    """Give a link, revoked or expired or not, a new token, which ends the old address.

    Returns the token. Raises Conflict when the link was renewed after `version`, and Gone.
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
    """End the link's address. Raises Gone."""
    link = ShareLink.objects.filter(plan_id=plan_id, pk=link_id)
    if not link.exists():
        raise Gone
    link.filter(revoked_at=None).update(revoked_at=timezone.now())


def make_calendar_feed(*, plan_id: UUID, user_id: int, only_mine: bool, version: int) -> str:
    """Make the member's calendar feed and return its token; an earlier feed's address ends.

    `version`: how many feeds the member had made when the page was shown. Raises Conflict when
    more were made since, revoked or not: the form was sent twice. Raises Gone.
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
    """Delete the member's calendar feed; `feeds_made` stays as it is."""
    CalendarFeed.objects.filter(membership__plan_id=plan_id, membership__user_id=user_id).delete()


def revoke_calendar_feeds(*, user_id: int) -> int:
    """Delete the person's calendar feeds of all plans; returns how many there were."""
    return CalendarFeed.objects.filter(membership__user_id=user_id).delete()[0]


def note_use(*, link: ShareLink | CalendarFeed) -> None:
    """Store today as the last day of use, once a day; a busy database is no reason to fail."""
    today = timezone.localdate()
    unknown = Q(last_used_on=None) | Q(last_used_on__lt=today)
    if link.last_used_on != today:
        with suppress(OperationalError):
            type(link)._default_manager.filter(unknown, pk=link.pk).update(last_used_on=today)


def publish_example(
    *, plan_id: UUID, author: Author, version: int, title: str, titles: Mapping[str, str]
) -> Example:
    """Publish the part of the plan that `public_state` gives; it replaces an earlier example.

    `titles`: as `public_state`. Raises Conflict when the plan was changed after `version` or an
    editor forbids it, QuotaExceeded, Gone.
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
    """Delete the plan's public example. Plans that were made from it stay."""
    Example.objects.filter(plan_id=plan_id).delete()


def take_down(*, editor: User, example: Example, stamp: str, reason: str, may_return: bool) -> None:
    """Take an example off the site and record why; `mail_removals` informs the owners.

    `stamp`: of the example that the editor looked at. Raises Conflict when its owner replaced it
    since, and Gone when it is not public any more.
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
    """Allow the owner to publish the plan again; once. Raises Gone."""
    with locked(removal.plan_id):
        forbidden = ExampleRemoval.objects.filter(pk=removal.pk, may_return=False)
        if forbidden.update(may_return=True):
            note(editor, EditorialAct.Act.LET_BACK, f"voorbeeldplan ‘{removal.title}’")


def mail_removals() -> int:
    """Mail the owners about removals without a mail so far; returns the number of removals.

    Two runs at once send nothing twice: each mail is claimed before it is sent. One that could not
    be sent is tried again with the next removal, or the next morning.
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
