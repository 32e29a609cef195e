"""Makes typed words and words of the source comparable. Pure.

Two words are alike when they share a form: 'risico's' and 'risico', 'Opleidingen' and 'opleiding'.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*")
APOSTROPHE_S = re.compile(r"['’`´]s$")
DOUBLED = re.compile(r"([aeou])\1")
DOUBLED_END = re.compile(r"([b-df-hj-np-tv-z])\1$")
PART = 4
"""Letters of the shortest word that is looked for at the beginning of a compound."""
END_PART = 5
"""The same at its end, where 'plan' would match too many."""
LONG_FORM = 6
"""Letters from which on a double vowel says little: in short words it parts 'meet' from 'met'."""
REST = 3
"""Letters that a compound has at least beside its part."""
COMMON_WORDS = """
aan ai als bij d dan dat de deze die dit door een en er het hoe hun ik in is je kan maar me met mijn
naar niet of om onder onze ook op over s te tot u uit uw van via voor waar wat we welke wie wij zich
zijn zo
"""
COMMON = frozenset(COMMON_WORDS.split())
"""Words that are too common to search; in this playbook also 'AI'."""
SMALL = COMMON - {"ai"}
"""Words that are never joined with a neighbour."""

_stem = snowballstemmer.stemmer("dutch").stemWord
_careful_stem = snowballstemmer.stemmer("dutch_porter").stemWord


def folded(text: str) -> str:
    """Without case and accents: 'Creëer' → 'creeer', so that both ways of typing find it."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True)
class Token:
    """A word in a text, from `start` up to `end`."""

    text: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        return folded(self.text)


def tokens(text: str) -> list[Token]:
    """The words of a text; a hyphen or a bracket parts two, an apostrophe does not."""
    return [Token(found[0], found.start(), found.end()) for found in WORD.finditer(text)]


@lru_cache(maxsize=65_536)
def forms(word: str) -> frozenset[str]:
    """The forms to compare a word by: the word and its stem, in one spelling."""
    plain = folded(APOSTROPHE_S.sub("", word.casefold()))
    plain = re.sub(r"[^a-z0-9]", "", plain) or plain
    if plain.endswith(("ieen", "eeen")):  # strategieën, ideeën
        plain = plain[:-2]
    elif len(plain) > 4 and plain.endswith(("as", "os")):  # personas, risicos
        plain = plain[:-1]
    # The first stemmer takes the 'ge' of a participle out, also where a verb has it: begeleiden.
    stem = _careful_stem(plain) if plain.startswith("bege") else _stem(plain)
    return frozenset({_spelled(plain), _spelled(stem)})


def _spelled(form: str) -> str:
    """One spelling for open and closed syllables: 'valideer' and 'valideren' have one stem."""
    form = DOUBLED_END.sub(r"\1", form)
    if len(form) >= LONG_FORM:
        form = DOUBLED.sub(r"\1", form)
    return form[:-1] if len(form) > 4 and form.endswith("e") else form


def forms_of_pairs(found: Sequence[Token]) -> Iterator[frozenset[str]]:
    """The forms of each two neighbours written as one: 'use case' → those of 'usecase'."""
    return (
        frozenset() if {first.folded, second.folded} & SMALL else forms(first.text + second.text)
        for first, second in pairwise(found)
    )


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of what was typed. `slugs`: activities of the playbook that it finds, if known."""

    typed: str
    slugs: frozenset[str] = frozenset()

    @property
    def forms(self) -> frozenset[str]:
        return forms(self.typed)

    def is_in(self, texts: Iterable[str]) -> bool:
        """Whether a text holds the word, in any form, also as part of a compound."""
        return any(
            any(_fits(self.typed, word) for word in words) or self._is_pair_in(words)
            for words in map(WORD.findall, texts)
        )

    def fits(self, word: str) -> bool:
        """Whether this word of a text is the one, or a compound of it."""
        return _fits(self.typed, word)

    def fits_pair(self, first: str, second: str) -> bool:
        """Whether two neighbours are this word, typed as one."""
        typed = folded(self.typed)
        return typed.startswith(folded(first)) and bool(self.forms & forms(first + second))

    def _is_pair_in(self, words: Sequence[str]) -> bool:
        start = self.typed[:1].casefold()
        return any(
            first[:1].casefold() == start and self.fits_pair(first, second)
            for first, second in pairwise(words)
        )


@lru_cache(maxsize=65_536)
def _fits(typed: str, word: str) -> bool:
    mine, found = forms(typed), forms(word)
    return not mine.isdisjoint(found) or any(
        is_part(form, other) for form in mine for other in found
    )


def is_part(form: str, compound: str) -> bool:
    """Whether a compound begins or ends with this form."""
    return (len(form) >= PART and compound.startswith(form)) or (
        len(form) >= END_PART and len(compound) >= len(form) + REST and compound.endswith(form)
    )


def query_words(text: str) -> tuple[QueryWord, ...]:
    """The words that count: common ones do only where there are no others."""
    composed = unicodedata.normalize("NFC", text.replace("\u00ad", ""))
    typed = list(dict.fromkeys(token.text for token in tokens(composed)))
    telling = [word for word in typed if len(word) > 1 and folded(word) not in COMMON]
    return tuple(map(QueryWord, telling or typed))
