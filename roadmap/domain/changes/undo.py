"""Which acts undo and redo take, and how they are stored. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import tee
from typing import Any

from roadmap.domain.changes.cell_positions import ordered
from roadmap.domain.plan.state import Edit, inverse


@dataclass(frozen=True, slots=True)
class Act:
    """An act of one person. `kind`: 'undo', 'redo', 'skip' or any other; `target`: the number of
    the act that one of these three is about.
    """

    number: int
    kind: str
    target: int | None = None


LIMIT = 50
"""How many of a person's last acts can be undone."""


def undo_and_redo(acts: Iterable[Act]) -> tuple[int | None, int | None]:
    """The numbers of the acts that an undo would take back and that a redo would do again.

    `acts`: one person's in one plan, newest first; iterated only as far as needed. After a new act
    nothing can be redone.
    """
    for_undo, for_redo = tee(acts)
    return _next_to_undo(for_undo), _next_to_redo(for_redo)


def _next_to_undo(acts: Iterator[Act]) -> int | None:
    """The newest act that was neither undone nor skipped.

    Each undo and each skip is about the nearest earlier act that was not yet undone or skipped.
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


def _next_to_redo(acts: Iterator[Act]) -> int | None:
    """The act that was undone last; None when a new act came after it."""
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
    """Is stored in place of edits that take back act `number` or do it again.

    Only the orders of activities before and after are stored with it, by activity id. `number` is
    never an act that is stored as a reference itself.
    """

    number: int
    is_inverse: bool
    before: Mapping[str, int]
    after: Mapping[str, int]

    def edits(self, referred: Sequence[Edit]) -> tuple[Edit, ...]:
        """The edits that this stands for. `referred`: the edits of act `number`."""
        turned = inverse(referred) if self.is_inverse else referred
        return tuple(ordered(edit, self.before, self.after) for edit in turned)

    def as_json(self) -> list[dict[str, Any]]:
        after = {"inverse": self.is_inverse, "orders": self.after}
        before = {"orders": self.before}
        key = str(self.number)
        return [{"kind": REFERENCE, "key": key, "before": before, "after": after}]

    @classmethod
    def from_json(cls, edits: Sequence[Mapping[str, Any]]) -> Reference | None:
        """The reference in stored edits; None where they are edits."""
        if len(edits) != 1 or edits[0]["kind"] != REFERENCE:
            return None
        before, after = edits[0]["before"], edits[0]["after"]
        return cls(int(edits[0]["key"]), after["inverse"], before["orders"], after["orders"])


def reference_to(
    number: int, stored: Reference | None, edits: Iterable[Edit], *, is_redo: bool
) -> Reference:
    """The reference for edits that take back act `number` or, with `is_redo`, do it again.

    `stored`: the reference by which act `number` is itself stored, if any.
    """
    is_inverse = not is_redo if stored is None else stored.is_inverse == is_redo
    before, after = (
        {e.ref.key: fields["order"] for e, fields in sides if fields and "order" in fields}
        for sides in zip(*(((e, e.before), (e, e.after)) for e in edits), strict=True)
    )
    return Reference(stored.number if stored else number, is_inverse, before, after)
