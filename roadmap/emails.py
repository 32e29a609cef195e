"""The mails about a plan, and how people are named in them."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from roadmap.models import INVITATION_DAYS, Invitation


def name_of(user: User) -> str:
    """How a person is called in a mail: the name, else the address."""
    return user.get_full_name() or user.email


def masked(email: str) -> str:
    """Enough of an address for its owner to know it: 'j…@voorbeeld.be'."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def send_invitation(invitation: Invitation, address: str, sender: str) -> None:
    """Mail the one-time link. Raises OSError when the mail cannot be handed over."""
    title = " ".join(invitation.plan.title.split())
    context = {
        "title": title,
        "role": invitation.get_role_display().lower(),
        "sender": " ".join(sender.split()),
        "address": address,
        "until": timezone.localtime(invitation.expires_at),
        "days": INVITATION_DAYS,
    }
    EmailMessage(
        subject=f"Uitnodiging voor het stappenplan ‘{title}’",
        body=render_to_string("roadmap/emails/invitation.txt", context),
        to=[invitation.email],
    ).send()
