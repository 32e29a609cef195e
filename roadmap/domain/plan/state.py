"""The state of a plan at one version, and the edits that turn one state into another. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from roadmap.domain.plan.fields import (
    ActivityValues,
    FactorValues,
    Fields,
    MilestoneValues,
    PlanValues,
    Values,
    fields_as_json,
    fields_from_json,
)
from roadmap.domain.plan.phase_dates import phase_part


class RefKind(StrEnum):
    PLAN = "plan"
    ACTIVITY = "activity"
    FACTOR = "factor"
    MILESTONE = "milestone"

    @property
    def values(self) -> type[Values]:
        return VALUES[self]


VALUES: Mapping[RefKind, type[Values]] = {
    RefKind.PLAN: PlanValues,
    RefKind.ACTIVITY: ActivityValues,
    RefKind.FACTOR: FactorValues,
    RefKind.MILESTONE: MilestoneValues,
}


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Names one thing of a plan. `key`: a row's id or a factor's slug, '' for the plan itself."""

    kind: RefKind
    key: str = ""

    @property
    def is_activity(self) -> bool:
        return self.kind is RefKind.ACTIVITY

    def as_json(self) -> dict[str, str]:
        return {"kind": str(self.kind), "key": self.key}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Ref:
        """The ref of a stored edit, or of an item of a stored state."""
        return cls(RefKind(data["kind"]), data["key"])


PLAN = Ref(RefKind.PLAN)
PLACE = ("track", "phase", "order")
"""An edit of one of these holds all three. `order` alone never conflicts, as the move of a
neighbour changes it too."""


def activity_ref(row_id: int | str) -> Ref:
    return Ref(RefKind.ACTIVITY, str(row_id))


def milestone_ref(row_id: int | str) -> Ref:
    return Ref(RefKind.MILESTONE, str(row_id))


def factor_ref(slug: str) -> Ref:
    return Ref(RefKind.FACTOR, slug)


@dataclass(frozen=True, slots=True)
class State:
    """A plan at one version: activities and milestones by their id, success factors by slug."""

    plan: PlanValues
    activities: Mapping[int, ActivityValues] = field(default_factory=dict)
    factors: Mapping[str, FactorValues] = field(default_factory=dict)
    milestones: Mapping[int, MilestoneValues] = field(default_factory=dict)

    @classmethod
    def of(cls, things: Mapping[Ref, Values]) -> State:
        plan = things[PLAN]
        assert isinstance(plan, PlanValues)
        return cls(
            plan,
            {int(r.key): v for r, v in things.items() if isinstance(v, ActivityValues)},
            {r.key: v for r, v in things.items() if isinstance(v, FactorValues)},
            {int(r.key): v for r, v in things.items() if isinstance(v, MilestoneValues)},
        )

    @property
    def things(self) -> dict[Ref, Values]:
        return {
            PLAN: self.plan,
            **{activity_ref(row_id): values for row_id, values in self.activities.items()},
            **{factor_ref(slug): values for slug, values in self.factors.items()},
            **{milestone_ref(row_id): values for row_id, values in self.milestones.items()},
        }

    def without_notes(self) -> State:
        activities = {key: replace(row, note="") for key, row in self.activities.items()}
        factors = {slug: replace(factor, note="") for slug, factor in self.factors.items()}
        return replace(self, activities=activities, factors=factors)

    def with_owners(self, change: Callable[[str], str]) -> State:
        """The state with `change(owner)` in place of each owner."""
        rows = {}
        for key, row in self.activities.items():
            owner = change(row.owner)
            rows[key] = row if owner is row.owner else replace(row, owner=owner)
        return replace(self, activities=rows)

    @property
    def slugs(self) -> dict[str, int]:
        """The ids of the playbook's activities in the plan, by slug."""
        return {row.activity: row_id for row_id, row in self.activities.items() if row.activity}

    def as_json(self) -> list[dict[str, Any]]:
        """One item for each thing; the plan's names the kinds that the first release lacked."""
        items = [{**ref.as_json(), "fields": row.as_json()} for ref, row in self.things.items()]
        return [items[0] | {"kinds": [RefKind.MILESTONE]}, *items[1:]]

    @classmethod
    def from_json(cls, data: Iterable[Mapping[str, Any]], missing: State | None = None) -> State:
        """A stored state; what an older release did not store is taken from `missing`, or empty."""
        known, kinds = missing.things if missing else {}, set[str]()
        things: dict[Ref, Values] = {}
        for item in data:
            ref = Ref.from_json(item)
            things[ref] = ref.kind.values.from_json(item["fields"], known.get(ref))
            kinds.update(item.get("kinds", ()))
        state = cls.of(things)
        if missing and RefKind.MILESTONE not in kinds:
            state = replace(state, milestones=missing.milestones)
        return state


