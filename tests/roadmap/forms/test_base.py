"""What the fields of forms take and how they are drawn."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from roadmap.forms.base import DayField, LineField, NoteField


class Texts(forms.Form):
    line = LineField(max_length=5, required=False)
    note = NoteField(max_length=6, required=False)
    mail = forms.EmailField(max_length=7, required=False)
    other = forms.CharField(max_length=8, required=False)
    start = DayField("Begin")


def test_no_browser_cuts_a_text_at_its_limit() -> None:
    page = Texts().as_p()

    assert "maxlength" not in page
    assert [f'data-limit="{limit}"' in page for limit in (5, 6, 7, 8)] == [True] * 4


def test_text_over_its_limit_comes_back_whole() -> None:
    form = Texts({"line": "é" * 6, "note": "é" * 7, "other": "é" * 9})

    assert set(form.errors) == {"line", "note", "other"}
    assert form["line"].value() == "é" * 6
    assert "é" * 7 in str(form["note"]) and "é" * 9 in str(form["other"])


def test_half_a_day_is_an_error_of_its_field_and_stays() -> None:
    form = Texts({"start": "15 maart", "line": "abc"})

    assert form.errors == {"start": [form.errors["start"][0]]}
    assert str(form.errors["start"][0]).startswith("Vul ook het jaar in.")
    assert 'value="15 maart"' in str(form["start"]) and 'type="text"' in str(form["start"])
    assert form.cleaned_data["line"] == "abc"


@pytest.mark.parametrize(
    ("typed", "held", "changed"),
    [
        ("15/03/2027", date(2027, 3, 15), False),
        ("", None, False),
        ("16/03/2027", date(2027, 3, 15), True),
        ("15 maart", date(2027, 3, 15), True),
    ],
)
def test_day_has_changed_when_another_day_is_meant(
    typed: str, held: date | None, changed: bool
) -> None:
    assert (
        Texts({"start": typed}, initial={"start": held}).fields["start"].has_changed(held, typed)
        is changed
    )
