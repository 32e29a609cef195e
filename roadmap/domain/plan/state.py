"""What a plan holds, as plain values, and the edits that turn one state into another. Pure.

A state maps the `Ref` of each thing to its fields, a dict of JSON values (dates as '2027-02-28').
History and undo both work on states, so that there is one way to compare and to put back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class RefKind(StrEnum):
    PLAN = "plan"
    ACTIVITY = "activity"
    FACTOR = "factor"


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Names one thing of a plan: `key` is an activity's id or a factor's slug, '' for the plan."""

    kind: RefKind
    key: str = ""

    @property
    def is_activity(self) -> bool:
        return self.kind is RefKind.ACTIVITY

    @property
    def is_factor(self) -> bool:
        return self.kind is RefKind.FACTOR


Fields = Mapping[str, Any]
State = Mapping[Ref, Fields]

PLAN = Ref(RefKind.PLAN)
NEW_ACTIVITY = Ref(RefKind.ACTIVITY)
"""An activity that has no id yet."""
PLACE = ("track", "phase", "order")
"""An edit of one of these holds all three. `order` is never a reason for a conflict, as a
neighbour's move changes it in passing."""


def activity_ref(row_id: int | str) -> Ref:
    return Ref(RefKind.ACTIVITY, str(row_id))


def factor_ref(slug: str) -> Ref:
    return Ref(RefKind.FACTOR, slug)


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing's change. `before` None: it is added; `after` None: it is removed.

    For a thing that stays, both hold the same, changed fields only.
    """

    ref: Ref
    before: Fields | None
    after: Fields | None

    @property
    def title(self) -> str:
        """The thing's title as this edit knows it; '' when the title is not part of it."""
        return str((self.after or {}).get("title") or (self.before or {}).get("title") or "")

    def inverse(self) -> Edit:
        return Edit(self.ref, self.after, self.before)

    def as_json(self) -> dict[str, Any]:
        return {**_ref_as_json(self.ref), "before": self.before, "after": self.after}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Edit:
        return cls(ref_from_json(data), data["before"], data["after"])


def state_as_json(state: State) -> list[dict[str, Any]]:
    return [{**_ref_as_json(ref), "fields": fields} for ref, fields in state.items()]


def state_from_json(data: Iterable[Mapping[str, Any]]) -> State:
    return {ref_from_json(item): item["fields"] for item in data}


def ref_from_json(data: Mapping[str, Any]) -> Ref:
    """The ref of an edit, or of a state's item, as they are stored."""
    return Ref(RefKind(data["kind"]), data["key"])


def _ref_as_json(ref: Ref) -> dict[str, str]:
    return {"kind": str(ref.kind), "key": ref.key}


def inverse(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that take these back, last one first."""
    return tuple(edit.inverse() for edit in reversed(tuple(edits)))


def difference(old: State, new: State) -> tuple[Edit, ...]:
    """The edits that lead from one state to the other: removed, changed, added."""
    removed = [Edit(ref, old[ref], None) for ref in old if ref not in new]
    added = [Edit(ref, None, new[ref]) for ref in new if ref not in old]
    changed = [
        edit for ref in old if ref in new and (edit := changed_fields(ref, old[ref], new[ref]))
    ]
    return (*removed, *changed, *added)


def changed_fields(ref: Ref, old: Fields, new: Fields) -> Edit | None:
    """The edit from `old` to `new` over the fields that `new` names; None when all are equal.

    What changes a part of the place holds the whole place.
    """
    names = [name for name in new if old.get(name) != new[name]]
    if not names:
        return None
    if not {*PLACE}.isdisjoint(names):
        names += [name for name in PLACE if name in old and name not in names]
    result = {**old, **new}
    return Edit(
        ref, {name: old.get(name) for name in names}, {name: result[name] for name in names}
    )


def applied(state: State, edits: Iterable[Edit]) -> dict[Ref, Fields]:
    """The state after these edits. Raises KeyError for a change of a thing that is not there."""
    result = dict(state)
    for edit in edits:
        if edit.after is None:
            result.pop(edit.ref, None)
        elif edit.before is None:
            result[edit.ref] = edit.after
        else:
            result[edit.ref] = {**result[edit.ref], **edit.after}
    return result


def clashes(state: State, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that no longer fit: what they start from is not what stands there now.

    Nor does one that would bring a catalogue activity into the plan a second time.
    """
    edits = tuple(edits)
    gone = {edit.ref for edit in edits if edit.after is None}
    present = {
        fields["activity"]: ref
        for ref, fields in state.items()
        if fields.get("activity") and ref not in gone
    }
    return tuple(
        edit
        for edit in edits
        if not _fits(state.get(edit.ref), edit)
        or present.get((edit.after or {}).get("activity"), edit.ref) != edit.ref
    )


def _fits(now: Fields | None, edit: Edit) -> bool:
    if edit.before is None or now is None:
        return now is None and edit.before is None
    return all(now.get(name) == edit.before[name] for name in edit.before if name != "order")
