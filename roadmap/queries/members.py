"""The members and open invitations of a plan, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from roadmap.models import Invitation, Membership, Plan


@dataclass(frozen=True)
class Person:
    """`email` is '' for all readers of the page but owners."""

    member: int
    name: str
    email: str
    role: str
    is_me: bool


def people_of(plan: Plan, me: int | None) -> tuple[Person, ...]:
    """The members, owners first, as a visitor with the role `plan.role` may see them."""
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
