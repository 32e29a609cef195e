"""A plan's milestones as values, and the titles of all that has one."""

from __future__ import annotations

from uuid import UUID

from django.db.models import CharField, Value

from roadmap.domain.plan.fields import MilestoneValues
from roadmap.domain.plan.state import Ref, RefKind
from roadmap.history.errors import Gone
from roadmap.history.reading import columns_of, values_of
from roadmap.models import PlanActivity, PlanMilestone


def milestone_of(plan_id: UUID, row_id: int) -> tuple[int, MilestoneValues]:
    """A milestone's version and values. Raises Gone."""
    rows = PlanMilestone.objects.filter(plan_id=plan_id, pk=row_id)
    row = rows.values("version", *columns_of(MilestoneValues)).first()
    if row is None:
        raise Gone
    return row["version"], values_of(MilestoneValues, row)


def titles_of(plan_id: UUID) -> dict[Ref, str]:
    """The titles of the plan's activities and milestones, in one query."""
    kinds = ((RefKind.ACTIVITY, PlanActivity), (RefKind.MILESTONE, PlanMilestone))
    first, second = (
        model._default_manager.filter(plan_id=plan_id)
        .order_by()
        .values_list(Value(str(kind), CharField()), "pk", "title")
        for kind, model in kinds
    )
    rows = first.union(second, all=True)
    return {Ref(RefKind(kind), str(row_id)): title for kind, row_id, title in rows}
