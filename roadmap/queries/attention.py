"""What asks for attention in some plans: activities, milestones, and reviews of whole plans."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Count, Q

from content.catalogue import Catalogue
from roadmap.domain.overview.attention import (
    GROUPS,
    TO_REVIEW,
    AttentionCount,
    AttentionLine,
    ComingMilestone,
    PlanReview,
    is_due,
)
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.overview.progress import SOON_DAYS
from roadmap.domain.plan.fields import Rhythm, Status
from roadmap.history.reading import OWNER_COLUMNS, owner_in
from roadmap.models import Plan, PlanActivity, PlanMilestone

SHOWN = ("title", "status", "order", "start_date", "due_date", "review", "review_on")


def open_lines(catalogue: Catalogue, plans: Iterable[Plan], today: date) -> list[AttentionLine]:
    """In one query, however many plans; `plans` as their visitor sees them."""
    by_id = {plan.pk: plan for plan in plans}
    wanted = ~Q(status=Status.DONE) | Q(review_on__lte=today)
    rows = PlanActivity.objects.filter(wanted, plan__in=by_id)
    columns = ("pk", "version", "plan_id", "track__slug", "phase__number", *SHOWN, *OWNER_COLUMNS)
    return [
        AttentionLine(
            plan_id=row["plan_id"],
            plan_title=by_id[row["plan_id"]].title,
            may_edit=by_id[row["plan_id"]].may_edit,
            pillar=catalogue.track_by_slug[row["track__slug"]].pillar.number,
            item=GridItem(
                title=row["title"],
                status=Status(row["status"]),
                track=row["track__slug"],
                phase=row["phase__number"],
                order=row["order"],
                owner=owner_in(row),
                start_date=row["start_date"],
                due_date=row["due_date"],
                review=Rhythm(row["review"]),
                review_on=row["review_on"],
                row=row["pk"],
                version=row["version"],
            ),
            today=today,
        )
        for row in rows.order_by().values(*columns)
    ]


def attention_counts(plans: Collection[Plan], today: date) -> list[AttentionCount]:
    """The groups of `attention_of` that hold something; counted by the database, in one query."""
    soon = Q(due_date__range=(today, today + timedelta(days=SOON_DAYS)))
    is_open = ~Q(status=Status.DONE)
    groups = {
        "te-laat": is_open & Q(due_date__lt=today),
        "binnenkort": is_open & soon,
        TO_REVIEW: Q(review_on__lte=today),
        "zonder-trekker": is_open & Q(owner="", member=None),
        "zonder-datum": is_open & Q(due_date=None),
    }
    rows = PlanActivity.objects.filter(plan__in=[plan.pk for plan in plans]).order_by()
    counted = {f"n{place}": Count("pk", filter=one) for place, one in enumerate(groups.values())}
    found = dict(zip(groups, rows.aggregate(**counted).values(), strict=True))
    found[TO_REVIEW] += len(due_reviews(plans, today))
    return [AttentionCount(slug, title, found[slug]) for slug, title, *_ in GROUPS if found[slug]]


def due_reviews(plans: Iterable[Plan], today: date) -> list[PlanReview]:
    """The plans that are to be reviewed as a whole."""
    return [
        PlanReview(plan.pk, plan.title, plan.may_edit, plan.review_on)
        for plan in plans
        if plan.review_on is not None and is_due(plan.review_on, today)
    ]


def coming_milestones(plans: Iterable[Plan], today: date) -> list[ComingMilestone]:
    """In one query, however many plans; by day, then by plan."""
    by_id = {plan.pk: plan for plan in plans}
    rows = PlanMilestone.objects.filter(
        plan__in=by_id, day__range=(today, today + timedelta(days=SOON_DAYS))
    )
    found = [
        ComingMilestone(row.plan_id, by_id[row.plan_id].title, row.title, row.day, today)
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.day, one.plan_title, one.title))
