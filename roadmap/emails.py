"""The mails about a plan: an invitation and a reminder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from roadmap.domain.plan import text_rules
from roadmap.models import Invitation, Membership, PlanActivity

MAX_QUOTED = 60
LINK = re.compile(r"://|@|www\.|\w\.[^\W\d_]{2}", re.IGNORECASE)


def quoted(text: str) -> str:
    """A text of a stranger's choosing as a mail may quote it: one short line, and no link.

    '' for a text of which mail programs would make a link.
    """
    shown = (char for char in text_rules.mended(text) if unicodedata.category(char) != "Cf")
    line = " ".join("".join(shown).split())
    if LINK.search(line):
        return ""
    return line if len(line) <= MAX_QUOTED else f"{line[: MAX_QUOTED - 1].rstrip()}…"


def masked(email: str) -> str:
    """Enough of an address for its owner to recognise it: 'j…@voorbeeld.be'."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def named(sender: User | None) -> str:
    """Who invites, as a mail or a page may say it: a name is what a stranger chose for it.

    'Iemand die zich ‘An Peeters’ noemt,'; without a name to quote, the address.
    """
    if sender is None:
        return "Iemand"
    if name := quoted(sender.get_full_name()):
        return f"Iemand die zich ‘{name}’ noemt,"
    return f"Iemand met het e-mailadres {sender.email}"


def send_invitation(invitation: Invitation, address: str, sender: User) -> None:
    """Mail the one-time link. Raises OSError if the mail server does not take it."""
    context = {
        "title": quoted(invitation.plan.title),
        "role": invitation.get_role_display().lower(),
        "sender": named(sender),
        "address": address,
        "until": timezone.localtime(invitation.expires_at),
    }
    EmailMessage(
        subject="Uitnodiging voor een stappenplan in het AI Playbook",
        body=render_to_string("roadmap/emails/invitation.txt", context),
        to=[invitation.email],
    ).send()


def send_reminder(
    member: Membership, due: Sequence[PlanActivity], today: date, stop_token: str
) -> None:
    """Mail what is overdue and what falls due soon. Raises OSError as `send_invitation` does."""
    stop_address = settings.SITE_URL + reverse("roadmap:stop-reminder", args=[stop_token])
    context = {
        "plan": member.plan,
        "name": member.user.first_name,
        "overdue": [row for row in due if row.due_date and row.due_date < today],
        "soon": [row for row in due if row.due_date and row.due_date >= today],
        "address": settings.SITE_URL + reverse("roadmap:plan", args=[member.plan_id]),
        "stop_address": stop_address,
    }
    EmailMessage(
        subject=f"Wat klaar moet zijn: {member.plan.title}",
        body=render_to_string("roadmap/emails/reminder.txt", context),
        to=[member.user.email],
        headers={
            "List-Id": f"Herinneringen <herinnering.{urlsplit(settings.SITE_URL).hostname}>",
            "List-Unsubscribe": f"<{stop_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    ).send()
