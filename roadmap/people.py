"""The people of a plan as its page shows them, and the mail that invites one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from roadmap.models import INVITATION_DAYS, Invitation, Membership, Plan


@dataclass(frozen=True)
class Person:
    """`email` is '' for who is not an owner: addresses are the owners' affair."""

    member: int
    name: str
    email: str
    role: str
    is_me: bool


def people_of(plan: Plan, me: int | None) -> tuple[Person, ...]:
    """Who takes part, owners first, as a person with the role `plan.role` may see them."""
    order = list(Membership.Role)
    members = plan.memberships.select_related("user")
    return tuple(
        Person(
            member=member.pk,
            name=member.user.get_full_name(),
            email=member.user.email if plan.is_owner else "",
            role=member.get_role_display(),
            is_me=member.user_id == me,
        )
        for member in sorted(members, key=lambda m: (order.index(Membership.Role(m.role)), m.since))
    )


def open_invitations_of(plan: Plan) -> list[Invitation]:
    return list(plan.invitations.filter(closed_at=None))


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
        body=render_to_string("roadmap/mail/invitation.txt", context),
        to=[invitation.email],
    ).send()
