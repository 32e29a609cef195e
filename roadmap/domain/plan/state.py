"""What a plan holds, as plain values, and the edits that turn one state into another. Pure.

A state maps a thing to its fields: `("plan", "")`, `("activity", id)` or `("factor", slug)` to a
dict of JSON values (dates as '2027-02-28'). History and undo both work on states, so that there is
one way to compare, to put back and to tell what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Ref = tuple[str, str]
Fields = Mapping[str, Any]
State = Mapping[Ref, Fields]

PLAN: Ref = ("plan", "")
NEW_ACTIVITY: Ref = ("activity", "")
"""An activity that has no id yet."""
PLACE = frozenset({"order"})
"""Fields that others change in passing (a neighbour moves): never a reason for a conflict."""


def activity_ref(row_id: int) -> Ref:
    return "activity", str(row_id)


def factor_ref(slug: str) -> Ref:
    return "factor", slug


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing's change. `before` None: it is added; `after` None: it is removed.

    For a thing that stays, both hold the same, changed fields only.
    """

    thing: Ref
    before: Fields | None
    after: Fields | None

    @property
    def title(self) -> str:
        """The thing's title as this edit knows it; '' when the title is not part of it."""
        return str((self.after or {}).get("title") or (self.before or {}).get("title") or "")

    def inverse(self) -> Edit:
        return Edit(self.thing, self.after, self.before)

    def as_json(self) -> dict[str, Any]:
        kind, key = self.thing
        return {"kind": kind, "key": key, "before": self.before, "after": self.after}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Edit:
        return cls((data["kind"], data["key"]), data["before"], data["after"])


def state_as_json(state: State) -> list[dict[str, Any]]:
    return [{"kind": kind, "key": key, "fields": fields} for (kind, key), fields in state.items()]


def state_from_json(data: Iterable[Mapping[str, Any]]) -> State:
    return {(thing["kind"], thing["key"]): thing["fields"] for thing in data}


def inverse(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that take these back, last one first."""
    return tuple(edit.inverse() for edit in reversed(tuple(edits)))


def difference(old: State, new: State) -> tuple[Edit, ...]:
    """The edits that lead from one state to the other: removed, changed, added."""
    removed = [Edit(thing, old[thing], None) for thing in old if thing not in new]
    added = [Edit(thing, None, new[thing]) for thing in new if thing not in old]
    changed = [
        edit
        for thing in old
        if thing in new and (edit := changed_fields(thing, old[thing], new[thing]))
    ]
    return (*removed, *changed, *added)


def changed_fields(thing: Ref, old: Fields, new: Fields) -> Edit | None:
    """The edit from `old` to `new` over the fields that `new` names; None when all are equal."""
    names = [name for name in new if old.get(name) != new[name]]
    if not names:
        return None
    return Edit(thing, {name: old.get(name) for name in names}, {name: new[name] for name in names})


def applied(state: State, edits: Iterable[Edit]) -> dict[Ref, Fields]:
    """The state after these edits. Raises KeyError for a change of a thing that is not there."""
    result = dict(state)
    for edit in edits:
        if edit.after is None:
            result.pop(edit.thing, None)
        elif edit.before is None:
            result[edit.thing] = edit.after
        else:
            result[edit.thing] = {**result[edit.thing], **edit.after}
    return result


def clashes(state: State, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that no longer fit: what they start from is not what stands there now.

    Nor does one that would bring a catalogue activity into the plan a second time.
    """
    edits = tuple(edits)
    gone = {edit.thing for edit in edits if edit.after is None}
    present = {
        fields["activity"]: thing
        for thing, fields in state.items()
        if fields.get("activity") and thing not in gone
    }
    return tuple(
        edit
        for edit in edits
        if not _fits(state.get(edit.thing), edit)
        or present.get((edit.after or {}).get("activity"), edit.thing) != edit.thing
    )


def _fits(now: Fields | None, edit: Edit) -> bool:
    if edit.before is None or now is None:
        return now is None and edit.before is None
    return all(now.get(name) == edit.before[name] for name in edit.before if name not in PLACE)
