"""Where colleagues disagree, in one word for each question, from the bands alone. Pure.

The bands are those of the profiles (options that stand for one profile are counted together),
from the lowest profile up, so that the word says no more than the bands do.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from assessment.survey.domain.bands import FIFTHS, MAJORITY, Ladder


class Word(Enum):
    """In the order of agreement: from the most to the least."""

    AGREED = "eensgezind"
    NEIGHBOURS = "naast elkaar"
    SPREAD = "verspreid"
    DIVIDED = "verdeeld"
    OPPOSED = "tegenover elkaar"

    @property
    def rank(self) -> int:
        """0 for the most agreement."""
        return list(Word).index(self)


def word_of(bands: Sequence[int], ladder: Ladder) -> Word:
    """The word for the bands of the three profiles."""
    low, middle, high = bands
    if ladder is MAJORITY:
        return Word.AGREED if any(bands) else Word.DIVIDED
    if ladder is FIFTHS:
        if low and high:
            return Word.SPREAD if middle else Word.OPPOSED
        return Word.AGREED if max(bands) >= 3 else Word.NEIGHBOURS
    if max(bands) == 2:
        return Word.AGREED
    if low and high and not middle:
        return Word.OPPOSED
    return Word.NEIGHBOURS if middle and low + high == 1 else Word.SPREAD
