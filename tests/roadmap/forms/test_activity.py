"""The checklist as a form without script sends it: row by row, with a button pressed."""

from __future__ import annotations

import pytest
from django import forms

from roadmap.domain.plan.steps import Step
from roadmap.forms.activity import StepsField


class Checklist(forms.Form):
    steps = StepsField("Stappen")


ROWS = {"stap-1": "Een", "stap-2": "Twee", "stap-2-klaar": "on", "stap-10": ""}
ONE, TWO = Step("Een"), Step("Twee", True)


@pytest.mark.parametrize(
    ("sent", "steps"),
    [
        ({}, (ONE, TWO)),
        ({"stap": "nog"}, (ONE, TWO)),
        ({"stap": "hoger-2"}, (TWO, ONE)),
        ({"stap": "hoger-1"}, (ONE, TWO)),
        ({"stap": "lager-1"}, (TWO, ONE)),
        ({"stap": "weg-1"}, (TWO,)),
        ({"stap": "weg-77"}, (ONE, TWO)),
        ({"stap-01": "Van geen enkel veld", "stap-0": "x"}, (ONE, TWO)),
        ({"stap-10": "Drie\r\nvier"}, (ONE, TWO, Step("Drie"), Step("vier"))),
        ({"steps": "[x] Van het script"}, (Step("Van het script", True),)),
    ],
)
def test_rows_and_the_pressed_button(sent: dict[str, str], steps: tuple[Step, ...]) -> None:
    form = Checklist(ROWS | sent)

    assert form.is_valid()
    assert form.cleaned_data["steps"] == steps


def test_text_that_is_too_long_comes_back_whole() -> None:
    form = Checklist({"stap-1": "é" * 201})

    assert "Stap 1: Gebruik hoogstens 200 tekens" in str(form["steps"].as_field_group())
    assert "é" * 201 in str(form["steps"])
