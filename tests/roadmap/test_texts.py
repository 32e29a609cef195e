"""The rules of texts, of which forms and files are made."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap import texts


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("  Plan A ", "Plan A"),
        ("", ""),
        ("e\u0301e\u0301n", "één"),
        ("\u202eom", "\u202eom"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_line_is_kept(given_text: str, kept: str) -> None:
    assert texts.line(given_text, 120) == kept


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a\nb", "stuurtekens"),
        ("a\x0bb", "stuurtekens"),
        ("a\ufffeb", "stuurtekens"),
        ("a\ud800b", "stuurtekens"),
        ("a\0b", "stuurtekens"),
        ("\u200b", "zichtbaar"),
        ("a" * 11, "hoogstens 10 tekens; dit zijn er 11"),
        ("\u0958" * 6, "hoogstens 10 tekens; dit zijn er 12"),
    ],
)
def test_line_is_refused(text: str, says: str) -> None:
    with pytest.raises(texts.Unfit, match=says):
        texts.line(text, 10)


def test_note_counts_a_line_end_once() -> None:
    assert texts.note("a\r\nb\rc\n", 5) == "a\nb\nc"
    with pytest.raises(texts.Unfit):
        texts.note("a\r\nb\rcd", 5)


def test_note_begins_with_what_shows() -> None:
    assert texts.note("\t =1+1\n\tingesprongen") == "=1+1\n\tingesprongen"


@pytest.mark.parametrize("keep", [texts.line, texts.note])
@given(text=st.text(max_size=50))
def test_kept_texts_stay_what_they_are(keep: Callable[[str, int], str], text: str) -> None:
    try:
        once = keep(text, 100)
    except texts.Unfit:
        return
    assert keep(once, 100) == once == unicodedata.normalize("NFC", once)


@pytest.mark.parametrize(
    "day", ["2027-02-29", "1999-12-31", "2101-01-01", "2027-2-1", "", "２０２７-01-01"]
)
def test_day_is_refused(day: str) -> None:
    with pytest.raises(texts.Unfit, match="bestaande datum"):
        texts.day(day)


def test_day_is_kept() -> None:
    assert texts.day("2028-02-29") == "2028-02-29"
