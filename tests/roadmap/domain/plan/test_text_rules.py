"""The rules of texts, of which forms and files are made."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.domain.plan import text_rules

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("  Plan A ", "Plan A"),
        ("", ""),
        ("e\u0301e\u0301n", "één"),
        ("\u202eom", "\u202eom"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("\U0001fae8", "\U0001fae8"),  # of 2022: later than the Unicode of Python 3.11
        ("a\U0001fadf\u1acf", "a\U0001fadf\u1acf"),
    ],
)
def test_line_is_kept(given_text: str, kept: str) -> None:
    assert text_rules.line(given_text, 120) == kept


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a\nb", "stuurtekens"),
        ("a\x0bb", "stuurtekens"),
        ("a\ufffeb", "stuurtekens"),
        ("a\ud800b", "stuurtekens"),
        ("a\0b", "stuurtekens"),
        ("a\ufdd0b", "stuurtekens"),
        ("a\U0010ffffb", "stuurtekens"),
        ("a\uf8ffb", r"U\+F8FF: het hoort bij één lettertype"),
        ("a\U0010fffdb", r"U\+10FFFD: het hoort bij één lettertype"),
        ("\ufff0\U000e0fff\u2065", "zichtbaar"),  # kept free by Unicode for what shows nothing
        ("\u200b", "zichtbaar"),
        ("a" * 11, "hoogstens 10 tekens; dit zijn er 11"),
        ("\u0958" * 6, "hoogstens 10 tekens; dit zijn er 12"),
    ],
)
def test_line_is_refused(text: str, says: str) -> None:
    with pytest.raises(text_rules.InvalidText, match=says):
        text_rules.line(text, 10)


# Default_Ignorable_Code_Point of Unicode 16, but for what no Unicode gave a meaning.
IGNORABLE = [
    "\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u17b5",
    *map(chr, (*range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F))),
    *map(chr, (*range(0x2060, 0x2065), *range(0x2066, 0x2070), 0x3164)),
    *map(chr, (*range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0)),
    *map(chr, (*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), 0xE0001)),
    *map(chr, (*range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0))),
]  # fmt: skip
BLANK = ["\u2800", "\U00016fe4", "\U0001d159", "\u00a0", "\u1680", "\u2003", "\u3000", "\u2028"]


@pytest.mark.parametrize("char", [*IGNORABLE, *BLANK], ids=ascii)
def test_nothing_to_see_is_no_line_and_an_empty_note(char: str) -> None:
    for text in (char, f" {char}\u200b{char} ", char * 200):
        if text.strip():
            with pytest.raises(text_rules.InvalidText, match="zichtbaar"):
                text_rules.line(text, 120)
        assert text_rules.note(text, 120) == ""
    assert text_rules.line(f"a{char}b", 120) == text_rules.note(f"a{char}b") == f"a{char}b"


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e007f",
        "\u1100\u1160",  # a Korean consonant, with the filler for its vowel
        "می\u200cخواهم",
        "葛\U000e0100",
        "⠁\u2800⠃",
        "\u200e.",
    ],
)
def test_what_is_invisible_stays_in_a_text_that_shows(text: str) -> None:
    assert text_rules.line(text, 120) == text_rules.note(text) == text


def test_note_counts_a_line_end_once() -> None:
    assert text_rules.note("a\r\nb\rc\n", 5) == "a\nb\nc"
    with pytest.raises(text_rules.InvalidText):
        text_rules.note("a\r\nb\rcd", 5)


def test_note_begins_with_what_shows() -> None:
    assert text_rules.note("\t =1+1\n\tingesprongen") == "=1+1\n\tingesprongen"


@pytest.mark.parametrize("keep", [text_rules.line, text_rules.note])
@given(text=st.text(max_size=50))
def test_kept_texts_stay_what_they_are(keep: Callable[[str, int], str], text: str) -> None:
    try:
        once = keep(text, 100)
    except text_rules.InvalidText:
        return
    assert keep(once, 100) == once == unicodedata.normalize("NFC", once)


MARKS = "\u0301\u0323\u0345\u0f73\u0f81\u0344\u0340"


@given(text=st.text("ae\u0958가\u1100\u1161" + MARKS, max_size=60))
def test_composed_is_what_unicode_says(text: str) -> None:
    assert text_rules.composed(text, 60) == unicodedata.normalize("NFC", text)


@pytest.fixture
def asked_of_python(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that Python was asked to normalise."""
    asked: list[str] = []
    real = unicodedata.normalize

    def normalize(form: Any, text: str) -> str:
        asked.append(text)
        return real(form, text)

    monkeypatch.setattr(unicodedata, "normalize", normalize)
    return asked


def test_a_text_that_is_far_too_long_is_not_normalised(asked_of_python: list[str]) -> None:
    text = "a" + "\u0301" * 200 + "\u0323" * 200

    for keep in (text_rules.line, text_rules.note):
        with pytest.raises(text_rules.InvalidText, match="hoogstens 100 tekens; dit zijn er 401"):
            keep(text, 100)

    assert asked_of_python == []


def test_marks_come_in_order_to_whoever_composes_them(asked_of_python: list[str]) -> None:
    """Else a file of 8 MiB, full of notes that are short enough, takes half a minute."""
    text = "a" + "\u0301" * 150 + "\u0323" * 149

    assert text_rules.note(text, 300) == "\u1ea1" + "\u0323" * 148 + "\u0301" * 150

    for asked in asked_of_python:
        for _, run in groupby(map(unicodedata.combining, asked), key=bool):
            classes = list(run)
            assert classes == sorted(classes)


@pytest.mark.parametrize(
    "day", ["2027-02-29", "1999-12-31", "2101-01-01", "2027-2-1", "", "２０２７-01-01"]
)
def test_day_is_refused(day: str) -> None:
    with pytest.raises(text_rules.InvalidText, match="bestaande datum"):
        text_rules.day(day)


def test_day_is_kept() -> None:
    assert text_rules.day("2028-02-29") == "2028-02-29"
