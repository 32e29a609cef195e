"""Acts on the milestones of a plan: add, change, remove."""

from __future__ import annotations

from roadmap.domain.plan.fields import Fields, MilestoneValues
from roadmap.domain.plan.state import Edit, changed_fields, milestone_ref
from roadmap.history.errors import Conflict
from roadmap.history.reading import milestone_of
from roadmap.history.transaction import Revision, in_revision
from roadmap.models import Change


@in_revision
def add(rev: Revision, *, values: MilestoneValues) -> None:
    """Add a milestone to the plan. Raises PlanIsFull."""
    rev.save(Change.Kind.ADD, [Edit.new(values)])


@in_revision
def edit(rev: Revision, *, row_id: int, version: int, fields: Fields) -> None:
    """Change these fields of a milestone.

    Raises Conflict when it was changed after `version`, unless to the same values, and Gone.
    """
    ref = milestone_ref(row_id)
    stored = milestone_of(rev.plan_id, row_id)
    change = changed_fields(ref, stored.values, fields)
    if change is None:
        return
    if stored.version != version:
        raise Conflict
    rev.save(Change.Kind.EDIT, [change], expected={ref: version})


@in_revision
def remove(rev: Revision, *, row_id: int, version: int) -> None:
    """Remove a milestone; undo brings it back. Raises Conflict when it was changed, and Gone."""
    ref = milestone_ref(row_id)
    stored = milestone_of(rev.plan_id, row_id)
    if stored.version != version:
        raise Conflict
    rev.save(Change.Kind.REMOVE, [Edit.removed(ref, stored.values)], expected={ref: version})
