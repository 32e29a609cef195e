"""Acts on who takes part in plans: coming with plans, leaving, being reminded."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from roadmap.models import Change, Membership, Plan, PlanQuerySet

Role = Membership.Role


@transaction.atomic
def take_along(*, browser: str, user_id: int) -> int:
    """What this browser made becomes the person's own, with its history; gives how many plans.

    The acts in those plans become the person's too, so that undo goes on where it was. Done twice,
    also at once, the second finds nothing left to take.
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


def plans_that_go(*, user_id: int) -> tuple[PlanQuerySet, PlanQuerySet]:
    """The plans that nobody else owns, and the others; each with `others`, the other members."""
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
    """Take the person out of every plan; those that nobody else owns go.

    Two owners who leave at once wait for each other: the last one takes the plan with them.
    """
    mine = Plan.objects.filter(memberships__user=user_id)
    locked = list(Plan.objects.select_for_update().filter(pk__in=mine.values("pk")).order_by("pk"))
    going, _ = plans_that_go(user_id=user_id)
    Plan.objects.filter(pk__in=list(going.values_list("pk", flat=True))).delete()
    Membership.objects.filter(user_id=user_id, plan__in=locked).delete()
    Change.objects.filter(user_id=user_id).update(user_id=None, browser="")


def set_reminder(*, plan_id: UUID, user_id: int, remind: bool) -> None:
    """Mail this member when something falls due, or no longer."""
    Membership.objects.filter(plan_id=plan_id, user_id=user_id).update(remind=remind)
