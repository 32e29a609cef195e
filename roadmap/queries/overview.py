"""The overviews that need rows: of an own plan, and of a public example."""

from __future__ import annotations

from datetime import date

from content.catalogue import Catalogue
from roadmap.domain.changes.playbook_updates import added_since, update_kind
from roadmap.domain.changes.public_example import example_rows
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.overview.overview import Overview
from roadmap.domain.plan.values import ActivityValues, PlanValues
from roadmap.history.reading import columns_of, values_in, values_of
from roadmap.models import Example, Plan


def plan_overview(
    catalogue: Catalogue, plan: Plan, today: date, *, with_notes: bool = True
) -> Overview:
    """An own plan, in two queries at the most however many activities it holds."""
    items = plan_items(catalogue, plan, with_notes=with_notes)
    values = values_in(plan)
    known = {item.activity for item in items} | set(values.declined)
    added = added_since(catalogue, values.playbook, values.start, known)
    return Overview(
        catalogue,
        values,
        build_grid(catalogue, items),
        plan.playbook_version.label,
        plan.version,
        today,
        update_count=sum(bool(item.update) for item in items) + len(added),
        is_behind=values.playbook < catalogue.number,
    )


def plan_items(catalogue: Catalogue, plan: Plan, *, with_notes: bool = True) -> list[GridItem]:
    """All that a plan says of its activities, in one query; notes only where they may be read.

    Each with what the playbook did to it since the plan last looked.
    """
    items = []
    for row in plan.activities.values("pk", "version", *columns_of(ActivityValues)):
        fields = values_of(ActivityValues, row).as_fields()
        if not with_notes:
            fields["note"] = ""
        update = update_kind(catalogue, fields["activity"], fields["published_title"])
        items.append(GridItem(**fields, row=row["pk"], version=row["version"], update=update))
    return items


def example_overview(catalogue: Catalogue, example: Example, today: date) -> Overview:
    """A public example, as it was when it was published; its activities have no status."""
    state = example.state
    plan = PlanValues(example.title, start=state["start"])
    items = (GridItem(**row.as_fields()) for row in example_rows(state))
    return Overview(catalogue, plan, build_grid(catalogue, items), state["playbook"], 0, today)
