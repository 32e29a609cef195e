"""How a document becomes a plan, or the edits that make an existing plan like it. Pure.

A document holds no ids, so its activities are matched with those of the plan: the playbook's by
their slug; own ones by the id that a spreadsheet of this plan carries, else by what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roadmap.domain.plan.state import (
    NEW_ACTIVITY,
    PLAN,
    Edit,
    Fields,
    Ref,
    State,
    activity_ref,
    difference,
    factor_ref,
)
from roadmap.exchange.schema import Activity, Content

PLAN_FIELDS = {"title", "organisation", "playbook", "start", "phase_dates", "declined"}
LIKENESS: tuple[tuple[str, ...], ...] = (
    ("activity", "title", "track", "phase", "order"),
    ("activity", "title", "track", "phase"),
    ("activity", "title", "track"),
    ("activity", "title"),
)
"""What two of a plan's own activities share to be taken for the same; strictest first."""


def plan_fields(plan: Content) -> Fields:
    return plan.model_dump(include=PLAN_FIELDS)


def additions(plan: Content) -> list[Edit]:
    """The edits that fill a new plan."""
    rows = [Edit(NEW_ACTIVITY, None, fields) for fields in numbered(plan)]
    factors = [Edit(factor_ref(f.factor), None, f.model_dump()) for f in plan.factors]
    return [*rows, *factors]


def numbered(plan: Content) -> list[Fields]:
    """The activities' fields, in the order of their places, counted anew from 1 in each cell."""
    count: dict[tuple[str, int], int] = {}
    places: dict[int, int] = {}
    for number in sorted(range(len(plan.activities)), key=lambda n: plan.activities[n].order):
        activity = plan.activities[number]
        cell = activity.track, activity.phase
        places[number] = count[cell] = count.get(cell, 0) + 1
    return [_fields(a) | {"order": places[number]} for number, a in enumerate(plan.activities)]


def edits_onto(
    now: State,
    plan: Content,
    rows: Sequence[int | None] | None = None,
    *,
    without_notes: bool = False,
) -> list[Edit]:
    """The edits after which the plan says what the document says.

    `rows`: for each activity of the document the id that it carries, from a spreadsheet of this
    very plan. `without_notes`: the document left them out, so that the plan keeps what it has
    wherever the document has none.
    """
    now = _comparable(now)
    fields = numbered(plan)
    pool = {ref: row for ref, row in now.items() if ref.is_activity}
    refs = matched(fields, pool, rows or [None] * len(fields))
    wanted: dict[Ref, Fields] = {PLAN: plan_fields(plan)}
    for number, (ref, row) in enumerate(zip(refs, fields, strict=True)):
        wanted[ref or activity_ref(f"new {number}")] = row
    for factor in plan.factors:
        wanted[factor_ref(factor.factor)] = factor.model_dump()
    if without_notes:
        wanted = {ref: _with_note_of(now.get(ref, {}), told) for ref, told in wanted.items()}
    return [_placed(edit) for edit in difference(now, wanted)]


def matched(
    rows: Sequence[Fields], pool: Mapping[Ref, Fields], ids: Sequence[int | None]
) -> list[Ref | None]:
    """For each row the thing in the pool that it is, each thing at most once; None: a new one."""
    free = dict(pool)
    found: list[Ref | None] = [None] * len(rows)

    def take(number: int, ref: Ref | None) -> None:
        if ref in free and found[number] is None:
            found[number] = ref
            del free[ref]

    by_slug = {fields["activity"]: ref for ref, fields in pool.items() if fields["activity"]}
    for number, row in enumerate(rows):
        take(number, by_slug.get(row["activity"]))
    for number, (row, row_id) in enumerate(zip(rows, ids, strict=True)):
        ref = activity_ref(row_id) if row_id else None
        if ref in free and free[ref]["activity"] == row["activity"]:
            take(number, ref)
    for names in LIKENESS:
        like: dict[tuple[object, ...], Ref] = {}
        for ref, fields in free.items():
            if not fields["activity"]:
                like.setdefault(tuple(fields[name] for name in names), ref)
        for number, row in enumerate(rows):
            take(number, like.get(tuple(row[name] for name in names)))
    return found


def _with_note_of(now: Fields, told: Fields) -> Fields:
    """What is told of a thing, with the note that stands there where none is told."""
    return {**told, "note": now.get("note", "")} if told.get("note") == "" else told


def _comparable(state: State) -> State:
    """The same in the document's way: gaps in a cell and the order of a set are no difference."""
    count: dict[tuple[str, int], int] = {}
    result = dict(state)
    result[PLAN] = {**state[PLAN], "declined": sorted(state[PLAN]["declined"])}
    rows = [ref for ref in state if ref.is_activity]
    for ref in sorted(rows, key=lambda ref: (state[ref]["order"], int(ref.key))):
        row = state[ref]
        cell = row["track"], row["phase"]
        count[cell] = count.get(cell, 0) + 1
        result[ref] = {**row, "order": count[cell], "roles": sorted(row["roles"])}
    return result


def _placed(edit: Edit) -> Edit:
    """An added activity has no id yet."""
    is_new = edit.ref.is_activity and edit.before is None
    return Edit(NEW_ACTIVITY, None, edit.after) if is_new else edit


def _fields(activity: Activity) -> dict[str, object]:
    return activity.model_dump()
