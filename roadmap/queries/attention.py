"""What needs attention in a number of plans: activities, milestones, and reviews of whole plans."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet

from content.catalogue import Catalogue
from roadmap.domain.overview.attention import is_due
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.overview.progress import SOON_DAYS
from roadmap.domain.plan.fields import ActivityValues, Status
from roadmap.domain.plan.ownership import Member, is_of
from roadmap.domain.plan.wording import when_due
from roadmap.history.reading import columns_of, values_of
from roadmap.models import Plan, PlanActivity, PlanMilestone

SHOWN_LINES = 50
"""How many activities of a group one page shows; the group's heading counts all."""
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
class AttentionLine:
    """An activity and its plan. `pillar`: its number; `when`: '3 dagen te laat', '' without a date.

    `plan`: with the visitor's role, as it was passed to `attention_of`.
    """

    plan: Plan
    pillar: int
    item: GridItem
    when: str


@dataclass(frozen=True, slots=True)
class AttentionGroup:
    """Activities that need attention for one reason; `holds(today)` selects them.

    `nothing`: the text of an empty group. `total`: its activities; `lines`: those of one `page`.
    `plans`: the plans that are to be reviewed as a whole, in the group TO_REVIEW alone.
    """

    slug: str
    title: str
    nothing: str
    holds: Callable[[date], Q]
    total: int = 0
    plans: tuple[Plan, ...] = ()
    page: Page[dict[str, Any]] | None = None
    lines: tuple[AttentionLine, ...] = ()

    @property
    def count(self) -> int:
        return self.total + len(self.plans)


TO_REVIEW = "te-herzien"
OWNERLESS = "zonder-trekker"
GROUPS = (
    AttentionGroup(
        "te-laat",
        "Te laat",
        "Niets is te laat.",
        lambda today: OPEN & Q(due_date__lt=today),
    ),
    AttentionGroup(
        "binnenkort",
        f"Binnen {SOON_DAYS} dagen",
        f"De komende {SOON_DAYS} dagen hoeft niets klaar te zijn.",
        lambda today: OPEN & Q(due_date__range=(today, today + timedelta(days=SOON_DAYS))),
    ),
    AttentionGroup(
        TO_REVIEW,
        "Te herzien",
        "Geen herziening wacht.",
        lambda today: Q(review_on__lte=today),
    ),
    AttentionGroup(
        OWNERLESS,
        "Zonder trekker",
        "Elke activiteit heeft een trekker.",
        lambda today: OPEN & Q(owner="", member=None),
    ),
    AttentionGroup(
        "zonder-datum",
        "Zonder datum",
        "Elke activiteit heeft een datum.",
        lambda today: OPEN & Q(due_date=None),
    ),
)
"""An activity is in every group that selects it; one that is done only in TO_REVIEW."""


def attention_of(
    catalogue: Catalogue,
    plans: Collection[Plan],
    today: date,
    *,
    me: Member | None = None,
    only: str = "",
    page: int = 1,
) -> tuple[AttentionGroup, ...]:
    """The groups, each sorted by date, then by plan and place in its grid.

    `plans`: with the visitor's role. `me`: this member's activities alone, without plans to review.
    `only`: the slug of the one group to read, at this `page` or its last one; without it every
    group gives its first SHOWN_LINES. One query counts, one more reads each group with activities.
    """
    rows = _of_member(_rows(plans), me) if me else _rows(plans)
    by_id, groups = {plan.pk: plan for plan in plans}, []
    for group in _counted(rows, [] if me else plans, today):
        # A member's own activities have an owner.
        if only not in ("", group.slug) or me and group.slug == OWNERLESS:
            continue
        if group.slug == TO_REVIEW and not (only or group.count):
            continue
        found = rows.filter(group.holds(today)).order_by(*IN_ORDER)
        columns = found.values("pk", "version", "plan_id", *columns_of(ActivityValues))
        pages = Paginator(columns, SHOWN_LINES)
        pages.count = group.total  # known: no query
        shown = pages.get_page(page if only else 1)
        lines = tuple(_line(catalogue, by_id, row, today) for row in shown)
        groups.append(replace(group, page=shown, lines=lines))
    return tuple(groups)


def attention_counts(plans: Collection[Plan], today: date) -> list[AttentionGroup]:
    """The groups that are not empty, without their lines; counted in one query."""
    return [group for group in _counted(_rows(plans), plans, today) if group.count]


def coming_milestones(plans: Iterable[Plan], today: date) -> list[tuple[PlanMilestone, str]]:
    """Milestones from today to SOON_DAYS later, each with 'morgen' or 'over 12 dagen'; by day.

    One query, however many plans.
    """
    soon = today, today + timedelta(days=SOON_DAYS)
    rows = PlanMilestone.objects.filter(plan__in=[plan.pk for plan in plans], day__range=soon)
    ordered = rows.select_related("plan").order_by("day", "plan__title", "title")
    return [(row, when_due((row.day - today).days)) for row in ordered]


def _rows(plans: Iterable[Plan]) -> QuerySet[PlanActivity]:
    return PlanActivity.objects.filter(plan__in=[plan.pk for plan in plans])


def _of_member(rows: QuerySet[PlanActivity], me: Member) -> QuerySet[PlanActivity]:
    """The member's activities as `is_of` decides, which needs the typed names: it ignores case."""
    typed = rows.exclude(owner="").order_by().values_list("owner", flat=True).distinct()
    mine = [name for name in typed if is_of(name, me)]
    return rows.filter(Q(owner="", member=me.user_id) | Q(owner__in=mine))


def _counted(
    rows: QuerySet[PlanActivity], plans: Iterable[Plan], today: date
) -> list[AttentionGroup]:
    """The groups with their totals, in one query, and the plans to review."""
    counts = {f"n{at}": Count("pk", filter=group.holds(today)) for at, group in enumerate(GROUPS)}
    found = rows.order_by().aggregate(**counts)
    due = [plan for plan in plans if is_due(plan.review_on, today)]
    reviewed = tuple(sorted(due, key=lambda plan: plan.review_on or today))
    return [
        replace(
            group,
            total=found[f"n{at}"],
            plans=reviewed if group.slug == TO_REVIEW else (),
        )
        for at, group in enumerate(GROUPS)
    ]


def _line(
    catalogue: Catalogue, plans: dict[UUID, Plan], row: dict[str, Any], today: date
) -> AttentionLine:
    values = values_of(ActivityValues, row)
    return AttentionLine(
        plans[row["plan_id"]],
        catalogue.track_by_slug[values.track].pillar.number,
        GridItem.on(today, values, row=row["pk"], version=row["version"]),
        when_due((values.due_date - today).days) if values.due_date else "",
    )
