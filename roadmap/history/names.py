"""The names under which a plan shows accounts: a member's present name, a former member's name on
the day of leaving.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Subquery

from roadmap.domain.plan.fields import MemberName
from roadmap.models import FormerMember, Membership

NAMELESS = "iemand zonder naam"


def shown_owners(plan_id: UUID, owners: Iterable[str]) -> Callable[[str], str]:
    """A function from an owner to the name that the plan shows; '' for a deleted account.

    An account that left keeps the name of that day, so that nobody without a role in the plan can
    change what it shows. Makes no query when no owner is an account.
    """
    accounts = {owner.account for owner in owners if isinstance(owner, MemberName)}
    names = _names_of(plan_id, accounts) if accounts else {}

    def shown(owner: str) -> str:
        if not isinstance(owner, MemberName):
            return owner
        return MemberName(owner.account, names[owner.account]) if owner.account in names else ""

    return shown


def _names_of(plan_id: UUID, accounts: Collection[int]) -> dict[int, str]:
    members = Membership.objects.filter(plan_id=plan_id, user=OuterRef("pk"))
    former = FormerMember.objects.filter(plan_id=plan_id, user=OuterRef("pk")).values("name")
    people = User.objects.filter(pk__in=accounts).annotate(
        is_member=Exists(members), left_as=Subquery(former)
    )
    rows = people.values_list("pk", "is_member", "left_as", "first_name", "last_name")
    return {
        pk: full_name(*names) if is_member else left_as or NAMELESS
        for pk, is_member, left_as, *names in rows
    }


def full_name(first: str, last: str) -> str:
    return f"{first} {last}".strip() or NAMELESS
