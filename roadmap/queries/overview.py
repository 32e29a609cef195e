"""The overviews that need rows: of an own plan, and of a public example."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from content.catalogue import Catalogue
from roadmap.domain.changes.playbook_updates import added_since, update_kind
from roadmap.domain.changes.public_example import example_items
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.overview.overview import Overview, overview_of
from roadmap.models import Example, Plan

ITEM_COLUMNS = {
    "title": "title",
    "track": "track__slug",
    "phase": "phase__number",
    "order": "order",
    "slug": "activity__slug",
    "row": "pk",
    "version": "version",
    "status": "status",
    "owner": "owner",
    "start": "start_date",
    "due": "due_date",
    "note": "note",
    "roles": "roles",
    "links": "links",
    "published": "published_title",
}
"""Where a `GridItem`'s fields stand in a `PlanActivity`."""


def plan_overview(
    catalogue: Catalogue, plan: Plan, today: date, *, with_notes: bool = True
) -> Overview:
    """An own plan, in two queries at the most however many activities it holds."""
    items = with_updates(catalogue, plan_items(plan, with_notes=with_notes))
    added = added_since(
        catalogue,
        plan.playbook_version.number,
        plan.start,
        {item.slug for item in items} | set(plan.declined),
    )
    overview = overview_of(
        catalogue,
        plan.title,
        plan.organisation,
        plan.start,
        items,
        plan.playbook_version.label,
        plan.version,
        today,
    )
    return replace(
        overview,
        update_count=sum(bool(item.update) for item in items) + len(added),
        is_behind=plan.playbook_version.number < catalogue.number,
    )


def with_updates(catalogue: Catalogue, items: Iterable[GridItem]) -> tuple[GridItem, ...]:
    """The same items, each with what the playbook did to it since the plan last looked."""
    return tuple(
        replace(item, update=update_kind(catalogue, item.slug, item.published)) for item in items
    )


def plan_items(plan: Plan, *, with_notes: bool = True) -> tuple[GridItem, ...]:
    """All that a plan says of its activities, in one query; notes only where they may be read."""
    items = []
    for values in plan.activities.values_list(*ITEM_COLUMNS.values()):
        fields = dict(zip(ITEM_COLUMNS, values, strict=True))
        fields["slug"] = fields["slug"] or ""
        fields["note"] = fields["note"] if with_notes else ""
        fields["roles"], fields["links"] = tuple(fields["roles"]), tuple(fields["links"])
        items.append(GridItem(**fields))
    return tuple(items)


def example_overview(catalogue: Catalogue, example: Example, today: date) -> Overview:
    """A public example, as it was when it was published."""
    state = example.state
    items = example_items(example.rows)
    return overview_of(
        catalogue, example.title, "", state["start"], items, state["playbook"], 0, today
    )