@dataclass(frozen=True, slots=True)
class Edit:
    """The change of one thing. `before` is None when it is added, `after` when it is removed.

    Otherwise both hold the changed fields only.
    """

    ref: Ref
    before: Fields | None
    after: Fields | None

    @classmethod
    def new(cls, values: Values) -> Edit:
        """The edit that adds a thing; an activity or milestone gets its id when stored."""
        kind = next(kind for kind, held in VALUES.items() if isinstance(values, held))
        return cls(Ref(kind, getattr(values, "factor", "")), None, values.as_fields())

    @classmethod
    def removed(cls, ref: Ref, values: Values) -> Edit:
        return cls(ref, values.as_fields(), None)

    def with_owner(self, change: Callable[[str], str]) -> Edit:
        """The edit with `change(owner)` in place of the owner on both sides."""
        before, after = (
            {**side, "owner": change(side["owner"])} if side and "owner" in side else side
            for side in (self.before, self.after)
        )
        return Edit(self.ref, before, after)

    @property
    def title(self) -> str:
        """The thing's title; '' when this edit does not hold it."""
        return str((self.after or {}).get("title") or (self.before or {}).get("title") or "")

    @property
    def changed_parts(self) -> frozenset[str]:
        """The fields of the plan itself that this changes; the dates of a phase are 'fase-1'."""
        if self.ref != PLAN or self.before is None or self.after is None:
            return frozenset()
        before, after = self.before.get("phase_dates", {}), self.after.get("phase_dates", {})
        numbers = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
        return frozenset(self.after.keys() - {"phase_dates"}) | {phase_part(n) for n in numbers}

    def as_json(self) -> dict[str, Any]:
        sides = {"before": self.before, "after": self.after}
        values = self.ref.kind.values
        return self.ref.as_json() | {
            name: None if side is None else fields_as_json(values, side)
            for name, side in sides.items()
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Edit:
        ref = Ref.from_json(data)
        before, after = (
            None if side is None else fields_from_json(ref.kind.values, side)
            for side in (data["before"], data["after"])
        )
        return cls(ref, before, after)


def inverse(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that take these back, in reverse order."""
    return tuple(Edit(one.ref, one.after, one.before) for one in reversed(tuple(edits)))


def difference(old: State, new: State) -> tuple[Edit, ...]:
    """The edits that lead from one state to the other: removed, changed, added."""
    before, after = old.things, new.things
    removed = [Edit.removed(ref, before[ref]) for ref in before if ref not in after]
    added = [Edit(ref, None, after[ref].as_fields()) for ref in after if ref not in before]
    changed = [
        edit
        for ref, row in before.items()
        if ref in after and (edit := changed_fields(ref, row, after[ref].as_fields()))
    ]
    return (*removed, *changed, *added)


def changed_fields(ref: Ref, old: Values, new: Fields) -> Edit | None:
    """The edit that gives `old` the fields `new`; None when it has them already.

    An edit that changes a part of the place holds the whole place.
    """
    names = [name for name in new if getattr(old, name) != new[name]]
    if not names:
        return None
    if ref.is_activity and not {*PLACE}.isdisjoint(names):
        names += [name for name in PLACE if name not in names]
    result = {**old.as_fields(), **new}
    before = {name: getattr(old, name) for name in names}
    return Edit(ref, before, {name: result[name] for name in names})


def applied(state: State, edits: Iterable[Edit]) -> State:
    """The state after these edits; things without an id get negative ones.

    Raises KeyError for a change of a thing that is not there.
    """
    things = state.things
    for edit in edits:
        if edit.after is None:
            things.pop(edit.ref, None)
        elif edit.before is None:
            ref = edit.ref if edit.ref.key else Ref(edit.ref.kind, str(-len(things)))
            things[ref] = edit.ref.kind.values(**edit.after)
        else:
            things[edit.ref] = replace(things[edit.ref], **edit.after)
    return State.of(things)


def clashes(state: State, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that conflict with the state: it does not have what they start from.

    So does an edit that would add a catalogue activity a second time.
    """
    edits, now = tuple(edits), state.things
    gone = {edit.ref for edit in edits if edit.after is None}
    present = {
        slug: ref
        for slug, row_id in state.slugs.items()
        if (ref := activity_ref(row_id)) not in gone
    }
    return tuple(
        edit
        for edit in edits
        if not _fits(now.get(edit.ref), edit)
        or present.get((edit.after or {}).get("activity", ""), edit.ref) != edit.ref
    )


def _fits(now: Values | None, edit: Edit) -> bool:
    if edit.before is None or now is None:
        return now is None and edit.before is None
    return all(getattr(now, name) == edit.before[name] for name in edit.before if name != "order")
