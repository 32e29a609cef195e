"""The progress of a number of plans, for the page that lists them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from roadmap.domain.overview.progress import StatusCounts
from roadmap.domain.plan.fields import Status
from roadmap.models import Plan, PlanActivity

NOTHING = StatusCounts()


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in a list. `late`: activities past their due date; `next_due`: the next due date."""

    plan: Plan
    counts: StatusCounts = NOTHING
    late: int = 0
    next_due: date | None = None


def plan_lines(plans: Collection[Plan], today: date) -> list[PlanLine]:
    """A line for each plan, in the order given; one query."""
    is_open = ~Q(status=Status.DONE)
    rows = PlanActivity.objects.filter(plan__in=plans).order_by().values_list("plan_id")
    found = {
        plan_id: (StatusCounts(todo, doing, done), late, next_due)
        for plan_id, todo, doing, done, late, next_due in rows.annotate(
            todo=Count("pk", filter=Q(status=Status.TODO)),
            doing=Count("pk", filter=Q(status=Status.DOING)),
            done=Count("pk", filter=Q(status=Status.DONE)),
            late=Count("pk", filter=is_open & Q(due_date__lt=today)),
            next_due=Min("due_date", filter=is_open & Q(due_date__gte=today)),
        )
    }
    return [PlanLine(plan, *found.get(plan.pk, ())) for plan in plans]
