"""Reminders of what falls due, for members who asked for them: one per plan each week or month.

A mail holds links that answer in one click; each is signed for a member, an activity and an act.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import uuid5

from django.core import signing
from django.db.models import Q

from roadmap.actions.activities import edit
from roadmap.domain.changes.change_summary import net
from roadmap.domain.overview.attention import is_due, postponed
from roadmap.domain.plan.fields import Fields, Status
from roadmap.domain.plan.phase_dates import months_later
from roadmap.emails import Round, send_reminder
from roadmap.history.errors import Gone
from roadmap.history.reading import activity_of, edits_since
from roadmap.history.transaction import Author, Revision
from roadmap.models import Membership, PlanActivity

log = logging.getLogger(__name__)
SALT = "reminder"
AHEAD = timedelta(days=14)
APART = timedelta(days=7)
ANSWER = "reminder-answer"
DONE, LATER = "klaar", "later"
ANSWERABLE = timedelta(days=60)
"""How long the answer links of a mail are valid."""


class InvalidToken(Exception):
    """The token is not one that this site signed, or it has expired."""


def send_reminders(today: date) -> int:
    """Mail every member who asked for it and whose plan has something due; returns their number.

    Two runs, even at once, send nothing twice: each mail is claimed before it is sent. A mail that
    could not be sent is tried again at the next run.
    """
    wanting = Membership.objects.filter(
        _may_be_reminded(today), plan__is_archived=False, user__is_active=True
    ).exclude(user__email="")
    return sum(_remind(member, today) for member in wanting.select_related("plan", "user"))


@dataclass(frozen=True, slots=True)
class MailStop:
    """What the link at the end of a mail stops: a member's reminders of one plan (`member_id`), or
    all mails about editions to one account (`user_id`).
    """

    member_id: int = 0
    user_id: int = 0

    def carry_out(self) -> None:
        if self.user_id:
            Membership.objects.filter(user=self.user_id).update(mailed_edition="")
        else:
            Membership.objects.filter(pk=self.member_id).update(remind=False)

    @property
    def token(self) -> str:
        return signing.dumps(self.member_id or {"user": self.user_id}, salt=SALT)


def stop_in(token: str) -> MailStop:
    """What this token stops. Raises InvalidToken."""
    try:
        signed = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise InvalidToken from None
    return MailStop(user_id=signed["user"]) if isinstance(signed, dict) else MailStop(signed)


def answer_token(member: Membership, row: PlanActivity, act: str) -> str:
    """The token of an answer (DONE or LATER) about the activity at its present version."""
    return signing.dumps([member.pk, row.pk, row.version, act], salt=ANSWER)


@dataclass(frozen=True, slots=True)
class MailAnswer:
    """An answer from a mail: `act` (DONE or LATER) of this member on an activity.

    `version`: of the activity when the mail was sent.
    """

    member: Membership
    row: PlanActivity
    version: int
    act: str

    @property
    def is_done(self) -> bool:
        return self.act == DONE

    def carry_out(self, today: date) -> None:
        """Do it once. Raises ActivityConflict, Gone, RoleLost and Archived."""
        plan_id = self.member.plan_id
        stored = activity_of(plan_id, self.row.pk)
        done: Fields = {"status": Status.DONE}
        fields = done if self.is_done else {"due_date": postponed(stored.values, today)}
        key = uuid5(plan_id, f"answer {self.row.pk} {self.version} {self.act}")
        revision = Revision(plan_id, Author(user_id=self.member.user_id), key)
        edit(revision, row_id=self.row.pk, version=self.version, fields=fields)


def answer_in(token: str) -> MailAnswer:
    """The answer of this token. Raises InvalidToken, also for a former member, and Gone."""
    try:
        member_id, row_id, version, act = signing.loads(token, salt=ANSWER, max_age=ANSWERABLE)
    except signing.BadSignature:
        raise InvalidToken from None
    member = Membership.objects.select_related("plan").filter(pk=member_id).first()
    if member is None:
        raise InvalidToken
    row = PlanActivity.objects.filter(pk=row_id, plan_id=member.plan_id).first()
    if row is None:
        raise Gone
    return MailAnswer(member, row, version, act)


def _may_be_reminded(today: date) -> Q:
    """Selects members who want a mail and had none lately; a monthly one: none this month."""
    weekly = Q(monthly=False, reminded_on__lte=today - APART)
    monthly = Q(monthly=True, reminded_on__lt=today.replace(day=1))
    return Q(remind=True) & (Q(reminded_on=None) | weekly | monthly)


def _remind(member: Membership, today: date) -> bool:
    rows = PlanActivity.objects.filter(plan=member.plan_id).select_related("member")
    due = rows.filter(due_date__lte=today + AHEAD).exclude(status=Status.DONE)
    reviews = rows.filter(review_on__lte=today).order_by("review_on", "pk")
    until, since = today + AHEAD, None
    if member.monthly:
        until, since = months_later(today, 1), months_later(today.replace(day=1), -1)
    news = Round(
        due=list(due.order_by("due_date", "pk")),
        reviews=list(reviews),
        milestones=list(member.plan.milestones.filter(day__range=(today, until))),
        until=until,
        since=since,
        done=_done_since(member, since) if since else 0,
    )
    if not (news.has_something or is_due(member.plan.review_on, today)):
        return False
    mine = Membership.objects.filter(pk=member.pk)
    if not mine.filter(_may_be_reminded(today)).update(reminded_on=today):
        return False
    try:
        send_reminder(member, news, today, MailStop(member.pk).token, partial(answer_token, member))
    except OSError as error:
        mine.update(reminded_on=member.reminded_on)
        log.error("A reminder could not be sent: %s", error)
        return False
    return True


def _done_since(member: Membership, day: date) -> int:
    """How many activities became done from this day on."""
    edits = net(edits_since(member.plan_id, day).edits)
    return sum((one.after or {}).get("status") == Status.DONE for one in edits)
