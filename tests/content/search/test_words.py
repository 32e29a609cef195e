"""Which spellings and inflections are one word."""

from __future__ import annotations

import pytest

from content.search.words import QueryWord, folded, forms, query_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("opleidingen", "Opleiding"),
        ("risico's", "risico"),
        ("risico’s", "risicos"),
        ("strategieën", "strategie"),
        ("ideeen", "idee"),
        ("personas", "persona"),
        ("bepalen", "bepaal"),
        ("gevalideerd", "validatie"),
        ("valideren", "valideer"),
        ("begeleiding", "begeleiden"),
        ("processen", "proces"),
        ("CREËER", "creeer"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert forms(one) & forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("begeleid", "beleid"), ("meet", "met"), ("act", "impact"), ("plan", "piloot")],
)
def test_forms_of_two_words_do_not(one: str, other: str) -> None:
    assert not forms(one) & forms(other)


def test_folded_is_blind_to_case_and_accents() -> None:
    assert folded("CREËER één") == "creeer een"


@pytest.mark.parametrize(
    ("typed", "text", "holds"),
    [
        ("usecase", "Identificeer AI use cases", True),
        ("genai", "(Gen)AI", True),
        ("leverancier", "technologie- en leverancierskeuzes", True),
        ("organen", "Beslissingsorganen", True),
        ("act", "de impact", False),
        ("model", "Het organisatiemodel", True),
        ("plan", "het stappenplan", False),
        ("enva", "personen van", False),
    ],
)
def test_query_word_in_a_text(typed: str, text: str, holds: bool) -> None:
    assert QueryWord(typed).is_in([text]) == holds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("AI-act", ["act"]),
        ("De AI", ["De", "AI"]),
        ("wat is een risico? een risico", ["risico"]),
        ("  ", []),
        ("cree\u0308er orga\u00adnisatie", ["creëer", "organisatie"]),
        ("a-b", ["a", "b"]),
    ],
)
def test_query_words_are_those_that_tell(text: str, words: list[str]) -> None:
    assert [word.typed for word in query_words(text)] == words
