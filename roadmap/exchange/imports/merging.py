"""How a document becomes a plan, or the edits that make an existing plan like it. Pure.

A document holds no ids, so its activities are matched with those of the plan: the playbook's by
their slug; own ones by the id that a spreadsheet of this plan carries, or by what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from uuid import UUID

from roadmap.domain.plan.state import (
    NEW_ACTIVITY,
    Edit,
    State,
    added_activities,
    difference,
    factor_ref,
)
from roadmap.domain.plan.values import ActivityValues, FactorValues, PlanValues
from roadmap.exchange.imports.incoming import Incoming
from roadmap.exchange.schema import PlanContent

Rows = Mapping[int, ActivityValues]
LIKENESS = (
    attrgetter("title", "track", "phase", "order"),
    attrgetter("title", "track", "phase"),
    attrgetter("title", "track"),
    attrgetter("title"),
)
"""What two of a plan's own activities share to be taken for the same; strictest first."""


def additions_of(plan: PlanContent) -> list[Edit]:
    """The edits that fill a new plan."""
    factors = [Edit.added(factor_ref(slug), row) for slug, row in factors_of(plan).items()]
    return [*added_activities(rows_of(plan)), *factors]


def plan_of(plan: PlanContent) -> PlanValues:
    return PlanValues.from_json(plan.model_dump())


def factors_of(plan: PlanContent) -> dict[str, FactorValues]:
    return {f.factor: FactorValues.from_json(f.model_dump()) for f in plan.factors}


def rows_of(plan: PlanContent) -> list[ActivityValues]:
    """The activities in the document's order, counted anew from 1 in each cell."""
    rows = [ActivityValues.from_json(a.model_dump()) for a in plan.activities]
    places = _places(enumerate(rows))
    return [replace(row, order=places[number]) for number, row in enumerate(rows)]


def merged(now: State, read: Incoming, plan_id: UUID) -> State:
    """The plan that is `now` as the file says it. Activities that it gains count below 0.

    The ids that activities carry count in the plan that they are of alone. Without notes, the plan
    keeps what it has wherever the file has none. A table holds nothing but activities, and knows
    the playbook's by their titles.
    """
    plan = read.exported.plan
    now, rows, factors = comparable(now), rows_of(plan), factors_of(plan)
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
    if read.is_table:
        return State(now.plan, activities, now.factors)
    return State(plan_of(plan), activities, factors)


def edits_onto(now: State, wanted: State) -> list[Edit]:
    """The edits from a plan that is `now` to the one that `merged` gave."""
    return [_placed(edit) for edit in difference(comparable(now), wanted)]


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
    """The same in the document's way: gaps in a cell and the order of a set are no difference."""
    places = _places(sorted(state.activities.items()))
    rows = {
        row_id: replace(row, order=places[row_id], roles=tuple(sorted(row.roles)))
        for row_id, row in state.activities.items()
    }
    plan = replace(state.plan, declined=tuple(sorted(state.plan.declined)))
    return State(plan, rows, state.factors)


def _places(rows: Iterable[tuple[int, ActivityValues]]) -> dict[int, int]:
    """The place of each row in its cell, from 1, by its number."""
    count: Counter[tuple[str, int]] = Counter()
    places = {}
    for number, row in sorted(rows, key=lambda item: item[1].order):
        count[row.cell] += 1
        places[number] = count[row.cell]
    return places


def _placed(edit: Edit) -> Edit:
    """An added activity has no id yet."""
    is_new = edit.ref.is_activity and edit.before is None
    return Edit(NEW_ACTIVITY, None, edit.after) if is_new else edit
