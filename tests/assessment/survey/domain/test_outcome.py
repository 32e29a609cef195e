"""What is published of counts, and the profile from it."""

from __future__ import annotations

import pytest

from assessment.survey.domain.comparison import then_and_now
from assessment.survey.domain.outcome import Outcome, outcome_of, released
from assessment.survey.domain.question_sheet import decoded, encoded
from content.catalogue import Option, Question

PROFILES = ("verkenner", "piloot", "expert")


def asked(number: int, profiles: tuple[str, ...] = PROFILES, *pillars: str) -> Question:
    options = (
        Option(letter, f"Antwoord {letter}", p)
        for letter, p in zip("ABCDE", profiles, strict=False)
    )
    return Question(number, f"Vraag {number}?", tuple(options), frozenset(pillars))


def read(questions: list[Question], counts: list[list[int]]) -> Outcome:
    stored = released(questions, counts, PROFILES)
    assert stored is not None
    return outcome_of(questions, stored, PROFILES)


def test_fewer_than_seven_answers_publish_nothing() -> None:
    assert released([asked(1)], [[6, 0, 0]], PROFILES) is None
    assert released([asked(1)], [[0, 0, 0]], PROFILES) is None


def test_published_holds_bands_words_and_the_number_alone() -> None:
    assert released([asked(1)], [[4, 0, 6]], PROFILES) == {
        "answers": 10,
        "questions": [{"bands": [1, 0, 1], "word": "tegenover elkaar"}],
    }


def test_options_of_one_profile_share_a_band_above_three_options() -> None:
    question = asked(1, ("verkenner", "verkenner", "piloot", "expert"))

    [one] = read([question], [[4, 4, 4, 0]]).questions

    assert [[o.letter for o in row.options] for row in one.rows] == [["A", "B"], ["C"], ["D"]]
    assert [row.band for row in one.rows] == [1, 1, 0]
    assert one.word.value == "naast elkaar"


def test_profile_counts_bands() -> None:
    """A band is its number: 4 for nearly all, of whichever question."""
    outcome = read([asked(1), asked(2)], [[20, 0, 0], [0, 9, 11]])

    assert outcome.team_profile.weights == (4, 2, 2)
    assert outcome.team_profile.profile == "verkenner"


def test_profile_of_a_tie_is_the_earliest_and_names_all() -> None:
    team = read([asked(1)], [[10, 10, 0]]).team_profile

    assert team.tied == ("verkenner", "piloot")
    assert team.is_tie


def test_no_majority_anywhere_is_no_profile() -> None:
    team = read([asked(1), asked(2)], [[3, 3, 2], [4, 4, 0]]).team_profile

    assert team.profile == ""
    assert not team.is_tie


def test_pillars_sum_the_questions_that_speak_for_them() -> None:
    questions = [asked(1, PROFILES, "visie"), asked(2, PROFILES, "visie", "mens"), asked(3)]

    outcome = read(questions, [[20, 0, 0], [0, 0, 20], [0, 20, 0]])

    assert {slug: team.tied for slug, team in outcome.by_pillar.items()} == {
        "visie": ("verkenner", "expert"),
        "mens": ("expert",),
    }


def test_talking_points_begin_where_people_disagree() -> None:
    counts = [[20, 0, 0], [10, 0, 10], [10, 10, 0], [7, 7, 6]]

    outcome = read([asked(n) for n in (1, 2, 3, 4)], counts)

    assert [one.question.number for one in outcome.by_disagreement] == [2, 4, 3, 1]


@pytest.mark.parametrize(
    ("then", "now", "changes"),
    [
        ([20, 0, 0], [0, 20, 0], ["gedaald", "gestegen", ""]),
        ([20, 0, 0], [15, 5, 0], ["", "", ""]),  # one band apart
        ([8, 0, 0], [0, 20, 0], ["", "", ""]),  # another ladder
    ],
)
def test_change_has_a_word_two_bands_apart_on_one_ladder(
    then: list[int], now: list[int], changes: list[str]
) -> None:
    [question] = then_and_now(read([asked(1)], [then]), read([asked(1)], [now]))

    assert [row.change for row in question.rows] == changes


def test_questions_in_other_words_stand_not_side_by_side() -> None:
    other = Question(1, "Anders?", asked(1).options)

    assert then_and_now(read([asked(1)], [[20, 0, 0]]), read([other], [[20, 0, 0]])) == []


def test_sheet_comes_back_as_it_was() -> None:
    questions = (asked(1, PROFILES, "visie"), asked(2, PROFILES[:2]))

    assert decoded(encoded(questions)) == questions
