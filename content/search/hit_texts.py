"""A hit as a page shows it: the text around the words, and the words marked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from content.search.index import Hit
from content.search.passages import Passage
from content.search.words import QueryWord, Token, tokens

BEFORE, AFTER = 60, 140
"""Characters of a block that are shown around its first marked word, more or less."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `is_hit`: one of the words that were searched."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class HitText:
    """`keywords`: of ours, that alone led here; then no word of the text is marked."""

    passage: Passage
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    keywords: tuple[str, ...]


def hit_text(hit: Hit) -> HitText:
    """The title with its words marked, and the part of the text that holds most of them."""
    passage, words = hit.passage, hit.words
    best = max(passage.blocks, key=lambda block: len(_held(block, words)), default="")
    held = _held(f"{passage.title} {passage.place}", words) | _held(best, words)
    return HitText(
        passage=passage,
        title=marked(passage.title, words),
        text=_around(best, words),
        keywords=tuple(
            keyword
            for keyword in passage.keywords
            if any(word.typed not in held and word.is_in([keyword]) for word in words)
        ),
    )


def marked(text: str, words: Sequence[QueryWord]) -> tuple[Piece, ...]:
    """The whole text in pieces, every word of the query marked."""
    return tuple(_pieces(text, _places(text, words), 0, len(text)))


def _held(text: str, words: Sequence[QueryWord]) -> set[str]:
    return {word.typed for word in words if word.is_in([text])}


def _around(text: str, words: Sequence[QueryWord]) -> tuple[Piece, ...]:
    """From a word before the first that is marked to a word after; '…' where text is left out."""
    places = _places(text, words)
    first = places[0].start if places else 0
    begin = text.rfind(" ", 0, first - BEFORE) + 1 if first > BEFORE else 0
    end = text.find(" ", begin + BEFORE + AFTER)
    end = len(text) if end < 0 else end
    pieces = list(_pieces(text, places, begin, end))
    if begin:
        pieces.insert(0, Piece("… "))
    if end < len(text):
        pieces.append(Piece(" …"))
    return tuple(pieces)


def _places(text: str, words: Sequence[QueryWord]) -> list[Token]:
    """The words of the text that are meant, also two that were typed as one."""
    found = tokens(text)
    hits = {
        number for number, token in enumerate(found) if any(word.fits(token.text) for word in words)
    }
    for number, (first, second) in enumerate(pairwise(found)):
        if any(word.fits_pair(first.text, second.text) for word in words):
            hits |= {number, number + 1}
    return [found[number] for number in sorted(hits)]


def _pieces(text: str, places: Sequence[Token], begin: int, end: int) -> Iterator[Piece]:
    for token in places:
        if begin <= token.start and token.end <= end:
            if token.start > begin:
                yield Piece(text[begin : token.start])
            yield Piece(token.text, is_hit=True)
            begin = token.end
    if begin < end:
        yield Piece(text[begin:end])
