"""What a picture of one question tells, by brute force over every table of counts.

A coalition of 0, 1 or 2 respondents knows its own answers and the picture. It is told something
when every table that fits says the same of all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations_with_replacement
from typing import Any

import pytest

from assessment.survey.domain.bands import (
    FIFTHS,
    LADDERS,
    MAJORITY,
    THIRDS,
    Ladder,
    bands_of,
    ladder_of,
)
from assessment.survey.domain.outcome import picture
from content.catalogue import Option, Question

PROFILES = ("verkenner", "piloot", "expert")
MOST = 60
Table = tuple[int, ...]
Picture = Callable[[Table], Any]


def tables(n: int, options: int) -> Iterator[Table]:
    """Every way in which n answers fall over so many options."""
    if options == 1:
        yield (n,)
        return
    for count in range(n + 1):
        for rest in tables(n - count, options - 1):
            yield (count, *rest)


def tells(n: int, options: int, show: Picture) -> set[str]:
    """What some picture of n answers proves, to a coalition of the size in its name."""
    answers = [
        own for size in (0, 1, 2) for own in combinations_with_replacement(range(options), size)
    ]
    all_alike: dict[Any, bool] = {}
    nobody: dict[Any, frozenset[int]] = {}
    for table in tables(n, options):
        shown = show(table)
        for own in answers:
            others = list(table)
            for option in own:
                others[option] -= 1
            if min(others) < 0:
                continue
            key = (shown, own)
            all_alike[key] = all_alike.get(key, True) and max(others) == n - len(own)
            if len(own) < 2:
                empty = frozenset(o for o, count in enumerate(others) if not count)
                nobody[key] = nobody.get(key, empty) & empty
    proved = {f"{len(own)}: all others alike" for (_, own), holds in all_alike.items() if holds}
    return proved | {f"{len(own)}: nobody" for (_, own), empty in nobody.items() if empty}


def question(profiles: Sequence[str]) -> Question:
    options = (
        Option(letter, f"Antwoord {letter}", p)
        for letter, p in zip("ABCDE", profiles, strict=False)
    )
    return Question(1, "Vraag?", tuple(options))


def published(asked: Question, n: int) -> Picture:
    ladder = ladder_of(n)
    assert ladder is not None
    return lambda table: picture(asked, table, ladder, PROFILES)


def questions(numbers: Iterable[int]) -> list[Question]:
    """For each number of options every way in which they stand for profiles, in order."""
    return [
        question(profiles)
        for number in numbers
        for profiles in combinations_with_replacement(PROFILES, number)
        if len(set(profiles)) > 1
    ]


def proved_by(asked: Question, numbers: Iterable[int]) -> dict[int, set[str]]:
    """What is proved, by number of answers; empty where no picture proves anything."""
    found = {n: tells(n, len(asked.options), published(asked, n)) for n in numbers}
    return {n: proved for n, proved in found.items() if proved}


def test_no_picture_of_three_options_tells_anything_of_anybody() -> None:
    assert proved_by(question(PROFILES), range(7, MOST + 1)) == {}


def test_no_picture_of_two_options_tells_anything_of_anybody() -> None:
    assert [proved_by(asked, range(7, MOST + 1)) for asked in questions([2])] == [{}] * 3


@pytest.mark.parametrize("profiles", [PROFILES[:1] + PROFILES, PROFILES + PROFILES[:2]])
def test_no_picture_of_four_or_five_options_tells_anything(profiles: tuple[str, ...]) -> None:
    """Around the borders of the ladders; the others are tried in the long run."""
    assert proved_by(question(profiles), (7, 9, 10, 12, 15, 16)) == {}


@pytest.mark.long
def test_no_picture_of_any_question_tells_anything_of_anybody() -> None:
    assert [proved_by(asked, range(7, MOST + 1)) for asked in questions([3])] == [{}] * 7
    assert [proved_by(asked, range(7, 41)) for asked in questions([4])] == [{}] * 12
    assert [proved_by(asked, range(7, 26)) for asked in questions([5])] == [{}] * 18


def test_control_exact_counts_tell() -> None:
    """At n = 5 three of the 21 pictures prove to anybody that all chose alike."""
    assert tells(5, 3, lambda table: table) >= {"0: all others alike", "0: nobody"}
    assert sum(max(table) == 5 for table in tables(5, 3)) == 3
    assert "2: all others alike" in tells(20, 3, lambda table: table)


def test_control_ladder_from_five_answers_tells() -> None:
    assert "2: all others alike" in tells(5, 3, lambda table: bands_of(table, MAJORITY))
    assert "2: all others alike" in tells(6, 3, lambda table: bands_of(table, MAJORITY))


def test_control_a_band_for_each_of_four_options_tells() -> None:
    """Three options with a third each leave nobody for the fourth."""
    assert "0: nobody" in tells(12, 4, lambda table: bands_of(table, THIRDS))


@pytest.mark.parametrize(
    ("n", "ladder"),
    [(0, None), (6, None), (7, MAJORITY), (9, MAJORITY), (10, THIRDS), (15, THIRDS)]
    + [(16, FIFTHS), (2000, FIFTHS)],
)
def test_ladder_follows_from_the_number_of_answers(n: int, ladder: Ladder | None) -> None:
    assert ladder_of(n) is ladder


@pytest.mark.parametrize(
    ("counts", "bands"),
    [
        ((4, 3, 0), (1, 0, 0)),
        ((4, 4, 0), (0, 0, 0)),  # half is no majority
        ((5, 4, 0), (1, 0, 0)),
        ((3, 3, 4), (0, 0, 1)),  # under a third
        ((4, 8, 0), (1, 1, 0)),  # a third, two thirds
        ((3, 9, 0), (0, 2, 0)),
        ((4, 16, 0), (0, 4, 0)),  # 20 %, 80 %
        ((5, 8, 7), (1, 2, 1)),  # above 20 %, 40 %, under 40 %
        ((12, 8, 0), (2, 2, 0)),  # 60 %
        ((13, 7, 0), (3, 1, 0)),
        ((0, 50, 0), (0, 4, 0)),
    ],
)
def test_bands_at_their_borders(counts: Table, bands: Table) -> None:
    ladder = ladder_of(sum(counts))
    assert ladder is not None

    assert bands_of(counts, ladder) == bands


def test_bands_have_a_word_each() -> None:
    assert [ladder.top for ladder in LADDERS] == [1, 2, 4]
    assert [ladder.words[0] for ladder in LADDERS[1:]] == ["weinig of geen"] * 2
