"""Steps as lines and back, and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text_rules import InvalidText
from roadmap.domain.plan.steps import (
    Step,
    changed_steps,
    checked_steps,
    steps_from_lines,
    steps_in_lines,
)
from tests.roadmap.exchange.generated import line

A, B = Step("Vraag budget"), Step("Bel An")
B_DONE = Step("Bel An", True)
STEPS = st.lists(st.builds(Step, line(200), st.booleans()), max_size=4).map(tuple)


@given(STEPS)
def test_lines_and_back(steps: tuple[Step, ...]) -> None:
    assert checked_steps(steps_from_lines(steps_in_lines(steps))) == steps


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("Bel An", B),
        ("[x] Bel An", B_DONE),
        ("- [X]Bel An", B_DONE),
        ("[] Bel An", B),
        ("☑ Bel An", B_DONE),
        ("☐ Bel An", B),
        ("[ ] [x] Bel An", Step("[x] Bel An")),
        ("- Bel An", Step("- Bel An")),
    ],
)
def test_line_as_people_and_programs_write_it(text: str, step: Step) -> None:
    assert steps_from_lines(f"\n{text}\r\n \n") == (step,)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([A, Step("x" * 201)], "Stap 2: Gebruik hoogstens 200 tekens; dit zijn er 201."),
        ([A] * 51, "hoogstens 50 stappen; dit zijn er 51."),
        ([Step("a\ue000b")], "Stap 1: Na ‘a’ staat een teken"),
    ],
)
def test_what_cannot_be_stored_says_which_step(steps: list[Step], message: str) -> None:
    with pytest.raises(InvalidText, match=message):
        checked_steps(steps)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ((), (A, B), ("geen", "0 van 2 klaar: ‘Vraag budget’ erbij, ‘Bel An’ erbij")),
        ((A, B), (A, B_DONE), ("0 van 2 klaar", "1 van 2 klaar: ‘Bel An’ klaar")),
        ((A, B_DONE), (A, B), ("1 van 2 klaar", "0 van 2 klaar: ‘Bel An’ weer te doen")),
        ((A, B), (B, A), ("0 van 2 klaar", "0 van 2 klaar: andere volgorde")),
        ((A, B_DONE), (B_DONE,), ("1 van 2 klaar", "1 van 1 klaar: ‘Vraag budget’ weg")),
        ((A, B), (A, Step("Bel Jo")), ("0 van 2 klaar", "0 van 2 klaar: ‘Bel An’ werd ‘Bel Jo’")),
        ((A,), (), ("0 van 1 klaar", "geen: ‘Vraag budget’ weg")),
        ((B, B), (B, B_DONE), ("0 van 2 klaar", "1 van 2 klaar: ‘Bel An’ klaar")),
    ],
)
def test_change_in_words(
    old: tuple[Step, ...], new: tuple[Step, ...], words: tuple[str, str]
) -> None:
    assert changed_steps(old, new) == words
