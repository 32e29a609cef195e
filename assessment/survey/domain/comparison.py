"""Then and now: two outcomes of the same questions, side by side. Pure.

Nothing is subtracted. A change has a word only where both outcomes are on the same ladder and two
bands apart: one band can be a single answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.survey.domain.outcome import Outcome, QuestionOutcome
from content.catalogue import Option

APART = 2
RISEN, FALLEN = "gestegen", "gedaald"


@dataclass(frozen=True, slots=True)
class RowThenAndNow:
    options: tuple[Option, ...]
    then: str
    now: str
    change: str


@dataclass(frozen=True, slots=True)
class QuestionThenAndNow:
    then: QuestionOutcome
    now: QuestionOutcome

    @property
    def rows(self) -> list[RowThenAndNow]:
        is_same_ladder = self.then.ladder is self.now.ladder
        return [
            RowThenAndNow(
                options=after.options,
                then=before.word,
                now=after.word,
                change=_change(after.band - before.band) if is_same_ladder else "",
            )
            for before, after in zip(self.then.rows, self.now.rows, strict=True)
        ]


def then_and_now(then: Outcome, now: Outcome) -> list[QuestionThenAndNow]:
    """The questions that both asked in the same words with the same options."""
    earlier = {one.question: one for one in then.questions}
    return [
        QuestionThenAndNow(earlier[one.question], one)
        for one in now.questions
        if one.question in earlier
    ]


def _change(difference: int) -> str:
    if abs(difference) < APART:
        return ""
    return RISEN if difference > 0 else FALLEN
