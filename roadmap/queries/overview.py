"""Overviews made from rows: of a stored plan, and of a public example."""

from __future__ import annotations

from datetime import date

from content.catalogue import Catalogue
from roadmap.domain.changes.playbook_updates import updates_of
from roadmap.domain.changes.public_example import example_rows
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.overview.overview import Overview
from roadmap.domain.plan.fields import ActivityValues, MilestoneValues, PlanValues
from roadmap.domain.plan.state import State
from roadmap.history.reading import columns_of, values_by_id, values_in, values_of
from roadmap.models import Example, Plan


def plan_overview(
    catalogue: Catalogue,
    plan: Plan,
    today: date,
    *,
    with_notes: bool = True,
    with_milestones: bool = False,
) -> Overview:
    """The overview of a stored plan, in at most two queries; milestones take one more.

    `with_notes`: whether the visitor may read notes.
    """
    rows = plan.activities.values("pk", "version", *columns_of(ActivityValues))
    state = State(values_in(plan), {row["pk"]: values_of(ActivityValues, row) for row in rows})
    updates = updates_of(catalogue, state)
    kinds = {item.key: item.kind for item in updates.items}
    versions = {row["pk"]: row["version"] for row in rows}
    shown = state if with_notes else state.without_notes()
    spans = state.plan.phase_dates
    items = (
        GridItem.on(today, row, spans, row=pk, version=versions[pk], update=kinds.get(str(pk), ""))
        for pk, row in shown.activities.items()
    )
    return Overview(
        catalogue,
        state.plan,
        build_grid(catalogue, items),
        plan.playbook_version.label,
        plan.version,
        today,
        update_count=updates.count,
        is_behind=updates.is_behind,
        milestones=values_by_id(MilestoneValues, plan.milestones.all()) if with_milestones else {},
    )


def example_overview(catalogue: Catalogue, example: Example, today: date) -> Overview:
    """The overview of a public example, as it was published; its activities have no status."""
    state = example.state
    plan = PlanValues(example.title, start=state["start"])
    items = (GridItem(**row.as_fields()) for row in example_rows(state))
    return Overview(catalogue, plan, build_grid(catalogue, items), state["playbook"], 0, today)
