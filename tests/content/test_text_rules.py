"""The rules of texts, of which forms and files are made."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from content import text_rules
from roadmap.forms.base import LineField, NoteField

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
    ("typed", "as_line", "as_note"),
    [
        ("a\x0bb\x0cc\x85d\r\ne\rf\u2028g\u2029h", "a b c d e f g h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\tb", "a b", "a\tb"),
        ("100\xa0%\u202fen\u3000meer", "100 % en meer", "100 % en meer"),
        ("a  b", "a b", "a  b"),
        ("onder\xadhoud\u200b van\u2060 \ufeffAI", "onderhoud van AI", "onderhoud van AI"),
        ("\uf0b7\teen\n\uf0a7 twee", "• een • twee", "•\teen\n• twee"),
        ("a \uf0e0 b \uf0fc", "a → b ✓", "a → b ✓"),
        ("zo\x92n \x93plan\x94", "zo’n “plan”", "zo’n “plan”"),
        ("a\x00b\x1bc\x07d\x7fe\x9df", "abcdef", "abcdef"),
        ("e-mail\x1e adres", "e-mail- adres", "e-mail- adres"),
    ],
)
def test_what_the_eye_cannot_see_is_mended(typed: str, as_line: str, as_note: str) -> None:
    assert text_rules.line(typed, 120) == as_line
    assert text_rules.note(typed, 2000) == as_note


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Plan\ue000", r"^Na ‘Plan’ staat een teken .* \(U\+E000\)\. Verwijder het"),
        ("een twee\nab\uf8ffc", r"^Na ‘(een twee )?ab’ staat .*U\+F8FF"),
        ("\U0010fffdb", r"^Vooraan staat een teken .*U\+10FFFD"),
        ("a\ufffeb", r"^Na ‘a’ staat"),
        ("a\ud800b", r"^Na ‘a’ staat"),
        ("a\ufdd0b", r"^Na ‘a’ staat"),
        ("a\U0010ffffb", r"^Na ‘a’ staat"),
    ],
)
def test_what_cannot_be_mended_is_named_by_what_stands_before_it(text: str, says: str) -> None:
    for check in (text_rules.line, text_rules.note):
        with pytest.raises(text_rules.InvalidText, match=says):
            check(text, 100)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\ufff0\U000e0fff\u2065", "zichtbaar"),  # kept free by Unicode for what shows nothing
        ("\u200c", "zichtbaar"),
        ("a" * 11, "hoogstens 10 tekens; dit zijn er 11"),
        ("\u0958" * 6, "hoogstens 10 tekens; dit zijn er 12"),
    ],
)
def test_line_is_refused(text: str, says: str) -> None:
    with pytest.raises(text_rules.InvalidText, match=says):
        text_rules.line(text, 10)


def test_a_text_over_its_cap_says_by_how_much() -> None:
    with pytest.raises(text_rules.InvalidText, match=r"hoogstens 2\.000 tekens; .* er 2\.520\."):
        text_rules.note("a" * 2520, 2000)


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


def is_kept_as_a_text(text: str) -> bool:
    try:
        return bool(text_rules.line(text, 200)) or bool(text_rules.note(text, 2000))
    except text_rules.InvalidText:
        return bool(text_rules.note(text, 2000))


def test_nothing_to_see_is_no_line_and_an_empty_note() -> None:
    texts = [(char, f" {char}\u200b{char} ", char * 200) for char in (*IGNORABLE, *BLANK)]
    kept = [ascii(text) for each in texts for text in each if is_kept_as_a_text(text)]
    assert kept == []


def test_joiners_and_selectors_stay_in_a_text_that_shows() -> None:
    mended = text_rules.ZERO_WIDTH + text_rules.NO_BREAK_BLANKS + text_rules.LINE_ENDS
    changed = [
        ascii(char)
        for char in (*IGNORABLE, *BLANK)
        if char not in mended and text_rules.note(f"a{char}b", 2000) != f"a{char}b"
    ]
    assert changed == []


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
    assert text_rules.line(text, 120) == text_rules.note(text, 2000) == text


def test_note_counts_a_line_end_once() -> None:
    assert text_rules.note("a\r\nb\rc\n", 5) == "a\nb\nc"
    with pytest.raises(text_rules.InvalidText):
        text_rules.note("a\r\nb\rcd", 5)


def test_note_begins_with_what_shows() -> None:
    assert text_rules.note("\t =1+1\n\tingesprongen", 2000) == "=1+1\n\tingesprongen"


UNSEEN = st.sampled_from(sorted(text_rules.MENDED)) | st.sampled_from([" ", "\t", "\n", "a", "é"])


@pytest.mark.parametrize("check", [text_rules.line, text_rules.note])
@given(text=st.text(max_size=50) | st.text(UNSEEN, max_size=50))
def test_stored_texts_stay_what_they_are(check: Callable[[str, int], str], text: str) -> None:
    try:
        once = check(text, 100)
    except text_rules.InvalidText:
        return
    assert check(once, 100) == once == unicodedata.normalize("NFC", once)
    assert not text_rules.MENDABLE.search(once)


@given(text=st.text(max_size=50) | st.text(UNSEEN, max_size=50))
def test_a_form_and_a_file_say_the_same(text: str) -> None:
    """Also of a mended text that another form sends on as what the page was made with."""
    for field, check in (
        (LineField(max_length=40, required=False), partial(text_rules.line, most=40)),
        (NoteField(max_length=40, required=False), partial(text_rules.note, most=40)),
    ):
        try:
            of_the_file: str = check(text)
        except text_rules.InvalidText as error:
            with pytest.raises(ValidationError) as refused:
                field.clean(text)
            assert refused.value.messages == [str(error)]
        else:
            assert field.clean(text) == of_the_file
            assert not field.has_changed(of_the_file, text) or of_the_file == ""


MARKS = "\u0301\u0323\u0345\u0f73\u0f81\u0344\u0340"


@given(text=st.text("ae\u0958가\u1100\u1161" + MARKS, max_size=60))
def test_texts_are_composed_as_unicode_says(text: str) -> None:
    assert text_rules.several_lines(text, 60) == unicodedata.normalize("NFC", text)


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
    ("held", "typed", "both"),
    [
        ("Van An", "Van mij", "Van An\n\nVan mij"),
        ("ja", "januari starten", "ja\n\njanuari starten"),
        ("Van An\r\n", "Eerst\nVan An\nVan mij", "Eerst\nVan An\nVan mij"),
        ("Van An \r\nen Bo\r\nVan mij", "Van An\nen Bo", "Van An \r\nen Bo\r\nVan mij"),
        ("", "Van mij", "Van mij"),
        ("Van An\n", "", "Van An\n"),
    ],
)
def test_both_notes_hold_each_once(held: str, typed: str, both: str) -> None:
    assert text_rules.both_notes(held, typed) == both


@pytest.mark.parametrize(
    ("held", "typed", "both"),
    [
        ("An", "Bo", "An / Bo"),
        ("An", "Anna", "An / Anna"),
        ("Team An", "An", "Team An"),
        ("An", "An / Bo", "An / Bo"),
        ("", "Bo", "Bo"),
    ],
)
def test_both_lines_hold_each_once(held: str, typed: str, both: str) -> None:
    assert text_rules.both_lines(held, typed) == both
