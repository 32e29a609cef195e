"""What asks for attention in some plans: activities, milestones, and reviews of whole plans."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from content.catalogue import Catalogue
from roadmap.domain.overview.attention import (
    SHOWN_LINES,
    Attention,
    AttentionCount,
    AttentionGroup,
    AttentionLine,
    ComingMilestone,
    PlanReview,
    is_due,
    pages_of,
)
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.overview.progress import SOON_DAYS
from roadmap.domain.plan.fields import Rhythm, Status
from roadmap.domain.plan.ownership import Member, names_for
from roadmap.history.reading import OWNER_COLUMNS, owner_in
from roadmap.models import Plan, PlanActivity, PlanMilestone

SHOWN = ("title", "status", "order", "start_date", "due_date", "review", "review_on")
IN_ORDER = (
    F("due_date").asc(nulls_last=True),
    "plan__title",
    "plan",
    "phase__number",
    "track__pillar__number",
    "order",
    "pk",
)
OPEN = ~Q(status=Status.DONE)


@dataclass(frozen=True, slots=True)
class Group:
    """Activities that ask for the same; `holds` selects them on a day. `nothing`: without any."""

    slug: str
    title: str
    nothing: str
    holds: Callable[[date], Q]


TO_REVIEW = "te-herzien"
OWNERLESS = "zonder-trekker"
GROUPS = (
    Group(
        "te-laat",
        "Te laat",
        "Niets is te laat.",
        lambda today: OPEN & Q(due_date__lt=today),
    ),
    Group(
        "binnenkort",
        f"Binnen {SOON_DAYS} dagen",
        f"De komende {SOON_DAYS} dagen hoeft niets klaar te zijn.",
        lambda today: OPEN & Q(due_date__range=(today, today + timedelta(days=SOON_DAYS))),
    ),
    Group(
        TO_REVIEW,
        "Te herzien",
        "Geen herziening wacht.",
        lambda today: Q(review_on__lte=today),
    ),
    Group(
        OWNERLESS,
        "Zonder trekker",
        "Elke activiteit heeft een trekker.",
        lambda today: OPEN & Q(owner="", member=None),
    ),
    Group(
        "zonder-datum",
        "Zonder datum",
        "Elke activiteit heeft een datum.",
        lambda today: OPEN & Q(due_date=None),
    ),
)
"""An activity stands in each group that holds it; what is done is only reviewed."""


def attention_of(
    catalogue: Catalogue,
    plans: Collection[Plan],
    today: date,
    *,
    me: Member | None = None,
    only: str = "",
    page: int = 1,
) -> Attention:
    """The groups by date, then by plan and place in its grid; of each the first SHOWN_LINES.

    `me`: this member's activities alone, and no plans. `only`: the slug of the one group to read,
    of which it gives this page, or the last one. `plans` are as their visitor sees them. A query
    counts all, and one more reads each group that holds something.
    """
    rows = _of_member(_rows(plans), me) if me else _rows(plans)
    reviews = () if me else tuple(sorted(due_reviews(plans, today), key=lambda one: one.due))
    totals = _totals(rows, today)
    lines = _Lines(catalogue, {plan.pk: plan for plan in plans}, today)
    groups = []
    for group in _wanted(only, me):
        total, reviewed = totals[group.slug], reviews if group.slug == TO_REVIEW else ()
        if group.slug == TO_REVIEW and not (only or total or reviewed):
            continue
        shown = min(page, pages_of(total)) if only else 1
        found = lines.of(rows.filter(group.holds(today)), shown) if total else ()
        groups.append(
            AttentionGroup(group.slug, group.title, group.nothing, total, found, reviewed, shown)
        )
    return Attention(tuple(groups))


def _wanted(only: str, me: Member | None) -> list[Group]:
    """A member's own activities have an owner."""
    found = [group for group in GROUPS if only in ("", group.slug)]
    return [group for group in found if group.slug != OWNERLESS] if me else found


def attention_counts(plans: Collection[Plan], today: date) -> list[AttentionCount]:
    """The groups that hold something; counted by the database, in one query."""
    found = _totals(_rows(plans), today)
    found[TO_REVIEW] += len(due_reviews(plans, today))
    return [AttentionCount(g.slug, g.title, found[g.slug]) for g in GROUPS if found[g.slug]]


def _rows(plans: Iterable[Plan]) -> QuerySet[PlanActivity]:
    return PlanActivity.objects.filter(plan__in=[plan.pk for plan in plans])


def _of_member(rows: QuerySet[PlanActivity], me: Member) -> QuerySet[PlanActivity]:
    """Those that `is_of` finds; the database compares no capitals, so it lists the typed names."""
    typed = rows.exclude(owner="").order_by().values_list("owner", flat=True).distinct()
    return rows.filter(Q(owner="", member=me.user_id) | Q(owner__in=names_for(typed, me)))


def _totals(rows: QuerySet[PlanActivity], today: date) -> dict[str, int]:
    """How many activities each group holds, in one query."""
    counted = {f"n{at}": Count("pk", filter=group.holds(today)) for at, group in enumerate(GROUPS)}
    found = rows.order_by().aggregate(**counted)
    return {group.slug: found[f"n{at}"] for at, group in enumerate(GROUPS)}


@dataclass(frozen=True, slots=True)
class _Lines:
    catalogue: Catalogue
    plans: dict[UUID, Plan]
    today: date

    def of(self, rows: QuerySet[PlanActivity], page: int) -> tuple[AttentionLine, ...]:
        """The lines of one page of these activities."""
        columns = ("pk", "version", "plan_id", "track__slug", "phase__number")
        found = rows.order_by(*IN_ORDER).values(*columns, *SHOWN, *OWNER_COLUMNS)
        first = (page - 1) * SHOWN_LINES
        return tuple(map(self._line, found[first : first + SHOWN_LINES]))

    def _line(self, row: dict[str, Any]) -> AttentionLine:
        plan = self.plans[row["plan_id"]]
        return AttentionLine(
            plan_id=plan.pk,
            plan_title=plan.title,
            may_edit=plan.may_edit,
            pillar=self.catalogue.track_by_slug[row["track__slug"]].pillar.number,
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
            today=self.today,
        )


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
