"""Matches the things in a file with those of a plan. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TypeVar

from roadmap.domain.plan.fields import ActivityValues, MilestoneValues

Thing = TypeVar("Thing")
Likeness = Callable[[int | None, Thing], object]
"""A function from an id and a thing to a value that is equal for the same thing; None: no match."""


def matched(
    things: Sequence[tuple[int | None, Thing]],
    pool: Mapping[int, Thing],
    likenesses: Iterable[Likeness[Thing]],
) -> list[int | None]:
    """For each thing the id of the same one in the pool, or None for a new one.

    `things`: each with the id that the file gives it, or None. `likenesses`: strictest first. Each
    thing in the pool matches at most once.
    """
    free = dict(pool)
    found: list[int | None] = [None] * len(things)
    for likeness in likenesses:
        alike: defaultdict[object, deque[int]] = defaultdict(deque)
        for row_id, thing in free.items():
            alike[likeness(row_id, thing)].append(row_id)
        for number, (carried, thing) in enumerate(things):
            same = likeness(carried, thing)
            if found[number] is None and same is not None and alike[same]:
                row_id = found[number] = alike[same].popleft()
                del free[row_id]
    return found


def _own(*names: str) -> Likeness[ActivityValues]:
    likeness = attrgetter(*names)
    return lambda _, row: None if row.activity else likeness(row)


ACTIVITY: tuple[Likeness[ActivityValues], ...] = (
    lambda _, row: row.activity or None,
    lambda row_id, row: (row_id, row.activity),
    _own("title", "track", "phase", "order"),
    _own("title", "track", "phase"),
    _own("title", "track"),
    _own("title"),
)
"""A catalogue activity is matched by slug; one of the plan's own by id, or by title and place."""
MILESTONE: tuple[Likeness[MilestoneValues], ...] = (
    lambda _, row: (row.title, row.day),
    lambda _, row: row.title,
)
