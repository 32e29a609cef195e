"""Taking back: one's own last acts, or any change of the history."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from roadmap.domain.changes.cell_positions import MovedSince, PastAct, moves_any, placed
from roadmap.domain.changes.undo import Act, undo_and_redo
from roadmap.domain.plan.state import Edit, clashes, inverse
from roadmap.history.reading import edits_of, state_of, steps_since
from roadmap.history.transaction import Author, Revision, in_revision
from roadmap.models import Change

Kind = Change.Kind
FIRST_STEP = 100
"""Acts that the first query reads: twice what can be undone."""


class RevertConflict(Exception):
    """What change `number` did was changed since; `edits` are those that no longer fit."""

    def __init__(self, number: int, edits: Collection[Edit]) -> None:
        super().__init__(number, len(edits))
        self.number = number
        self.edits = tuple(edits)


class NothingToUndo(Exception):
    """There is nothing to undo or to do again."""


@in_revision
def undo(rev: Revision) -> Change | None:
    """Take back the author's last act; returns None for a `key` that was sent before.

    Raises NothingToUndo, RevertConflict.
    """
    number, _ = undo_and_redo(acts_of(rev.plan_id, rev.author))
    return _apply(rev, Kind.UNDO, number)


@in_revision
def redo(rev: Revision) -> Change | None:
    """Do again what the author undid last. Returns and raises as `undo`."""
    _, number = undo_and_redo(acts_of(rev.plan_id, rev.author))
    return _apply(rev, Kind.REDO, number)


@in_revision
def revert(rev: Revision, *, number: int) -> Change | None:
    """Take back any one change of the history, as a new act. Returns and raises as `undo`."""
    return _apply(rev, Kind.REVERT, number)


@in_revision
def skip(rev: Revision, *, number: int) -> Change | None:
    """Leave the author's last act as it is, so that undo reaches the one before it.

    For an act that others built upon: undo would meet it each time, and never get past it. Raises
    NothingToUndo when `number` is not what undo would take back now. The same again returns None.
    """
    mine = Change.objects.filter(rev.author.acts, plan_id=rev.plan_id)
    if mine.filter(kind=Kind.SKIP, target=number).exists():
        return None
    last, _ = undo_and_redo(acts_of(rev.plan_id, rev.author))
    if last != number:
        raise NothingToUndo
    return rev.record(Kind.SKIP, target=number)


def acts_of(plan_id: UUID, author: Author) -> Iterator[Act]:
    """The author's acts in this plan, newest first, read in larger and larger steps when asked for.

    The first step nearly always says enough; a long row of undo and redo takes a few more.
    """
    mine = Change.objects.filter(author.acts, plan_id=plan_id, number__gt=1).order_by("-number")
    step = FIRST_STEP
    while True:
        read = [Act(*row) for row in mine.values_list("number", "kind", "target")[:step]]
        yield from read
        if len(read) < step:
            return
        mine, step = mine.filter(number__lt=read[-1].number), 2 * step


def _apply(rev: Revision, kind: Change.Kind, number: int | None) -> Change | None:
    """Take back change `number`, or do it again for a redo."""
    if number is None:
        raise NothingToUndo
    done = Change.objects.filter(plan_id=rev.plan_id, number=number).first()
    [recorded] = edits_of([done]) if done else [()]
    if done is None or not recorded:  # the plan was made, an act was skipped or is too old
        raise NothingToUndo
    is_redo = kind == Kind.REDO
    edits, state = recorded if is_redo else inverse(recorded), state_of(rev.plan_id)
    if conflicts := clashes(state, edits):
        raise RevertConflict(done.number, conflicts)
    if moves_any(edits):
        back = PastAct(rev.number, edits, number, is_redo)
        try:
            edits = tuple(placed(state, steps_since(rev.plan_id, number), edits, back))
        except MovedSince as moved:
            raise RevertConflict(number, moved.edits) from moved
    return rev.turn_back(kind, edits, done)
