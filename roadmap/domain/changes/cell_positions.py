"""The positions of activities in their cells after an undo, redo or revert. Pure.

An `order` says little once neighbours were added or removed. So each activity gets a rank in its
cell that no move of a neighbour changes. An act gives its activities new ranks, between those of
their new neighbours; taking it back gives them their former ranks. All of this follows from the
history since the act. Acts that are taken back in any order then restore the order before them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from roadmap.domain.plan.fields import Fields
from roadmap.domain.plan.state import PLACE, Edit, State

Cell = tuple[str, int]
"""Track and phase."""
Cells = dict[Cell, list[str]]
"""For each cell the keys of its activities, in order."""
Rank = Fraction | None
"""A rank in a cell; None: not in the plan."""


@dataclass(frozen=True, slots=True)
class PastAct:
    """An act of the history; `target`: the act that it takes back or, `is_redo`, does again."""

    number: int
    edits: tuple[Edit, ...]
    target: int | None = None
    is_redo: bool = False


class _Place(NamedTuple):
    cell: Cell
    order: int


Places = dict[str, _Place | None]
"""By activity; None: not in the plan."""


class MovedSince(Exception):
    """A later act, still in force, moved the activities of these edits."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        super().__init__(len(edits))
        self.edits = tuple(edits)


def moves_any(edits: Iterable[Edit]) -> bool:
    """Whether one of the edits adds, removes or moves an activity."""
    return any(_has_place(edit) for edit in edits)


def placed(
    state: State, acts: Sequence[PastAct], edits: Sequence[Edit], back: PastAct
) -> list[Edit]:
    """The edits of `back`, which takes its target back, with the orders before and after it.

    `acts`: as `history.reading.acts_since` gives them, oldest first. Raises MovedSince.
    """
    cells = _cells(state)
    here = {key: n for rows in cells.values() for n, key in enumerate(rows, 1)}
    _, coming = _places(edits, cells)
    ranks, history = _ranked(cells, acts)
    wanted = history[back.target or 0]
    left_at = {key: pair[0] if back.is_redo else pair[1] for key, pair in wanted.items()}
    if moved := [e for e in edits if e.ref.key in coming and _is_elsewhere(e, ranks, left_at)]:
        raise MovedSince(moved)
    _remove(cells, coming)
    for key, place in coming.items():
        if place:
            pair = wanted.get(key, (None, None))
            rank = pair[1] if back.is_redo else pair[0]
            ranks[key] = _between(None, None, ranks.values()) if rank is None else rank
            cells.setdefault(place.cell, []).append(key)
            cells[place.cell].sort(key=ranks.__getitem__)
    there = {key: n for rows in cells.values() for n, key in enumerate(rows, 1)}
    return [ordered(edit, here, there) for edit in edits]


def _is_elsewhere(edit: Edit, ranks: Mapping[str, Fraction], left_at: Mapping[str, Rank]) -> bool:
    """Whether an activity in the plan was moved since the act, which left it at rank `left_at`.

    A move within one cell changes its rank alone.
    """
    rank = left_at.get(edit.ref.key)
    return rank is not None and edit.ref.key in ranks and ranks[edit.ref.key] != rank


def ordered(edit: Edit, before: Mapping[str, int], after: Mapping[str, int]) -> Edit:
    """The edit with these orders of its activity, by key; unchanged when it has no place."""
    if not _has_place(edit):
        return edit
    key = edit.ref.key
    return replace(
        edit,
        before=edit.before and {**edit.before, "order": before.get(key, edit.before.get("order"))},
        after=edit.after and {**edit.after, "order": after.get(key, edit.after.get("order"))},
    )


def _ranked(
    cells: Cells, acts: Sequence[PastAct]
) -> tuple[dict[str, Fraction], dict[int, dict[str, tuple[Rank, Rank]]]]:
    """The present ranks, and by act number and activity the ranks before and after each act."""
    past = {cell: list(rows) for cell, rows in cells.items()}
    moves = []
    for act in reversed(acts):
        before, after = _places(act.edits, past)
        _put(past, before)
        moves.append(after)
    ranks = {key: Fraction(n) for rows in past.values() for n, key in enumerate(rows, 1)}
    used = set(ranks.values())
    history: dict[int, dict[str, tuple[Rank, Rank]]] = {}
    for act, made in zip(acts, reversed(moves), strict=True):
        had = {key: ranks.pop(key, None) for key in made}
        _put(past, made)
        old = history.get(act.target or 0, {})
        again = {key: pair[1] if act.is_redo else pair[0] for key, pair in old.items()}
        for cell in {place.cell for place in made.values() if place}:
            _rank(past[cell], ranks, again, used)
        history[act.number] = {key: (rank, ranks.get(key)) for key, rank in had.items()}
    return ranks, history


def _rank(
    rows: Sequence[str], ranks: dict[str, Fraction], again: dict[str, Rank], used: set[Fraction]
) -> None:
    """Rank the unranked activities of a cell: as in `again` where that fits, or anew."""
    low: Rank = None
    for number, key in enumerate(rows):
        if key not in ranks:
            high = next((ranks[other] for other in rows[number + 1 :] if other in ranks), None)
            rank = again.get(key)
            if rank is None or low is not None and rank < low or high is not None and rank > high:
                rank = _between(low, high, used)
            ranks[key] = rank
            used.add(rank)
        low = ranks[key]


def _between(low: Rank, high: Rank, used: Iterable[Fraction]) -> Fraction:
    """An unused rank just above `low`; without `low` below all, without `high` above all."""
    if high is None:
        return max(used, default=Fraction(0)) + 1
    if low is None:
        return min(used, default=Fraction(0)) - 1
    return (low + min(rank for rank in (*used, high) if rank > low)) / 2


def _places(edits: Iterable[Edit], cells: Cells) -> tuple[Places, Places]:
    """The places of these edits' activities before and after them."""
    there = {key: _Place(c, n) for c, rows in cells.items() for n, key in enumerate(rows, 1)}
    moving = {edit.ref.key: edit for edit in edits if _has_place(edit)}
    before = {key: _place(edit.before, there.get(key)) for key, edit in moving.items()}
    return before, {key: _place(edit.after, there.get(key)) for key, edit in moving.items()}


def _place(fields: Fields | None, there: _Place | None) -> _Place | None:
    """The place in these fields. Edits of earlier releases lack parts: those are as in `there`."""
    if fields is None:
        return None
    (track, phase), order = (there.cell, there.order) if there else (("", 0), 1)
    cell = fields.get("track", track), fields.get("phase", phase)
    return _Place(cell, fields.get("order", order))


def _put(cells: Cells, places: Places) -> None:
    """Move activities to their places, in the order of these."""
    _remove(cells, places)
    goals = [(place, key) for key, place in places.items() if place]
    for place, key in sorted(goals, key=lambda goal: goal[0].order):
        cells.setdefault(place.cell, []).insert(max(place.order - 1, 0), key)


def _remove(cells: Cells, keys: Collection[str]) -> None:
    for rows in cells.values():
        rows[:] = [key for key in rows if key not in keys]


def _cells(state: State) -> Cells:
    cells: Cells = {}
    for row_id, row in sorted(state.activities.items(), key=lambda item: item[1].order):
        cells.setdefault(row.cell, []).append(str(row_id))
    return cells


def _has_place(edit: Edit) -> bool:
    fields = edit.after if edit.before is None else edit.before
    is_whole = edit.before is None or edit.after is None
    return edit.ref.is_activity and (is_whole or not {*PLACE}.isdisjoint(fields or ()))
