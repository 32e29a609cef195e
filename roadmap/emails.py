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
    """A text of a stranger's choosing as a mail may quote it: one short line, and no link.

    '' for a text of which mail programs would make a link.
    """
    shown = (char for char in mended(text) if unicodedata.category(char) != "Cf")
    line = " ".join("".join(shown).split())
    if LINK.search(line):
        return ""
    return line if len(line) <= MAX_QUOTED else f"{line[: MAX_QUOTED - 1].rstrip()}…"


def masked(email: str) -> str:
    """Enough of an address for its owner to recognise it: 'j…@voorbeeld.be'."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def named(sender: User | None) -> str:
    """Who invites, as a page may say it to all who have its link: the name, which a stranger chose.

    'Iemand die zich ‘An Peeters’ noemt,'; 'Iemand' without a name to quote.
    """
    name = quoted(sender.get_full_name()) if sender else ""
    return f"Iemand die zich ‘{name}’ noemt," if name else "Iemand"


def named_in_mail(sender: User) -> str:
    """The same to the invited address alone; without a name to quote, the sender's address."""
    has_name = quoted(sender.get_full_name())
    return named(sender) if has_name else f"Iemand met het e-mailadres {sender.email}"


def send_invitation(invitation: Invitation, address: str, sender: User) -> None:
    """Mail the one-time link. Raises OSError if the mail server does not take it."""
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
    """Mail the plan's owners why their example is public no longer. Raises OSError likewise."""
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
    """What a mail tells of a plan: what is late or due soon, what is to be reviewed, and the
    milestones until the day by which the next mail has come.

    `since`: for a monthly mail the first day of its month, in which `done` activities became so.
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
    """An activity in a mail, and the addresses of its answers; '' for a reader."""

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
    """Mail what is overdue and what falls due soon. Raises OSError as `send_invitation` does."""
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
    """What an edition of the playbook means for a plan: how many items to answer."""

    plan: Plan
    count: int

    @property
    def address(self) -> str:
        return _address("roadmap:news", self.plan.pk)


def send_edition(user: User, edition: Edition, news: Sequence[PlanNews], stop_token: str) -> None:
    """Mail that an edition came out, and what it means for these plans. Raises OSError likewise."""
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
    """`name`: of the template. `list_id`: of mails that come again, which a mail program then
    offers to stop at the context's `stop_address`.
    """
    headers = {
        "List-Id": f"{list_id}.{urlsplit(settings.SITE_URL).hostname}>",
        "List-Unsubscribe": f"<{context.get('stop_address')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    body = render_to_string(f"roadmap/emails/{name}.txt", context)
    EmailMessage(subject, body, to=to, headers=headers if list_id else None).send()
