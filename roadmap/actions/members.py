"""Acts on members and invitations. Those on one plan wait for each other (`locked`).

None is recorded in the plan's history, which holds changes of the plan, not of who may read it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from roadmap.access.permissions import covers
from roadmap.access.tokens import hash_of, new_token
from roadmap.domain.plan.limits import MAX_NAME
from roadmap.history.errors import Gone
from roadmap.history.names import NAMELESS
from roadmap.history.transaction import locked
from roadmap.models import (
    INVITATION_DAYS,
    Change,
    FormerMember,
    Invitation,
    InvitationQuerySet,
    Membership,
    Plan,
    PlanActivity,
    PlanQuerySet,
)
from roadmap.pdf_cache import forget_pdfs

Role = Membership.Role
MOMENT = timedelta(microseconds=1)
MAX_PEOPLE = 50
"""Members and open invitations of one plan."""


class LastOwner(Exception):
    """The plan would have no owner left."""


class AlreadyMember(Exception):
    """The invited address already has a role in the plan."""


class TooManyMembers(Exception):
    """The plan would have more than MAX_PEOPLE."""


class InvitationUsed(Exception):
    """The invitation was accepted or withdrawn, or is past its end."""


def invite(
    *, plan_id: UUID, email: str, role: Role, sender_id: int | None = None, key: UUID | None = None
) -> tuple[Invitation, str] | None:
    """Offer a role to an address; returns the invitation and the token for its link.

    An address that was invited before gets a new token for the same invitation. Returns None when
    the form with this `key` was sent before. Result and timing do not show whether the address has
    an account. Raises AlreadyMember, TooManyMembers, Gone.
    """
    email = email.lower()
    with locked(plan_id):
        if key and Invitation.objects.filter(plan_id=plan_id, key=key).exists():
            return None
        members = Membership.objects.filter(plan_id=plan_id)
        if email in map(str.lower, members.values_list("user__email", flat=True)):
            raise AlreadyMember
        others = Invitation.objects.filter(plan_id=plan_id, closed_at=None).exclude(email=email)
        if others.count() + members.count() >= MAX_PEOPLE:
            raise TooManyMembers
        token = new_token()
        invitation, _ = Invitation.objects.update_or_create(
            plan_id=plan_id,
            email=email,
            closed_at=None,
            defaults={"role": role, "key": key, "sender_id": sender_id, **_fresh(token)},
        )
        return invitation, token


def renew_invitation(
    *, plan_id: UUID, invitation_id: int, sender_id: int | None = None
) -> tuple[Invitation, str]:
    """Give an open invitation a new token, which ends the old link. Raises Gone.

    `sender_id`: the account that renews it, stored as the sender from now on.
    """
    with locked(plan_id):
        invitation = _open_invitation(plan_id, invitation_id)
        token = new_token()
        for name, value in {**_fresh(token), "sender_id": sender_id}.items():
            setattr(invitation, name, value)
        invitation.save(update_fields=["token_hash", "expires_at", "sender"])
        return invitation, token


def withdraw_invitation(*, plan_id: UUID, invitation_id: int) -> None:
    """Close the invitation, which ends its link. Raises Gone."""
    with locked(plan_id):
        invitation = _open_invitation(plan_id, invitation_id)
        invitation.closed_at = timezone.now()
        invitation.save(update_fields=["closed_at"])


def accept_invitation(*, invitation: Invitation, user_id: int) -> None:
    """Accept the invitation, once. A member with a higher role keeps that role.

    Raises InvitationUsed, also for the second of two requests at the same moment, and Gone.
    """
    now = timezone.now()
    with locked(invitation.plan_id):
        same = Invitation.objects.open(now).filter(
            pk=invitation.pk, token_hash=invitation.token_hash
        )
        if not same.update(closed_at=now):
            raise InvitationUsed
        role = same.model.objects.values_list("role", flat=True).get(pk=invitation.pk)
        member, _ = Membership.objects.get_or_create(
            plan_id=invitation.plan_id, user_id=user_id, defaults={"role": role}
        )
        if not covers(member.role, role):
            Membership.objects.filter(pk=member.pk).update(role=role)
        _restore_ownership(invitation.plan_id, user_id)


def change_role(*, plan_id: UUID, member_id: int, role: Role) -> None:
    """Give a member another role. Raises LastOwner, Gone."""
    with locked(plan_id):
        member = _member(plan_id, member_id)
        if role != Role.OWNER:
            _check_other_owner(member)
        Membership.objects.filter(pk=member.pk).update(role=role)


def remove(*, plan_id: UUID, member_id: int) -> None:
    """Remove a member; the plan goes on showing the name that the member has now.

    Closes the open invitations that the member sent. Raises LastOwner, Gone.
    """
    with locked(plan_id):
        member = _member(plan_id, member_id)
        _check_other_owner(member)
        name = member.user.get_full_name()[:MAX_NAME] or NAMELESS
        FormerMember.objects.update_or_create(
            plan_id=plan_id, user_id=member.user_id, defaults={"name": name}
        )
        PlanActivity.objects.filter(plan_id=plan_id, member=member.user_id, owner="").update(
            owner=name, member=None
        )
        _close_invitations(Invitation.objects.filter(plan_id=plan_id, sender=member.user_id))
        member.delete()


@transaction.atomic
def claim_browser_plans(*, browser: str, user_id: int) -> int:
    """Make the account the owner of this browser's plans; returns how many there were.

    The browser's acts in those plans become the account's too, so that they can still be undone. A
    second call, even at the same moment, finds no more plans.
    """
    alive = Plan.objects.alive(timezone.localdate()).filter(browser=browser).exclude(browser="")
    plans = list(alive.select_for_update().values_list("pk", flat=True))
    Membership.objects.bulk_create(
        Membership(plan_id=plan, user_id=user_id, role=Role.OWNER) for plan in plans
    )
    Plan.objects.filter(pk__in=plans).update(browser="", kept_until=None)
    acts = Change.objects.filter(plan_id__in=plans, user__isnull=True, browser=browser)
    acts.update(user_id=user_id, browser="")
    return len(plans)


def deleted_and_kept_plans(*, user_id: int) -> tuple[PlanQuerySet, PlanQuerySet]:
    """The person's plans that go with the account, having no other owner, and those that stay.

    Each plan has `others`: how many other members it has.
    """
    plans = Plan.objects.filter(memberships__user=user_id)
    other = ~Q(memberships__user=user_id)
    counted = Plan.objects.filter(pk__in=plans.values("pk")).annotate(
        others=Count("memberships", filter=other),
        other_owners=Count("memberships", filter=other & Q(memberships__role=Role.OWNER)),
        mine=Count(
            "memberships", filter=Q(memberships__user=user_id, memberships__role=Role.OWNER)
        ),
    )
    goes = Q(mine__gt=0, other_owners=0)
    return counted.filter(goes), counted.exclude(goes)


@transaction.atomic
def leave_plans(*, user_id: int) -> None:
    """Remove the person from every plan, and delete the plans without another owner.

    Two owners who leave at once wait for each other; the last one deletes the plan.
    """
    mine = Plan.objects.filter(memberships__user=user_id)
    locked = list(Plan.objects.select_for_update().filter(pk__in=mine.values("pk")).order_by("pk"))
    going, _ = deleted_and_kept_plans(user_id=user_id)
    gone = list(going.values_list("pk", flat=True))
    Plan.objects.filter(pk__in=gone).delete()
    former = FormerMember.objects.filter(user_id=user_id)
    for plan_id, name in former.values_list("plan_id", "name"):
        PlanActivity.objects.filter(plan_id=plan_id, owner=name, member=None).update(owner="")
    named = Plan.objects.filter(Q(memberships__user=user_id) | Q(pk__in=former.values("plan")))
    _expire_cached_pages(named)
    forget_pdfs([*gone, *named.values_list("pk", flat=True)])
    former.delete()
    _close_invitations(Invitation.objects.filter(sender=user_id))
    Membership.objects.filter(user_id=user_id, plan__in=locked).delete()
    Change.objects.filter(user_id=user_id).update(user_id=None, browser="")


def expire_pages_naming(*, user_id: int) -> None:
    """Expire the cached pages and files of the plans that show this member's name."""
    _expire_cached_pages(Plan.objects.filter(memberships__user=user_id))


