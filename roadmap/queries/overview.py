"""The overviews that need rows: of an own plan, and of a public example."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from content.catalogue import Catalogue
from roadmap.domain.changes.playbook_updates import added_since, update_kind
from roadmap.domain.changes.public_example import example_rows
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.overview.overview import Overview
from roadmap.domain.plan.values import ActivityValues
from roadmap.history.reading import columns_of, values_of
from roadmap.models import Example, Plan


def plan_overview(
    catalogue: Catalogue, plan: Plan, today: date, *, with_notes: bool = True
) -> Overview:
    """An own plan, in two queries at the most however many activities it holds."""
    items = with_updates(catalogue, plan_items(plan, with_notes=with_notes))
    added = added_since(
        catalogue,
        plan.playbook_version.number,
        plan.start,
        {item.activity for item in items} | set(plan.declined),
    )
    return Overview(
        catalogue,
        plan.title,
        plan.organisation,
        plan.start,
        build_grid(catalogue, items),
        plan.playbook_version.label,
        plan.version,
        today,
        update_count=sum(bool(item.update) for item in items) + len(added),
        is_behind=plan.playbook_version.number < catalogue.number,
    )


def with_updates(catalogue: Catalogue, items: Iterable[GridItem]) -> tuple[GridItem, ...]:
    """The same items, each with what the playbook did to it since the plan last looked."""
    return tuple(
        replace(item, update=update_kind(catalogue, item.activity, item.published_title))
        for item in items
    )


def plan_items(plan: Plan, *, with_notes: bool = True) -> tuple[GridItem, ...]:
    """All that a plan says of its activities, in one query; notes only where they may be read."""
    rows = plan.activities.values("pk", "version", *columns_of(ActivityValues))
    items = (
        GridItem(
            **values_of(ActivityValues, row).as_fields(), row=row["pk"], version=row["version"]
        )
        for row in rows
    )
    return tuple(items if with_notes else (replace(item, note="") for item in items))


def example_overview(catalogue: Catalogue, example: Example, today: date) -> Overview:
    """A public example, as it was when it was published; its activities have no status."""
    state = example.state
    items = (GridItem(**row.as_fields()) for row in example_rows(state))
    grid = build_grid(catalogue, items)
    return Overview(catalogue, example.title, "", state["start"], grid, state["playbook"], 0, today)
