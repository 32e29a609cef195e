"""The members and open invitations of a plan, as its page shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Count

from roadmap.domain.plan.fields import ActivityValues, Fields, MemberName
from roadmap.models import Invitation, Membership, Plan, PlanActivity

TYPED_NAMES = 300
"""How many typed names a page suggests; accounts are not counted."""


@dataclass(frozen=True)
class Person:
    """A member on the page. `member`: the membership's id; `email`: '' unless an owner looks."""

    member: int
    name: str
    email: str
    role: str
    is_me: bool


def people_of(plan: Plan, me: int | None) -> tuple[Person, ...]:
    """The members, owners first, as the visitor may see them. `me`: the visitor's account id."""
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


def member_names(plan_ids: Collection[UUID]) -> dict[UUID, dict[str, MemberName]]:
    """For each plan the members who can own an activity, by the name that people pick or type.

    Members with the same name get their role and a number behind it. Readers are left out: typing a
    name never gives work to a reader, and no reader can take it by using somebody else's name.
    """
    found: dict[UUID, dict[str, list[tuple[MemberName, str]]]] = {pk: {} for pk in plan_ids}
    members = Membership.objects.filter(plan_id__in=plan_ids).exclude(role=Membership.Role.READER)
    for member in members.select_related("user"):
        name = MemberName(member.user_id, member.user.get_full_name())
        people = found[member.plan_id].setdefault(str(name), [])
        people.append((name, member.get_role_display().lower()))
    return {
        plan_id: {
            text if len(people) == 1 else f"{text} ({role}, {number})": name
            for text, people in by_name.items()
            if text
            for number, (name, role) in enumerate(people, 1)
        }
        for plan_id, by_name in found.items()
    }


def name_of(user_id: int | None) -> MemberName | None:
    """The account as an owner of activities; None without an account, or without a name."""
    user = User.objects.filter(pk=user_id).first() if user_id else None
    return MemberName(user.pk, user.get_full_name()) if user and user.get_full_name() else None


def owner_names(plan: Plan, others: Iterable[str] | None = None) -> list[str]:
    """Suggestions for the owner of an activity: the members, and names that the plan uses.

    `others`: the owners in the plan; read here when None.
    """
    if others is None:
        others = plan.activities.exclude(owner="").values_list("owner", flat=True)
    members = {} if plan.browser else member_names([plan.pk])[plan.pk]
    shown = {str(name) for name in members.values()}
    return sorted({*members, *(name for name in others if name and name not in shown)})


def names_to_pick(plan_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """For each plan suggestions for an owner: its members, and typed names that it uses.

    Two queries; over all plans the TYPED_NAMES names that are used most.
    """
    found = {plan_id: {*names} for plan_id, names in member_names(plan_ids).items()}
    typed = PlanActivity.objects.filter(plan__in=plan_ids).exclude(owner="").order_by()
    used = typed.values_list("plan_id", "owner").annotate(times=Count("pk"))
    for plan_id, name, _ in used.order_by("-times", "plan_id", "owner")[:TYPED_NAMES]:
        found[plan_id].add(name)
    return {plan_id: sorted(names) for plan_id, names in found.items()}


@dataclass(frozen=True)
class OwnerNames:
    """Finds the member with a typed name; reads the plan's members when first needed."""

    plan_id: UUID

    @cached_property
    def _members(self) -> dict[str, MemberName]:
        return member_names([self.plan_id])[self.plan_id]

    def picked(self, now: ActivityValues, fields: Fields) -> Fields:
        """The fields with `owner` as a member where the name is one; the same name changes nothing.

        `now`: the activity before the change.
        """
        owner = fields.get("owner", "")
        if not owner or isinstance(owner, MemberName):
            return fields
        is_same = isinstance(now.owner, MemberName) and owner == str(now.owner)
        return {**fields, "owner": now.owner if is_same else self._members.get(owner, owner)}


def open_invitations_of(plan: Plan) -> list[Invitation]:
    return list(plan.invitations.with_backing().filter(closed_at=None).select_related("sender"))