def _expire_cached_pages(plans: PlanQuerySet) -> None:
    """Add a microsecond to `changed_at`, part of each cache key. No act: the version stays."""
    Plan.objects.filter(pk__in=plans.values("pk")).update(changed_at=F("changed_at") + MOMENT)


def _restore_ownership(plan_id: UUID, user_id: int) -> None:
    """A former member who comes back owns the activities again that kept that member's name."""
    former = FormerMember.objects.filter(plan_id=plan_id, user_id=user_id)
    for name in former.values_list("name", flat=True):
        PlanActivity.objects.filter(plan_id=plan_id, owner=name, member=None).update(
            owner="", member=user_id
        )
    if former.delete()[0]:
        _expire_cached_pages(Plan.objects.filter(pk=plan_id))


def _close_invitations(sent: InvitationQuerySet) -> None:
    """Close those that are still open."""
    sent.filter(closed_at=None).update(closed_at=timezone.now())


def forget_invitations(*, addresses: Collection[str]) -> None:
    """Delete all invitations to these addresses, open, closed or expired."""
    wanted = [address.lower() for address in addresses]
    Invitation.objects.filter(email__in=wanted).delete()


def set_reminder(*, plan_id: UUID, user_id: int, remind: bool, monthly: bool = False) -> None:
    """Turn this member's reminders of the plan on, weekly or `monthly`, or off."""
    mine = Membership.objects.filter(plan_id=plan_id, user_id=user_id)
    mine.update(remind=remind, monthly=remind and monthly)


def _check_other_owner(member: Membership) -> None:
    """Raises LastOwner if the plan would have no owner without this member."""
    owners = Membership.objects.filter(plan_id=member.plan_id, role=Role.OWNER)
    if member.role == Role.OWNER and not owners.exclude(pk=member.pk).exists():
        raise LastOwner


def _member(plan_id: UUID, member_id: int) -> Membership:
    member = Membership.objects.filter(plan_id=plan_id, pk=member_id).first()
    if member is None:
        raise Gone
    return member


def _open_invitation(plan_id: UUID, invitation_id: int) -> Invitation:
    found = Invitation.objects.select_related("plan").filter(
        plan_id=plan_id, pk=invitation_id, closed_at=None
    )
    invitation = found.first()
    if invitation is None:
        raise Gone
    return invitation


def _fresh(token: str) -> dict[str, object]:
    return {
        "token_hash": hash_of(token),
        "expires_at": timezone.now() + timedelta(days=INVITATION_DAYS),
    }
