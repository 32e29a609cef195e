"""Reminders of what falls due, for members who asked for them: one a week per plan at most."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.core import signing
from django.db.models import Q

from roadmap.domain.plan.fields import Status
from roadmap.emails import send_reminder
from roadmap.models import Membership, PlanActivity

log = logging.getLogger(__name__)
SALT = "reminder"
AHEAD = timedelta(days=14)
APART = timedelta(days=7)


class BadToken(Exception):
    """No mail of this site carried this token."""


def send_reminders(today: date) -> int:
    """Mail every member who asked for it and whose plan has something due; returns how many.

    Two runs, even at once, send nothing twice: each mail is claimed before it is sent. A mail that
    could not be sent is tried again at the next run.
    """
    wanting = Membership.objects.filter(
        _may_be_reminded(today), plan__is_archived=False, user__is_active=True
    ).exclude(user__email="")
    return sum(_remind(member, today) for member in wanting.select_related("plan", "user"))


def stop_by(token: str) -> None:
    """Stop the reminders to which the mail with this token belonged. Raises BadToken."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise BadToken from None
    Membership.objects.filter(pk=pk).update(remind=False)


def stop_token(member: Membership) -> str:
    return signing.dumps(member.pk, salt=SALT)


def _may_be_reminded(today: date) -> Q:
    return Q(remind=True) & (Q(reminded_on=None) | Q(reminded_on__lte=today - APART))


def _remind(member: Membership, today: date) -> bool:
    rows = PlanActivity.objects.filter(plan=member.plan_id, due_date__lte=today + AHEAD)
    due = list(rows.exclude(status=Status.DONE).order_by("due_date", "pk"))
    if not due:
        return False
    mine = Membership.objects.filter(pk=member.pk)
    if not mine.filter(_may_be_reminded(today)).update(reminded_on=today):
        return False
    try:
        send_reminder(member, due, today, stop_token(member))
    except OSError as error:
        mine.update(reminded_on=member.reminded_on)
        log.error("A reminder could not be sent: %s", error)
        return False
    return True
