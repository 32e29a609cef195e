"""Which acts undo and redo are about, and how they are stored. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import tee
from typing import Any

from roadmap.domain.changes.cell_positions import ordered
from roadmap.domain.plan.state import Edit, inverse


@dataclass(frozen=True, slots=True)
class Act:
    """A line of one person's history: its number, whether it was an undo, a redo, a stepping over
    or none of these, and the number of the act that such a one is about.
    """

    number: int
    kind: str
    target: int | None = None


LIMIT = 50


def undo_and_redo(acts: Iterable[Act]) -> tuple[int | None, int | None]:
    """The numbers of the acts that 'undo' and 'redo' would take back and do again.

    `acts`: of one person in one plan, newest first, of which no more is taken than it needs. A new
    act ends what could be redone; at most the last 50 can be undone.
    """
    for_undo, for_redo = tee(acts)
    return _in_force(for_undo), _undone(for_redo)


def _in_force(acts: Iterator[Act]) -> int | None:
    """The newest act that was neither taken back nor stepped over.

    Each undo and each stepping over is about the nearest act before it that was not yet.
    """
    passed = 0
    for act in acts:
        if act.kind in ("undo", "skip"):
            passed += 1
            if passed == LIMIT:
                return None
        elif passed:
            passed -= 1
        else:
            return act.target if act.kind == "redo" else act.number
    return None


def _undone(acts: Iterator[Act]) -> int | None:
    """The act that was taken back last, of those since the newest act that is new."""
    done_again = 0
    for act in acts:
        if act.kind == "redo":
            done_again += 1
        elif act.kind == "skip":
            continue
        elif act.kind != "undo":
            return None
        elif done_again:
            done_again -= 1
        else:
            return act.target
    return None


REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Reference:
    """Stands in the history for the edits that take back act `number` or do it again.

    So an undo takes no more room than the places that it gave; `before` and `after` are those, by
    activity. `number` is never an act that is stored as a reference itself.
    """

    number: int
    is_inverse: bool
    before: Mapping[str, int]
    after: Mapping[str, int]

    def edits(self, referred: Sequence[Edit]) -> tuple[Edit, ...]:
        """`referred`: the edits of act `number`."""
        turned = inverse(referred) if self.is_inverse else referred
        return tuple(ordered(edit, self.before, self.after) for edit in turned)

    def as_json(self) -> list[dict[str, Any]]:
        after = {"inverse": self.is_inverse, "orders": self.after}
        before = {"orders": self.before}
        key = str(self.number)
        return [{"kind": REFERENCE, "key": key, "before": before, "after": after}]

    @classmethod
    def from_json(cls, edits: Sequence[Mapping[str, Any]]) -> Reference | None:
        """None for an act that is stored with its edits."""
        if len(edits) != 1 or edits[0]["kind"] != REFERENCE:
            return None
        before, after = edits[0]["before"], edits[0]["after"]
        return cls(int(edits[0]["key"]), after["inverse"], before["orders"], after["orders"])


def reference_to(
    number: int, stored: Reference | None, edits: Iterable[Edit], *, is_redo: bool
) -> Reference:
    """The reference for these edits, which take back act `number` or, `is_redo`, do it again.

    `stored`: how act `number` is stored, when that is as a reference.
    """
    is_inverse = not is_redo if stored is None else stored.is_inverse == is_redo
    before, after = (
        {e.ref.key: fields["order"] for e, fields in sides if fields and "order" in fields}
        for sides in zip(*(((e, e.before), (e, e.after)) for e in edits), strict=True)
    )
    return Reference(stored.number if stored else number, is_inverse, before, after)
