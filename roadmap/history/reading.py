"""A plan's rows as plain values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from roadmap.domain.changes.places import Step
from roadmap.domain.changes.undo import Reference
from roadmap.domain.plan.state import PLAN, Edit, Fields, Ref, State, activity_ref, factor_ref
from roadmap.history.errors import Gone
from roadmap.models import Change, Plan, PlanActivity, PlanFactor

Read = TypeVar("Read")
MAX_READS = 50
BACK = (Change.Kind.UNDO, Change.Kind.REDO, Change.Kind.REVERT)
"""Acts whose `target` is the act that they take back or do again."""

COLUMNS = {
    "activity": "activity__slug",
    "track": "track__slug",
    "phase": "phase__number",
    "playbook": "playbook_version__number",
}


PLAN_FIELDS = ("title", "organisation", "playbook", "start", "phase_dates", "declined")


FACTOR_FIELDS = ("factor", "done", "note")


ROW_FIELDS = (
    "activity",
    "title",
    "published_title",
    "track",
    "phase",
    "order",
    "status",
    "owner",
    "roles",
    "start_date",
    "due_date",
    "note",
    "links",
)


DATES = {"start_date", "due_date"}


def edits_of(changes: Collection[Change]) -> list[tuple[Edit, ...]]:
    """What each of these changes of one plan did, also where it refers to another."""
    stored = [Reference.from_json(change.edits) for change in changes]
    numbers = {reference.number for reference in stored if reference}
    referred: dict[int, tuple[Edit, ...]] = {}
    if numbers:
        plan_id = next(iter(changes)).plan_id
        rows = Change.objects.filter(plan_id=plan_id, number__in=numbers)
        referred = {n: _edits(edits) for n, edits in rows.values_list("number", "edits")}
    return [
        reference.edits(referred.get(reference.number, ())) if reference else _edits(change.edits)
        for change, reference in zip(changes, stored, strict=True)
    ]


def _edits(data: Iterable[Mapping[str, Any]]) -> tuple[Edit, ...]:
    return tuple(map(Edit.from_json, data))


def touched_since(plan_id: UUID, version: int) -> tuple[Edit, ...]:
    """All that acts after this version of the plan did."""
    later = Change.objects.filter(plan_id=plan_id, number__gt=version).order_by("number")
    return tuple(chain.from_iterable(edits_of(later)))


def steps_since(plan_id: UUID, number: int) -> list[Step]:
    """The acts since this one, and those since the oldest that any of them takes back."""
    steps: list[Step] = []
    first, end = number, None
    while True:
        changes = Change.objects.filter(plan_id=plan_id, number__gte=first).order_by("number")
        found = list(changes if end is None else changes.filter(number__lt=end))
        steps = [
            Step(
                change.number,
                edits,
                change.target if change.kind in BACK else None,
                change.kind == Change.Kind.REDO,
            )
            for change, edits in zip(found, edits_of(found), strict=True)
        ] + steps
        end, first = first, min([step.target or first for step in steps])
        if first == end:
            return steps


def state_of(plan_id: UUID) -> State:
    """The plan as it now is, in three queries however much it holds. Raises Gone."""
    plan = Plan.objects.filter(pk=plan_id).values(*_columns(PLAN_FIELDS)).first()
    if plan is None:
        raise Gone
    state: dict[Ref, Fields] = {PLAN: _fields(PLAN_FIELDS, plan)}
    for row in PlanActivity.objects.filter(plan_id=plan_id).values("pk", *_columns(ROW_FIELDS)):
        state[activity_ref(row["pk"])] = _fields(ROW_FIELDS, row)
    for row in PlanFactor.objects.filter(plan_id=plan_id).values(*FACTOR_FIELDS):
        state[factor_ref(row["factor"])] = _fields(FACTOR_FIELDS, row)
    return state


def read_at_one_version(plan_id: UUID, read: Callable[[], Read]) -> tuple[int, Read]:
    """The plan's version, and what `read` returns while no act comes in between. Raises Gone.

    Every act moves the plan's version in its own transaction: a version that is equal before and
    after belongs to all that was read. Nothing is locked, so readers never wait for writers.
    """
    version = _version_of(plan_id)
    for _ in range(MAX_READS):
        result = read()
        now = _version_of(plan_id)
        if now == version:
            return version, result
        version = now
    raise RuntimeError(f"Plan {plan_id} changed {MAX_READS} times while it was read.")


def _version_of(plan_id: UUID) -> int:
    version = Plan.objects.filter(pk=plan_id).values_list("version", flat=True).first()
    if version is None:
        raise Gone
    return version


def plan_fields(plan_id: UUID) -> Fields:
    return _fields(PLAN_FIELDS, Plan.objects.values(*_columns(PLAN_FIELDS)).get(pk=plan_id))


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """An activity of a plan: its own version and fields, and the version of the plan."""

    version: int
    fields: Fields
    plan_version: int


def activity_of(plan_id: UUID, row_id: int) -> StoredActivity:
    """Raises Gone."""
    rows = PlanActivity.objects.filter(plan_id=plan_id, pk=row_id)
    row = rows.values("version", "plan__version", *_columns(ROW_FIELDS)).first()
    if row is None:
        raise Gone
    return StoredActivity(row["version"], _fields(ROW_FIELDS, row), row["plan__version"])


def factor_of(plan_id: UUID, factor: str) -> tuple[int, Fields]:
    """A success factor's version and fields; version 0 when nobody looked at it yet."""
    rows = PlanFactor.objects.filter(plan_id=plan_id, factor=factor)
    row = rows.values("version", *FACTOR_FIELDS).first()
    if row is None:
        return 0, {"factor": factor, "done": False, "note": ""}
    return row["version"], _fields(FACTOR_FIELDS, row)


def _columns(names: Iterable[str]) -> Iterator[str]:
    return (COLUMNS.get(name, name) for name in names)


def _fields(names: Iterable[str], row: Mapping[str, Any]) -> Fields:
    """A row's columns by the names that states use; dates as text, no activity as ''."""
    fields = {name: row[COLUMNS.get(name, name)] for name in names}
    for name in DATES & fields.keys():
        fields[name] = fields[name].isoformat() if fields[name] else None
    if "activity" in fields:
        fields["activity"] = fields["activity"] or ""
    return fields
