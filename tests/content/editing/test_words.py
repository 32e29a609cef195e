"""A difference word by word holds both texts whole."""

from __future__ import annotations

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from content.editing.words import MOST_WORDS, Words, pieces_of

TEXTS = st.lists(st.sampled_from(["de", "een", "AI", "\n", "x"]), max_size=12).map(" ".join)


@given(TEXTS, TEXTS)
def test_pieces_are_both_texts(before: str, after: str) -> None:
    pieces = pieces_of(before, after)

    assert "".join(piece.text for piece in pieces if piece.how != "nieuw") == before
    assert "".join(piece.text for piece in pieces if piece.how != "weg") == after


def test_what_stayed_stands_between_what_changed() -> None:
    assert pieces_of("Creëer nu bewustzijn", "Maak nu bewust") == [
        Words("Creëer ", "weg"),
        Words("Maak ", "nieuw"),
        Words("nu "),
        Words("bewustzijn", "weg"),
        Words("bewust", "nieuw"),
    ]


def test_long_text_of_one_word_takes_no_time() -> None:
    begin = perf_counter()

    pieces_of("de " * MOST_WORDS, "de x " * (MOST_WORDS // 2))

    assert perf_counter() - begin < 2
