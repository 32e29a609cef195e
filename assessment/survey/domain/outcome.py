"""The outcome of a survey: bands and what follows from them. Pure.

`released` is the only function that sees counts. What it returns holds bands, words and the number
of answers, and everything that a page shows is made of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessment.scoring import with_most
from assessment.survey.domain.bands import Ladder, bands_of, ladder_of
from assessment.survey.domain.disagreement import Word, word_of
from assessment.survey.domain.question_sheet import added_up, by_profile, rows_of
from content.catalogue import Option, Question


def released(
    questions: Sequence[Question],
    counts: Sequence[Sequence[int]],
    profiles: Sequence[str],
) -> dict[str, Any] | None:
    """What is stored of these counts, a row for each question; None where there are too few.

    `profiles`: all slugs from the lowest level up. Every respondent answered every question.
    """
    answers = sum(counts[0])
    ladder = ladder_of(answers)
    if ladder is None:
        return None
    return {
        "answers": answers,
        "questions": [
            {"bands": list(bands), "word": word.value}
            for bands, word in (
                picture(question, row, ladder, profiles)
                for question, row in zip(questions, counts, strict=True)
            )
        ],
    }


def picture(
    question: Question, counts: Sequence[int], ladder: Ladder, profiles: Sequence[str]
) -> tuple[tuple[int, ...], Word]:
    """All that is published of one question: a band for each of its rows, and the word."""
    rows = added_up(question, counts, rows_of(question, profiles))
    merged = bands_of(by_profile(question, counts, profiles), ladder)
    return bands_of(rows, ladder), word_of(merged, ladder)


@dataclass(frozen=True, slots=True)
class RowBand:
    """One option, or several of one profile. `band` is its place on the ladder, from 0."""

    options: tuple[Option, ...]
    band: int
    word: str

    @property
    def profile(self) -> str:
        return self.options[0].profile


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """`rows`: the options in the questionnaire's order, those that share a band together."""

    question: Question
    ladder: Ladder
    rows: tuple[RowBand, ...]
    word: Word

    @property
    def chosen(self) -> list[RowBand]:
        """The rows above the lowest band."""
        return [row for row in self.rows if row.band]


@dataclass(frozen=True, slots=True)
class TeamProfile:
    """`weights` follow the profiles' order; `tied` are all with most, earliest first.

    `tied` is empty where no option of any question is above the lowest band: no profile.
    """

    weights: tuple[int, ...]
    tied: tuple[str, ...]

    @property
    def profile(self) -> str:
        """The proposed profile, the earliest of the tied; '' for none."""
        return self.tied[0] if self.tied else ""

    @property
    def is_tie(self) -> bool:
        return len(self.tied) > 1


@dataclass(frozen=True)
class Outcome:
    """`answers` of `asked` people; questions in the questionnaire's order."""

    answers: int
    ladder: Ladder
    questions: tuple[QuestionOutcome, ...]
    profiles: tuple[str, ...]

    @property
    def by_disagreement(self) -> list[QuestionOutcome]:
        """The talking points: where colleagues are furthest apart first."""
        return sorted(self.questions, key=lambda one: -one.word.rank)

    @cached_property
    def team_profile(self) -> TeamProfile:
        return team_profile(self.questions, self.profiles)

    @cached_property
    def by_pillar(self) -> dict[str, TeamProfile]:
        """A profile for each pillar that a question speaks for, by slug."""
        spoken = [pillar for one in self.questions for pillar in sorted(one.question.pillars)]
        return {
            pillar: team_profile(
                [one for one in self.questions if pillar in one.question.pillars], self.profiles
            )
            for pillar in dict.fromkeys(spoken)
        }


def outcome_of(
    questions: Sequence[Question], stored: Mapping[str, Any], profiles: Sequence[str]
) -> Outcome:
    """The outcome of `stored`, which `released` returned, and its questions."""
    ladder = ladder_of(stored["answers"])
    assert ladder is not None
    return Outcome(
        answers=stored["answers"],
        ladder=ladder,
        questions=tuple(
            QuestionOutcome(
                question,
                ladder,
                tuple(
                    RowBand(row, band, ladder.words[band])
                    for row, band in zip(rows_of(question, profiles), one["bands"], strict=True)
                ),
                Word(one["word"]),
            )
            for question, one in zip(questions, stored["questions"], strict=True)
        ),
        profiles=tuple(profiles),
    )


def team_profile(questions: Sequence[QuestionOutcome], profiles: Sequence[str]) -> TeamProfile:
    """The profile from the bands: a row's band counts its number for its profile."""
    weights = tuple(
        sum(row.band for one in questions for row in one.rows if row.profile == slug)
        for slug in profiles
    )
    return TeamProfile(weights, with_most(weights, profiles) if any(weights) else ())
