"""Mails about what falls due: per person and plan, asked for, one a week at most."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from roadmap.models import Membership, PlanActivity

log = logging.getLogger(__name__)
SALT = "reminder"
AHEAD = timedelta(days=14)
APART = timedelta(days=7)


class BadToken(Exception):
    """No mail of ours carried this."""


def send_reminders(today: date) -> int:
    """Mail everybody who asked for it and whose plan has something due; gives how many mails.

    Running it twice, or two at once, sends nothing twice: each mail is claimed before it goes. What
    could not be sent is tried again the next time.
    """
    wanting = Membership.objects.filter(
        _may_be_reminded(today), plan__is_archived=False, user__is_active=True
    ).exclude(user__email="")
    return sum(_remind(member, today) for member in wanting.select_related("plan", "user"))


def stop_by(token: str) -> None:
    """Stop the reminders that the mail with this token belonged to. Raises BadToken."""
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
    due = list(rows.exclude(status=PlanActivity.Status.DONE).order_by("due_date", "pk"))
    if not due:
        return False
    mine = Membership.objects.filter(pk=member.pk)
    if not mine.filter(_may_be_reminded(today)).update(reminded_on=today):
        return False
    try:
        _mail(member, due, today).send()
    except (OSError, SMTPException) as error:
        mine.update(reminded_on=member.reminded_on)
        log.error("A reminder could not be sent: %s", error)
        return False
    return True


def _mail(member: Membership, due: Sequence[PlanActivity], today: date) -> EmailMessage:
    stop_address = settings.SITE_URL + reverse("roadmap:stop-reminder", args=[stop_token(member)])
    context = {
        "plan": member.plan,
        "name": member.user.first_name,
        "overdue": [row for row in due if row.due_date and row.due_date < today],
        "soon": [row for row in due if row.due_date and row.due_date >= today],
        "address": settings.SITE_URL + reverse("roadmap:plan", args=[member.plan_id]),
        "stop_address": stop_address,
    }
    return EmailMessage(
        subject=f"Wat klaar moet zijn: {member.plan.title}",
        body=render_to_string("roadmap/emails/reminder.txt", context),
        to=[member.user.email],
        headers={
            "List-Id": f"Herinneringen <herinnering.{urlsplit(settings.SITE_URL).hostname}>",
            "List-Unsubscribe": f"<{stop_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
