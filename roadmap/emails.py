"""The mails about a plan: an invitation, a reminder, a new edition, an example taken down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from content.editions.models import Edition
from content.text_rules import mended
from roadmap.domain.overview.attention import is_due
from roadmap.domain.plan.wording import MONTHS
from roadmap.models import (
    ExampleRemoval,
    Invitation,
    Membership,
    Plan,
    PlanActivity,
    PlanMilestone,
)

MAX_QUOTED = 60
LINK = re.compile(r"://|@|www\.|\w\.[^\W\d_]{2}", re.IGNORECASE)


def quoted(text: str) -> str:
    """A text by a stranger, safe to quote in a mail: one line of at most MAX_QUOTED characters.

    '' for a text that mail programs would turn into a link.
    """
    shown = (char for char in mended(text) if unicodedata.category(char) != "Cf")
    line = " ".join("".join(shown).split())
    if LINK.search(line):
        return ""
    return line if len(line) <= MAX_QUOTED else f"{line[: MAX_QUOTED - 1].rstrip()}…"


def masked(email: str) -> str:
    """An address that its owner can recognise: 'j…@voorbeeld.be'."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def named(sender: User | None) -> str:
    """The sender of an invitation on its page, which anybody with the link can read.

    'Iemand die zich ‘An Peeters’ noemt,'; 'Iemand' without a name to quote.
    """
    name = quoted(sender.get_full_name()) if sender else ""
    return f"Iemand die zich ‘{name}’ noemt," if name else "Iemand"


def named_in_mail(sender: User) -> str:
    """The same in the mail, which only the invited person reads: with the address if no name."""
    has_name = quoted(sender.get_full_name())
    return named(sender) if has_name else f"Iemand met het e-mailadres {sender.email}"


def send_invitation(invitation: Invitation, address: str, sender: User) -> None:
    """Mail the one-time link. Raises OSError if the mail server refuses it."""
    context = {
        "title": quoted(invitation.plan.title),
        "role": invitation.get_role_display().lower(),
        "sender": named_in_mail(sender),
        "address": address,
        "until": timezone.localtime(invitation.expires_at),
    }
    subject = "Uitnodiging voor een stappenplan in het AI Playbook"
    _send("invitation", subject, [invitation.email], context)


def send_removal(removal: ExampleRemoval) -> None:
    """Mail the owners why their example is no longer public. Raises as `send_invitation`."""
    owners = User.objects.filter(
        is_active=True, memberships__plan=removal.plan_id, memberships__role=Membership.Role.OWNER
    ).exclude(email="")
    context = {
        "removal": removal,
        "title": quoted(removal.title),
        "address": _address("roadmap:sharing", removal.plan_id),
    }
    to = list(owners.order_by("pk").values_list("email", flat=True))
    _send("removal", "Uw voorbeeldplan is niet meer openbaar", to, context)


@dataclass(frozen=True, slots=True)
class Round:
    """The content of a reminder: activities late or due soon, activities to review, milestones.

    `until`: the last day of these milestones, when the next mail comes. `since`: of a monthly mail,
    the first day of its month. `done`: the number of activities finished in that month.
    """

    due: Sequence[PlanActivity]
    reviews: Sequence[PlanActivity]
    milestones: Sequence[PlanMilestone]
    until: date
    since: date | None
    done: int

    @property
    def has_something(self) -> bool:
        return bool(self.due or self.reviews or self.milestones or self.done)


@dataclass(frozen=True, slots=True)
class MailLine:
    """An activity in a reminder, with the links that answer it; '' for a reader of the plan."""

    item: PlanActivity
    done: str
    later: str


def send_reminder(
    member: Membership,
    news: Round,
    today: date,
    stop_token: str,
    answer_token: Callable[[PlanActivity, str], str],
) -> None:
    """Mail a reminder. Raises as `send_invitation`."""
    may_answer = member.role != Membership.Role.READER

    def address(row: PlanActivity, act: str) -> str:
        return _address("roadmap:answer", answer_token(row, act)) if may_answer else ""

    lines = [MailLine(row, address(row, "klaar"), address(row, "later")) for row in news.due]
    overdue = [one for one in lines if one.item.due_date and one.item.due_date < today]
    context = {
        "plan": member.plan,
        "name": member.user.first_name,
        "overdue": overdue,
        "soon": [one for one in lines if one not in overdue],
        "reviews": news.reviews,
        "milestones": news.milestones,
        "until": news.until,
        "is_plan_due": is_due(member.plan.review_on, today),
        "address": _address("roadmap:attention", member.plan_id),
        "stop_address": _address("roadmap:stop-reminder", stop_token),
    }
    subject = f"Wat klaar moet zijn: {member.plan.title}"
    if news.since:
        counts = f"{news.done} klaar, {len(overdue)} te laat"
        subject = f"Uw stappenplan in {MONTHS[news.since.month - 1]}: {counts}"
    _send("reminder", subject, [member.user.email], context, "Herinneringen <herinnering")


@dataclass(frozen=True, slots=True)
class PlanNews:
    """A plan, and how many items of a new edition it has to answer."""

    plan: Plan
    count: int

    @property
    def address(self) -> str:
        return _address("roadmap:news", self.plan.pk)


def send_edition(user: User, edition: Edition, news: Sequence[PlanNews], stop_token: str) -> None:
    """Mail that an edition came out, and what it changes. Raises as `send_invitation`."""
    context = {
        "name": user.first_name,
        "edition": edition,
        "news": news,
        "address": _address("editions:edition", edition.version.number),
        "stop_address": _address("roadmap:stop-reminder", stop_token),
    }
    subject = f"Het AI Playbook heeft een nieuwe uitgave: {edition.version.label}"
    _send("edition", subject, [user.email], context, "Uitgaven <uitgaven")


def _address(view: str, *args: object) -> str:
    return settings.SITE_URL + reverse(view, args=args)


def _send(
    name: str, subject: str, to: list[str], context: dict[str, Any], list_id: str = ""
) -> None:
    """`name`: of the template. `list_id`: for recurring mails; mail programs then offer to
    unsubscribe, at the context's `stop_address`.
    """
    headers = {
        "List-Id": f"{list_id}.{urlsplit(settings.SITE_URL).hostname}>",
        "List-Unsubscribe": f"<{context.get('stop_address')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    body = render_to_string(f"roadmap/emails/{name}.txt", context)
    EmailMessage(subject, body, to=to, headers=headers if list_id else None).send()
