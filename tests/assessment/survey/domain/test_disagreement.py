"""The words for disagreement, against van der Eijk's agreement A (2001) as oracle."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

import pytest

from assessment.survey.domain.bands import FIFTHS, MAJORITY, THIRDS, Ladder, bands_of
from assessment.survey.domain.disagreement import Word, word_of
from tests.assessment.survey.domain.test_bands import tables


def agreement(a: int, b: int, c: int) -> float:
    """Van der Eijk's A of three ordered options: 1 for all alike, -1 for two opposed halves."""
    n, least = a + b + c, min(a, b, c)
    left = [count - least for count in (a, b, c)]
    smaller, larger = sorted(left)[1:]
    are_ends_left = smaller and not left[1]
    return (larger - 3 * smaller if are_ends_left else larger) / n


@pytest.mark.parametrize(
    ("counts", "a"),
    [
        ((5, 0, 0), 1),
        ((4, 1, 0), 0.80),
        ((2, 2, 1), 0.20),
        ((2, 1, 2), -0.40),
        ((5, 0, 5), -1),
        ((20, 20, 10), 0.20),
    ],
)
def test_oracle_on_worked_examples(counts: tuple[int, int, int], a: float) -> None:
    assert agreement(*counts) == pytest.approx(a)


def test_words_fall_in_the_order_of_agreement() -> None:
    found: dict[Word, list[float]] = defaultdict(list)
    for n in range(16, 51):
        for a, b, c in tables(n, 3):
            found[word_of(bands_of((a, b, c), FIFTHS), FIFTHS)].append(agreement(a, b, c))

    medians = [median(found[word]) for word in Word if word in found]
    assert len(medians) == 4
    assert medians == sorted(medians, reverse=True)
    assert len(set(medians)) == 4


@pytest.mark.parametrize(
    ("ladder", "bands", "word"),
    [
        (FIFTHS, (1, 0, 1), "tegenover elkaar"),
        (FIFTHS, (1, 1, 1), "verspreid"),
        (FIFTHS, (3, 0, 1), "tegenover elkaar"),
        (FIFTHS, (3, 1, 0), "eensgezind"),
        (FIFTHS, (0, 4, 0), "eensgezind"),
        (FIFTHS, (2, 2, 0), "naast elkaar"),
        (FIFTHS, (0, 2, 2), "naast elkaar"),
        (THIRDS, (0, 2, 0), "eensgezind"),
        (THIRDS, (1, 0, 1), "tegenover elkaar"),
        (THIRDS, (1, 1, 0), "naast elkaar"),
        (THIRDS, (0, 1, 1), "naast elkaar"),
        (THIRDS, (1, 1, 1), "verspreid"),
        (THIRDS, (0, 0, 1), "verspreid"),
        (THIRDS, (0, 1, 0), "verspreid"),
        (MAJORITY, (0, 1, 0), "eensgezind"),
        (MAJORITY, (0, 0, 0), "verdeeld"),
    ],
)
def test_word_of_bands(ladder: Ladder, bands: tuple[int, int, int], word: str) -> None:
    assert word_of(bands, ladder).value == word
