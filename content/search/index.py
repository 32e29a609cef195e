"""One edition's index: from the forms of a word to the passages that hold it. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from content.catalogue import Activity, Catalogue
from content.search.passages import Passage, passages
from content.search.words import (
    END_PART,
    PART,
    QueryWord,
    folded,
    forms,
    forms_of_pairs,
    is_part,
    query_words,
    tokens,
)

TITLE, KEYWORD, PLACE, TEXT = 12.0, 9.0, 4.0, 3.0
"""The weight of a word by where it occurs."""
Weights = defaultdict[str, dict[int, float]]
"""Form of a word → the passages with it → its weight there."""
IN_COMPOUND = 0.5
LINKS = ("", "s", "e", "en", "n")
"""Linking letters between the two parts of a compound."""
LONG = 8
"""Words of at least so many letters may have two typing errors."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that holds every word. `words` are those of the query."""

    passage: Passage
    words: tuple[QueryWord, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found, best first.

    Without hits, `meant` is the corrected query if a typing error explains that, and `alone` the
    words that find something by themselves.
    """

    words: tuple[QueryWord, ...]
    hits: tuple[Hit, ...]
    meant: str = ""
    alone: tuple[str, ...] = ()

    @property
    def activities(self) -> tuple[Activity, ...]:
        return tuple(hit.passage.activity for hit in self.hits if hit.passage.activity)


class SearchIndex:
    """Built once from a catalogue; a search of it does not look at the texts again."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.passages: Sequence[Passage] = tuple(passages(catalogue))
        self._weights: Weights = defaultdict(dict)
        self._pairs: Weights = defaultdict(dict)
        self._spelling: dict[str, str] = {}
        for number, passage in enumerate(self.passages):
            for text, weight in _weighed(passage):
                self._add(number, text, weight)
        self._forward = sorted(self._weights)
        self._backward = sorted(form[::-1] for form in self._weights)

    def _add(self, number: int, text: str, weight: float) -> None:
        words = tokens(text)
        for token in words:
            self._spelling.setdefault(folded(token.text), token.text.lower())
            _note(self._weights, forms(token.text), number, weight)
        for pair in forms_of_pairs(words):
            _note(self._pairs, pair, number, weight)

    def search(self, text: str) -> Findings:
        """The passages that hold all words of `text`. Nothing typed finds nothing."""
        words, hits = self._search(query_words(text))
        if hits or not words:
            return Findings(words, hits)
        alone = tuple(word.typed for word in words if self._places(word))
        return Findings(words, (), self._meant(text, words), alone)

    def all_activities(self) -> Findings:
        """Every activity in reading order, as if a search had found it."""
        found = (passage for passage in self.passages if passage.activity)
        return Findings((), tuple(Hit(passage, (), 0.0) for passage in found))

    def words(self, text: str) -> tuple[QueryWord, ...]:
        """The words of `text`, each with the activities of the playbook that it finds."""
        return tuple(
            replace(word, slugs=frozenset(self._slugs(self._places(word))))
            for word in query_words(text)
        )

    def _slugs(self, numbers: Iterable[int]) -> Iterator[str]:
        for number in numbers:
            if activity := self.passages[number].activity:
                yield activity.slug

    def _search(self, words: Iterable[QueryWord]) -> tuple[tuple[QueryWord, ...], tuple[Hit, ...]]:
        found = [(word, self._places(word)) for word in words]
        parted = [
            (part, self._places(part))
            for word, places in found
            for part in ((word,) if places else self._parts(word))
        ]
        kept = tuple(word for word, _ in parted)
        numbers = set.intersection(*(set(places) for _, places in parted)) if parted else set()
        scores = {number: sum(places[number] for _, places in parted) for number in numbers}
        best = sorted(scores, key=lambda number: (-scores[number], number))
        return kept, tuple(Hit(self.passages[n], kept, scores[n]) for n in best)

    def _places(self, word: QueryWord) -> dict[int, float]:
        """The passages with a word, and its weight in each."""
        places: dict[int, float] = {}
        for form in word.forms:
            found = [(self._weights.get(form, {}), 1.0), (self._pairs.get(form, {}), 1.0)]
            found += [(self._weights[other], IN_COMPOUND) for other in self._compounds(form)]
            for weights, share in found:
                for number, weight in weights.items():
                    places[number] = max(weight * share, places.get(number, 0.0))
        return places

    def _compounds(self, form: str) -> Iterator[str]:
        if len(form) >= PART:
            yield from _beginning_with(form, self._forward)
        if len(form) >= END_PART:
            for reverse in _beginning_with(form[::-1], self._backward):
                if is_part(form, reverse[::-1]):
                    yield reverse[::-1]

    def _parts(self, word: QueryWord) -> tuple[QueryWord, ...]:
        """A compound that stands nowhere as the two words that it is made of, if both do."""
        typed = folded(word.typed)
        for cut in range(len(typed) - PART, PART - 1, -1):
            first, second = typed[:cut], typed[cut:]
            for link in LINKS:
                stem = first.removesuffix(link)
                is_linked = first.endswith(link) and len(stem) >= PART
                if is_linked and {stem, second} <= self._spelling.keys():
                    return (QueryWord(stem), QueryWord(second))
        return (word,)

    def _meant(self, text: str, words: Iterable[QueryWord]) -> str:
        """The query with its unknown words corrected; '' if that does not help."""
        better = text
        for word in words:
            if not self._places(word):
                better = better.replace(word.typed, self._nearest(word.typed) or word.typed)
        return better if better != text and self._search(query_words(better))[1] else ""

    def _nearest(self, typed: str) -> str:
        """The known word that differs least, by a letter or, if long, two; '' for none."""
        word = folded(typed)
        if len(word) < PART:
            return ""
        errors = 2 if len(word) >= LONG else 1
        near = extract(word, self._spelling.keys(), scorer=OSA.distance, score_cutoff=errors)
        if not near:
            return ""
        by_use = min(near, key=lambda found: (found[1], -self._use(found[0])))
        return self._spelling[by_use[0]]

    def _use(self, word: str) -> float:
        return max((sum(self._weights[form].values()) for form in forms(word)), default=0.0)


def _note(weights: Weights, found: Iterable[str], number: int, weight: float) -> None:
    for form in found:
        weights[form][number] = max(weight, weights[form].get(number, 0.0))


def _weighed(passage: Passage) -> Iterator[tuple[str, float]]:
    yield passage.title, TITLE
    yield from ((keyword, KEYWORD) for keyword in passage.keywords)
    yield passage.place, PLACE
    yield from ((block, TEXT) for block in passage.blocks)


def _beginning_with(start: str, ordered: Sequence[str]) -> Iterator[str]:
    """The longer texts of a sorted list that begin with `start`."""
    place = bisect_left(ordered, start)
    while place < len(ordered) and ordered[place].startswith(start):
        if ordered[place] != start:
            yield ordered[place]
        place += 1
