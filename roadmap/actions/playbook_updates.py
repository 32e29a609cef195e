"""Answering an update of the playbook, and the mails about a new edition."""

from __future__ import annotations

import logging
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from content.catalogue import Catalogue
from content.editions.models import Edition
from content.published import published_catalogue
from roadmap.actions.reminders import MailStop
from roadmap.domain.changes import playbook_updates
from roadmap.domain.changes.playbook_updates import UpdateAnswered
from roadmap.emails import PlanNews, send_edition
from roadmap.history.errors import Conflict
from roadmap.history.reading import state_of
from roadmap.history.transaction import Revision, in_revision
from roadmap.models import Change, Membership

log = logging.getLogger(__name__)


@in_revision
def answer(
    rev: Revision, *, catalogue: Catalogue, kind: str, item: str, published: str, accepted: bool
) -> None:
    """Accept or decline one `Update`; the last answer moves the plan to the present playbook.

    Raises Conflict when it was answered already or the playbook changed again, and PlanIsFull.
    """
    try:
        edits = playbook_updates.answer(
            catalogue,
            state_of(rev.plan_id),
            kind=kind,
            key=item,
            published=published,
            accepted=accepted,
        )
    except UpdateAnswered:
        raise Conflict from None
    rev.save(Change.Kind.NEWS, edits)


def set_mails(*, plan_id: UUID, user_id: int, wanted: bool) -> None:
    """Turn this member's mail about future editions on or off."""
    number = published_catalogue().number if wanted else ""
    Membership.objects.filter(plan_id=plan_id, user_id=user_id).update(mailed_edition=number)


def send_edition_mails() -> int:
    """Mail the published edition to everybody who asked for that; returns how many mails went out.

    One mail a person, about all plans for which it was asked. As with reminders, a mail is claimed
    before it is sent; one that could not be sent is tried again at the next run.
    """
    edition = Edition.objects.published()
    if edition is None:
        return 0
    wanting = Membership.objects.filter(plan__is_archived=False, user__is_active=True)
    wanting = wanting.exclude(mailed_edition__in=("", edition.version.number))
    members = wanting.exclude(user__email="").select_related("plan", "user")
    by_person = groupby(members.order_by("user_id", "plan__title", "pk"), attrgetter("user_id"))
    return sum(_mail(edition, list(mine)) for _, mine in by_person)


def _mail(edition: Edition, members: list[Membership]) -> bool:
    user, catalogue = members[0].user, published_catalogue()
    claimed = [member for member in members if _claim(member, edition.version.number)]
    if not claimed:
        return False
    news = [
        PlanNews(m.plan, playbook_updates.updates_of(catalogue, state_of(m.plan_id)).count)
        for m in claimed
    ]
    try:
        send_edition(user, edition, news, MailStop(user_id=user.pk).token)
    except OSError as error:
        for member in claimed:
            Membership.objects.filter(pk=member.pk).update(mailed_edition=member.mailed_edition)
        log.error("A mail about an edition could not be sent: %s", error)
        return False
    return True


def _claim(member: Membership, number: str) -> int:
    """Mark the edition as mailed. Returns 1, or 0 when another run or the member was first."""
    mine = Membership.objects.filter(pk=member.pk, mailed_edition=member.mailed_edition)
    return mine.update(mailed_edition=number)
