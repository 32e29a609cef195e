"""Turns a document into a new plan's state, or into edits of an existing plan. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import repeat
from typing import TypeVar
from uuid import UUID

from roadmap.domain.plan.fields import (
    ActivityValues,
    FactorValues,
    MemberName,
    MilestoneValues,
    PlanValues,
    Values,
    fields_of,
)
from roadmap.domain.plan.limits import LAST_ORDER
from roadmap.domain.plan.state import Edit, State, difference
from roadmap.exchange.imports.incoming_plan import Incoming
from roadmap.exchange.imports.matching import ACTIVITY, MILESTONE, matched
from roadmap.exchange.plan_document import comparable
from roadmap.exchange.schema import PlanContent

AnyValues = TypeVar("AnyValues", bound=Values)
NO_MEMBERS: Mapping[str, MemberName] = {}


def state_in(plan: PlanContent) -> State:
    """The state in a document; activities and milestones by their number in it, from 1."""
    values = plan.model_dump()
    activities = map(ActivityValues.from_json, values["activities"])
    factors = map(FactorValues.from_json, values["factors"])
    milestones = map(MilestoneValues.from_json, values["milestones"])
    return comparable(
        State(
            PlanValues.from_json(values),
            dict(enumerate(activities, 1)),
            {factor.factor: factor for factor in factors},
            dict(enumerate(milestones, 1)),
        )
    )


def merged(
    now: State, read: Incoming, plan_id: UUID, members: Mapping[str, MemberName] = NO_MEMBERS
) -> State:
    """The state that the plan gets by an import; new things have negative ids.

    `now`: the plan's present state, from which fields that the file cannot hold are kept. The
    file's row ids count only if it is an export of this plan. A table holds activities only, and
    catalogue activities by title. `members`: as `queries.members.member_names`.
    """
    now, wanted = comparable(now), state_in(read.exported.plan)
    rows: Iterable[ActivityValues] = wanted.activities.values()
    if read.is_table:
        rows = _with_stored_slugs(now.activities.values(), rows)
    ids = read.rows if read.exported.id == plan_id else repeat(None)
    carried = list(zip(ids, rows, strict=False))
    activities = {}
    for number, row_id in enumerate(matched(carried, now.activities, ACTIVITY)):
        stored, row = now.activities.get(row_id or 0), carried[number][1]
        activities[row_id or -1 - number] = _activity(row, number, stored, read, members)
    if read.is_table:
        return comparable(replace(now, activities=activities))
    events = [(None, event) for event in wanted.milestones.values()]
    found = matched(events, now.milestones, MILESTONE)
    milestones = {row_id or -1 - number: events[number][1] for number, row_id in enumerate(found)}
    return State(
        _completed(wanted.plan, now.plan, read),
        activities,
        {
            slug: _completed(row, now.factors.get(slug), read)
            for slug, row in wanted.factors.items()
        },
        now.milestones if "milestones" in read.absent else milestones,
    )


def _activity(
    row: ActivityValues,
    number: int,
    stored: ActivityValues | None,
    read: Incoming,
    members: Mapping[str, MemberName],
) -> ActivityValues:
    """The activity at this `number` in the file; a new one without an order comes last.

    A file holds the names of owners: an unchanged name keeps the owner, another is looked up in
    `members`. A date kept from the plan is dropped when it contradicts a date of the file.
    """
    row = _completed(row, stored, read)
    if stored is None and "order" in read.absent:
        row = replace(row, order=LAST_ORDER + number)
    if stored is not None and str(row.owner) == str(stored.owner):
        row = replace(row, owner=stored.owner)
    else:
        row = replace(row, owner=members.get(row.owner, row.owner))
    if row.start_date and row.due_date and row.due_date < row.start_date:
        start = None if "start_date" in read.absent else row.start_date
        due = None if "due_date" in read.absent else row.due_date
        row = replace(row, start_date=start, due_date=due)
    return row


def _completed(row: AnyValues, stored: AnyValues | None, read: Incoming) -> AnyValues:
    """The file's values, with the stored ones for fields that the file cannot hold."""
    if stored is None:
        return row
    names = fields_of(type(row)).keys() & set(read.absent)
    if read.exported.without_notes and not getattr(row, "note", True):
        names.add("note")
    return replace(row, **{name: getattr(stored, name) for name in names})


def edits_onto(now: State, wanted: State) -> list[Edit]:
    """The edits from the state `now` to the one that `merged` returned."""
    edits, things = difference(comparable(now), wanted), wanted.things
    return [Edit.new(things[edit.ref]) if edit.before is None else edit for edit in edits]


def _with_stored_slugs(
    stored: Iterable[ActivityValues], rows: Iterable[ActivityValues]
) -> list[ActivityValues]:
    """The rows with the slugs of the same activities in the plan: by title, otherwise by slug."""
    plan = list(stored)
    by_title = {row.title: row for row in plan}
    by_slug = {row.activity: row for row in plan if row.activity}
    found = []
    for row in rows:
        same = by_title.get(row.title) or by_slug.get(row.activity) or row
        found.append(replace(row, activity=same.activity, published_title=same.published_title))
    return found
