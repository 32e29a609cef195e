"""Which acts undo and redo are about. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import tee


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
    return _standing(for_undo), _undone(for_redo)


def _standing(acts: Iterator[Act]) -> int | None:
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
