"""Which things of a plan those of a file are. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TypeVar

from roadmap.domain.plan.fields import ActivityValues, MilestoneValues

Thing = TypeVar("Thing")
Likeness = Callable[[int | None, Thing], object]
"""What a thing, with the id that it has or carries, shares with one that is the same; None for a
thing that shares it with no other."""


def matched(
    things: Sequence[tuple[int | None, Thing]],
    pool: Mapping[int, Thing],
    likenesses: Iterable[Likeness[Thing]],
) -> list[int | None]:
    """For each thing, with the id that it carries, the id of the one in the pool that it is.

    Strictest likeness first, each of the pool once; None for a new thing.
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
"""The playbook's are known by their slug; a plan's own by the id that a workbook carries, or by
what they say."""
MILESTONE: tuple[Likeness[MilestoneValues], ...] = (
    lambda _, row: (row.title, row.day),
    lambda _, row: row.title,
)
