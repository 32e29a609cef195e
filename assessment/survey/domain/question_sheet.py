"""The questions of a survey, frozen as they were on the day it opened. Pure.

`encoded` and `decoded` are their way into a column and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from content.catalogue import Option, Question

MOST_ROWS = 3
"""Bands of one question that the tests show to prove nothing about anybody."""


def rows_of(question: Question, profiles: Sequence[str]) -> tuple[tuple[Option, ...], ...]:
    """What gets one band: each option, or of more than three those of one profile together.

    With four bands of one question the picture can prove that nobody chose an option.
    """
    if len(question.options) <= MOST_ROWS:
        return tuple((option,) for option in question.options)
    by_profile = (tuple(o for o in question.options if o.profile == slug) for slug in profiles)
    return tuple(options for options in by_profile if options)


def added_up(
    question: Question, counts: Sequence[int], rows: Iterable[Iterable[Option]]
) -> tuple[int, ...]:
    """The counts of the question's options, added up for each of these rows."""
    by_option = dict(zip(question.options, counts, strict=True))
    return tuple(sum(by_option[option] for option in row) for row in rows)


def by_profile(
    question: Question, counts: Sequence[int], profiles: Sequence[str]
) -> tuple[int, ...]:
    """The counts of the question's options, added up for each of these profiles."""
    rows = [[o for o in question.options if o.profile == slug] for slug in profiles]
    return added_up(question, counts, rows)


def encoded(questions: Iterable[Question]) -> list[dict[str, Any]]:
    return [
        {
            "number": question.number,
            "text": question.text,
            "section": question.section,
            "pillars": sorted(question.pillars),
            "options": [
                {"letter": option.letter, "text": option.text, "profile": option.profile}
                for option in question.options
            ],
        }
        for question in questions
    ]


def decoded(sheet: Iterable[dict[str, Any]]) -> tuple[Question, ...]:
    return tuple(
        Question(
            number=question["number"],
            text=question["text"],
            options=tuple(Option(**option) for option in question["options"]),
            pillars=frozenset(question["pillars"]),
            section=question["section"],
        )
        for question in sheet
    )
