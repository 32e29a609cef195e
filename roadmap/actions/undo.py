"""Taking back: one's own last acts, or any change of the history."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from roadmap.domain.changes.undo import Act, undo_and_redo
from roadmap.domain.plan.state import Edit, clashes, inverse
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, NothingToDo, act, is_repeated
from roadmap.history.writing import write
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


def undo(*, plan_id: UUID, author: Author, key: UUID | None = None) -> Change | None:
    """Take back the author's last act. Raises NothingLeft, Clash, Gone.

    The same `key` twice takes back one act; the second time gives None.
    """
    with act(plan_id, author):
        if is_repeated(plan_id, key):
            raise NothingToDo
        number, _ = undo_and_redo(acts_of(plan_id, author))
        return _put(plan_id, author, Kind.UNDO, number, is_back=True, key=key)
    return None


def redo(*, plan_id: UUID, author: Author, key: UUID | None = None) -> Change | None:
    """Do again what the author undid last, once a `key`. Raises NothingLeft, Clash, Gone."""
    with act(plan_id, author):
        if is_repeated(plan_id, key):
            raise NothingToDo
        _, number = undo_and_redo(acts_of(plan_id, author))
        return _put(plan_id, author, Kind.REDO, number, is_back=False, key=key)
    return None


def revert(*, plan_id: UUID, author: Author, number: int, key: UUID | None = None) -> Change | None:
    """Take back any one change of the history, as a new act, once a `key`.

    Raises NothingLeft, Clash, Gone.
    """
    with act(plan_id, author):
        if is_repeated(plan_id, key):
            raise NothingToDo
        return _put(plan_id, author, Kind.REVERT, number, is_back=True, key=key)
    return None


def skip(*, plan_id: UUID, author: Author, number: int) -> Change | None:
    """Leave the author's last act as it is, so that undo reaches the one before it.

    For an act that others built upon: undo would meet it each time, and never get past it. Raises
    NothingLeft when `number` is not what undo would take back now. The same again gives None.
    """
    with act(plan_id, author):
        mine = Change.objects.filter(author.acts, plan_id=plan_id)
        if mine.filter(kind=Kind.SKIP, target=number).exists():
            raise NothingToDo
        last, _ = undo_and_redo(acts_of(plan_id, author))
        if last != number:
            raise NothingToUndo
        return write(plan_id, author, Kind.SKIP, [], target=number)
    return None


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


def _put(
    plan_id: UUID,
    author: Author,
    kind: Change.Kind,
    number: int | None,
    *,
    is_back: bool,
    key: UUID | None,
) -> Change:
    if number is None:
        raise NothingToUndo
    done = Change.objects.filter(plan_id=plan_id, number=number).first()
    if done is None or done.number == 1 or done.kind == Kind.SKIP:  # 1: the plan was made
        raise NothingToUndo
    told = [Edit.from_json(edit) for edit in done.edits]
    edits = inverse(told) if is_back else told
    if unfit := clashes(state_of(plan_id), edits):
        raise RevertConflict(done.number, unfit)
    return write(plan_id, author, kind, edits, target=done.number, key=key)
