"""How a document becomes a plan, or the edits that make an existing plan like it. Pure.

A document holds no ids, so its activities are matched with those of the plan: the playbook's by
their slug; own ones by the id that a spreadsheet of this plan carries, or by what they say, as
milestones are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, TypeVar
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
from roadmap.exchange.imports.incoming import Incoming
from roadmap.exchange.schema import PlanContent

AnyValues = TypeVar("AnyValues", bound=Values)
Rows = Mapping[int, ActivityValues]
NO_MEMBERS: Mapping[str, MemberName] = {}
DAYS = {"start_date", "due_date"}
LIKENESS = (
    attrgetter("title", "track", "phase", "order"),
    attrgetter("title", "track", "phase"),
    attrgetter("title", "track"),
    attrgetter("title"),
)
"""What two of a plan's own activities share to be taken for the same; strictest first."""


def state_in(plan: PlanContent) -> State:
    """What a document says of a plan; activities and milestones by their number in it, from 1."""
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
    """The plan that is `now` as the file says it. Activities that it gains count below 0.

    The ids that activities carry count in the plan that they are of alone. Without notes, the plan
    keeps what it has wherever the file has none. A table holds nothing but activities, knows
    the playbook's by their titles. What a file cannot say stays as it is in the plan.
    `members`: of the plan, by the name with which a file can give them an activity.
    """
    now, wanted = comparable(now), state_in(read.exported.plan)
    rows, factors = list(wanted.activities.values()), wanted.factors
    if read.is_table:
        rows = _as_in(now.activities.values(), rows)
    ids = read.rows if read.exported.id == str(plan_id) else [None] * len(rows)
    found = matched(rows, now.activities, ids)
    activities = {
        row_id or -number: row
        for number, (row_id, row) in enumerate(zip(found, rows, strict=True), 1)
    }
    if read.exported.without_notes:
        activities = {
            row_id: replace(row, note=row.note or now.activities[row_id].note)
            if row_id in now.activities
            else row
            for row_id, row in activities.items()
        }
        factors = {
            slug: replace(row, note=row.note or now.factors.get(slug, row).note)
            for slug, row in factors.items()
        }
    activities = {
        row_id: _with_member(row, now.activities.get(row_id), members)
        for row_id, row in activities.items()
    }
    if read.is_table:
        activities = {
            row_id: _completed(row, row_id, now.activities.get(row_id), read.absent)
            for row_id, row in activities.items()
        }
        return comparable(replace(now, activities=activities))
    found = matched_milestones(list(wanted.milestones.values()), now.milestones)
    milestones = {
        row_id or -number: row
        for number, (row_id, row) in enumerate(
            zip(found, wanted.milestones.values(), strict=True), 1
        )
    }
    if not read.absent:
        return State(wanted.plan, activities, factors, milestones)
    return State(
        _held(wanted.plan, now.plan, read.absent),
        {key: _held(row, now.activities.get(key), read.absent) for key, row in activities.items()},
        {slug: _held(row, now.factors.get(slug), read.absent) for slug, row in factors.items()},
        now.milestones if "milestones" in read.absent else milestones,
    )


def _held(row: AnyValues, stored: AnyValues | None, absent: Collection[str]) -> AnyValues:
    """The values of a file with what the plan has where the file can say nothing."""
    names = [name for name in absent if name in fields_of(type(row))] if stored else []
    return replace(row, **{name: getattr(stored, name) for name in names})


def _with_member(
    row: ActivityValues, stored: ActivityValues | None, members: Mapping[str, MemberName]
) -> ActivityValues:
    """A file has names alone: one that is as the plan shows it stands for the same owner, another
    for the member who has it.
    """
    if stored is not None and row.owner == str(stored.owner):
        return replace(row, owner=stored.owner)
    return replace(row, owner=members.get(row.owner, row.owner))


def _completed(
    row: ActivityValues, row_id: int, stored: ActivityValues | None, absent: Collection[str]
) -> ActivityValues:
    """The row of a table with what its absent columns have in the plan; a new one comes last.

    A day that it takes over gives way where it contradicts the one that the table holds.
    """
    same = stored or replace(row, order=LAST_ORDER - row_id)
    taken = {name: getattr(same, name) for name in absent}
    full = replace(row, **taken)
    if full.start_date and full.due_date and full.due_date < full.start_date:
        gone: dict[str, Any] = dict.fromkeys(DAYS & taken.keys())
        return replace(full, **gone)
    return full


def edits_onto(now: State, wanted: State) -> list[Edit]:
    """The edits from a plan that is `now` to the one that `merged` gave."""
    edits, things = difference(comparable(now), wanted), wanted.things
    return [Edit.new(things[edit.ref]) if edit.before is None else edit for edit in edits]


def matched(
    rows: Sequence[ActivityValues], pool: Rows, ids: Sequence[int | None]
) -> list[int | None]:
    """For each row the id of the activity in the pool that it is, each once; None: a new one."""
    free = dict(pool)
    found: list[int | None] = [None] * len(rows)

    def take(number: int, row_id: int | None) -> None:
        if row_id in free and found[number] is None:
            found[number] = row_id
            del free[row_id]

    by_slug = {row.activity: row_id for row_id, row in pool.items() if row.activity}
    for number, row in enumerate(rows):
        take(number, by_slug.get(row.activity))
    for number, (row, carried) in enumerate(zip(rows, ids, strict=True)):
        if carried in free and free[carried].activity == row.activity:
            take(number, carried)
    for likeness in LIKENESS:
        alike: dict[object, int] = {}
        for row_id, row in free.items():
            if not row.activity:
                alike.setdefault(likeness(row), row_id)
        for number, row in enumerate(rows):
            if not row.activity:
                take(number, alike.get(likeness(row)))
    return found


def matched_milestones(
    rows: Sequence[MilestoneValues], pool: Mapping[int, MilestoneValues]
) -> list[int | None]:
    """As `matched`: first those with the same title and day, then those with the same title."""
    free = dict(pool)
    found: list[int | None] = [None] * len(rows)
    for likeness in (attrgetter("title", "day"), attrgetter("title")):
        alike: defaultdict[object, list[int]] = defaultdict(list)
        for row_id, row in free.items():
            alike[likeness(row)].append(row_id)
        for number, row in enumerate(rows):
            if found[number] is None and (ids := alike[likeness(row)]):
                row_id = found[number] = ids.pop(0)
                del free[row_id]
    return found


def _as_in(
    stored: Iterable[ActivityValues], rows: Iterable[ActivityValues]
) -> list[ActivityValues]:
    """The rows, each as the playbook's activity that it is in the plan: by title, then by slug."""
    plan = list(stored)
    by_title = {row.title: row for row in plan}
    by_slug = {row.activity: row for row in plan if row.activity}
    found = []
    for row in rows:
        same = by_title.get(row.title) or by_slug.get(row.activity) or row
        found.append(replace(row, activity=same.activity, published_title=same.published_title))
    return found


def comparable(state: State) -> State:
    """The same in the document's way: places count from 1 in each cell, sets are sorted."""
    counts: Counter[tuple[str, int]] = Counter()
    places = {}
    for row_id, row in sorted(state.activities.items(), key=lambda item: (item[1].order, item[0])):
        counts[row.cell] += 1
        places[row_id] = counts[row.cell]
    rows = {
        row_id: replace(row, order=places[row_id], roles=tuple(sorted(row.roles)))
        for row_id, row in state.activities.items()
    }
    plan = replace(state.plan, declined=tuple(sorted(state.plan.declined)))
    return replace(state, plan=plan, activities=rows)
