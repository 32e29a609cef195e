"""Bands: how many chose an option, rounded so that no picture tells what one person chose. Pure.

The ladder depends on the number of answers alone. Counts are compared as whole numbers. The tests
try every table of one question, for an outsider, for one respondent and for two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

LEAST = 7
"""Answers below which nothing is ever shown."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """`words` name the bands from the lowest up; `of` gives the band of a count among n answers."""

    name: str
    first: int
    words: tuple[str, ...]
    of: Callable[[int, int], int]

    @property
    def top(self) -> int:
        return len(self.words) - 1


def _majority(count: int, n: int) -> int:
    return int(2 * count > n)


def _thirds(count: int, n: int) -> int:
    return (3 * count >= n) + (3 * count > 2 * n)


def _fifths(count: int, n: int) -> int:
    times = 5 * count
    return (times > n) + (times >= 2 * n) + (times > 3 * n) + (times >= 4 * n)


MAJORITY = Ladder("meerderheid", LEAST, ("geen meerderheid", "meer dan de helft"), _majority)
THIRDS = Ladder("derden", 10, ("weinig of geen", "een deel", "de meesten of allen"), _thirds)
FIFTHS = Ladder(
    "vijfden",
    16,
    (
        "weinig of geen",
        "een minderheid",
        "ongeveer de helft",
        "een meerderheid",
        "bijna iedereen of iedereen",
    ),
    _fifths,
)
LADDERS = (MAJORITY, THIRDS, FIFTHS)
"""The ladders, from the fewest answers to the most."""


def ladder_of(n: int) -> Ladder | None:
    """The ladder for so many answers; None where there are too few to show anything."""
    return next((ladder for ladder in reversed(LADDERS) if n >= ladder.first), None)


def bands_of(counts: Sequence[int], ladder: Ladder) -> tuple[int, ...]:
    """The band of each option of one question, which all of `sum(counts)` answered."""
    n = sum(counts)
    return tuple(ladder.of(count, n) for count in counts)
