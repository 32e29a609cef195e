"""Undo and redo of one's own last acts, and revert of any change in the history."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from roadmap.domain.changes.cell_positions import MovedSince, PastAct, moves_any, placed
from roadmap.domain.changes.undo import Act, undo_and_redo
from roadmap.domain.plan.state import Edit, clashes, inverse
from roadmap.history.reading import acts_since, edits_of, state_of
from roadmap.history.transaction import Author, Revision, in_revision
from roadmap.models import Change

Kind = Change.Kind
FIRST_BATCH = 100
"""Acts that the first query reads: twice as many as can be undone."""


class RevertConflict(Exception):
    """Later acts changed what act `number` did; `edits`: those that can no longer be applied."""

    def __init__(self, number: int, edits: Collection[Edit]) -> None:
        super().__init__(number, len(edits))
        self.number = number
        self.edits = tuple(edits)


class NothingToUndo(Exception):
    """There is no act to undo or to redo."""


@in_revision
def undo(rev: Revision) -> Change | None:
    """Take back the author's last act; returns None for a key that was recorded before.

    Raises NothingToUndo, RevertConflict.
    """
    number, _ = undo_and_redo(acts_of(rev.plan_id, rev.author))
    return _apply(rev, Kind.UNDO, number)


@in_revision
def redo(rev: Revision) -> Change | None:
    """Redo the act that the author undid last. Returns and raises as `undo`."""
    _, number = undo_and_redo(acts_of(rev.plan_id, rev.author))
    return _apply(rev, Kind.REDO, number)


@in_revision
def revert(rev: Revision, *, number: int) -> Change | None:
    """Take back one change of the history, as a new act. Returns and raises as `undo`."""
    return _apply(rev, Kind.REVERT, number)


@in_revision
def skip(rev: Revision, *, number: int) -> Change | None:
    """Leave the author's last act as it is, so that the next undo takes back the one before it.

    Needed where others changed the same thing later: every undo would conflict there. Raises
    NothingToUndo when `number` is not the act that undo would take back. Once: then returns None.
    """
    mine = Change.objects.filter(rev.author.acts, plan_id=rev.plan_id)
    if mine.filter(kind=Kind.SKIP, target=number).exists():
        return None
    last, _ = undo_and_redo(acts_of(rev.plan_id, rev.author))
    if last != number:
        raise NothingToUndo
    return rev.record(Kind.SKIP, target=number)


def acts_of(plan_id: UUID, author: Author) -> Iterator[Act]:
    """The author's acts in this plan, newest first; read lazily, in ever larger batches.

    The first batch is nearly always enough; a long run of undo and redo takes a few more.
    """
    mine = Change.objects.filter(author.acts, plan_id=plan_id, number__gt=1).order_by("-number")
    size = FIRST_BATCH
    while True:
        batch = [Act(*row) for row in mine.values_list("number", "kind", "target")[:size]]
        yield from batch
        if len(batch) < size:
            return
        mine, size = mine.filter(number__lt=batch[-1].number), 2 * size


def _apply(rev: Revision, kind: Change.Kind, number: int | None) -> Change | None:
    """Take back change `number`, or do it again for a redo."""
    if number is None:
        raise NothingToUndo
    done = Change.objects.filter(plan_id=rev.plan_id, number=number).first()
    [recorded] = edits_of([done]) if done else [()]
    if done is None or not recorded:  # creating the plan, a skip, or an act that was compacted
        raise NothingToUndo
    is_redo = kind == Kind.REDO
    edits, state = recorded if is_redo else inverse(recorded), state_of(rev.plan_id)
    if conflicts := clashes(state, edits):
        raise RevertConflict(done.number, conflicts)
    if moves_any(edits):
        back = PastAct(rev.number, edits, number, is_redo)
        try:
            edits = tuple(placed(state, acts_since(rev.plan_id, number), edits, back))
        except MovedSince as moved:
            raise RevertConflict(number, moved.edits) from moved
    return rev.take_back(kind, edits, done)
