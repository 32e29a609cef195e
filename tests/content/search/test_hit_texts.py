"""How a hit is shown: its words marked, in their context."""

from __future__ import annotations

import pytest

from content.catalogue import Catalogue
from content.published import search_index
from content.search.hit_texts import HitText, Piece, hit_text, marked
from content.search.words import query_words

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def first(catalogue: Catalogue, text: str) -> HitText:
    return hit_text(search_index(catalogue).search(text).hits[0])


def marks(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.is_hit]


def test_marked_keeps_the_text_whole() -> None:
    text = "Volg het (succes van het) gebruik van GenAI op"

    pieces = marked(text, query_words("successen genai"))

    assert "".join(piece.text for piece in pieces) == text
    assert marks(pieces) == ["succes", "GenAI"]


def test_hit_text_shows_the_words_in_context(catalogue: Catalogue) -> None:
    hit = first(catalogue, "cybersecurity")

    text = "".join(piece.text for piece in hit.text)
    assert marks(hit.text) == ["cybersecurity"]
    assert text.startswith("… ") and len(text) < 250
    assert hit.keywords == ()


def test_hit_text_two_words_typed_as_one(catalogue: Catalogue) -> None:
    assert marks(first(catalogue, "usecase").title) == ["use", "cases"]


def test_hit_text_names_the_keyword_that_led_here(catalogue: Catalogue) -> None:
    hit = first(catalogue, "AVG")

    assert hit.keywords == ("AVG",)
    assert not marks(hit.text)
    assert "databeheer" in "".join(piece.text for piece in hit.text)
