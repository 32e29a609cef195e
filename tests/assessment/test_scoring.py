from __future__ import annotations

from itertools import combinations, product

import pytest

from assessment.scoring import changes_to_win, score, score_by_pillar

PROFILES = ("verkenner", "piloot", "expert")
SHEETS = list(product(PROFILES, repeat=6))


def test_score_all_sheets_are_defined() -> None:
    assert len(SHEETS) == 729
    for sheet in SHEETS:
        result = score(sheet, PROFILES)
        most = max(result.counts)
        assert sum(result.counts) == 6
        assert result.tied == tuple(p for p in PROFILES if sheet.count(p) == most)
        assert result.profile == result.tied[0]
        assert result.is_tie == (len(result.tied) > 1)
        assert (result.tipping is None) == (result.profile == "expert")


def fewest_changes(sheet: tuple[str, ...], profile: str) -> int:
    """By trying: the smallest set of answers whose change gives `profile` alone the most."""
    for number in range(7):
        for places in combinations(range(6), number):
            changed = [profile if i in places else answer for i, answer in enumerate(sheet)]
            if all(changed.count(profile) > changed.count(p) for p in PROFILES if p != profile):
                return number
    raise AssertionError("six changes always suffice")


def test_score_tipping_is_the_fewest_by_trying() -> None:
    for sheet in {tuple(sorted(sheet)) for sheet in SHEETS}:
        tipping = score(sheet, PROFILES).tipping
        if tipping:
            following = PROFILES[PROFILES.index(score(sheet, PROFILES).profile) + 1]
            assert tipping.profile == following
            assert tipping.changes == fewest_changes(sheet, following)


@pytest.mark.parametrize(
    ("letters", "tied", "changes"),
    [
        ("AAAAAA", ["verkenner"], 4),
        ("AAABBB", ["verkenner", "piloot"], 1),
        ("AABBCC", ["verkenner", "piloot", "expert"], 1),
        ("ABBBCC", ["piloot"], 1),
        ("BBBCCC", ["piloot", "expert"], 1),
        ("AAACCC", ["verkenner", "expert"], 3),
        ("CCCCAB", ["expert"], None),
    ],
)
def test_score_examples(letters: str, tied: list[str], changes: int | None) -> None:
    sheet = [PROFILES["ABC".index(letter)] for letter in letters]

    result = score(sheet, PROFILES)

    assert list(result.tied) == tied
    assert (result.tipping.changes if result.tipping else None) == changes


@pytest.mark.parametrize("answers", [[], ["verkenner", "goeroe"]])
def test_score_refuses_what_is_no_sheet(answers: list[str]) -> None:
    with pytest.raises(ValueError):
        score(answers, PROFILES)


def test_changes_to_win_nothing_when_already_first() -> None:
    assert changes_to_win((1, 4, 1), 1) == 0


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("AACBCA", {"p": ("expert", 2, ["expert"]), "q": ("verkenner", 1, ["verkenner"])}),
        (
            "BBACCB",
            {"p": ("verkenner", 2, ["verkenner", "expert"]), "q": ("piloot", 1, ["piloot"])},
        ),
    ],
)
def test_score_by_pillar_counts_the_answers_that_speak_for_it(
    letters: str, expected: dict[str, tuple[str, int, list[str]]]
) -> None:
    sheet = [PROFILES["ABC".index(letter)] for letter in letters]
    spoken_for = [(), (), ("p",), (), ("p",), ("q",)]

    *own, rest = score_by_pillar(sheet, spoken_for, ("p", "q", "r"), PROFILES)

    assert {
        one.pillar: (one.result.profile, one.questions, list(one.result.tied)) for one in own
    } == expected
    assert (rest.pillar, rest.questions, rest.result) == ("r", 0, score(sheet, PROFILES))


def test_score_by_pillar_equals_the_score_where_every_question_speaks_for_it() -> None:
    for sheet in SHEETS:
        [one] = score_by_pillar(sheet, [("p",)] * 6, ("p",), PROFILES)
        assert (one.questions, one.result) == (6, score(sheet, PROFILES))


def test_score_by_pillar_refuses_a_sheet_of_another_length() -> None:
    with pytest.raises(ValueError):
        score_by_pillar(["expert"], [(), ()], ("p",), PROFILES)
