"""What people type, and what an edition's index finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

from content.catalogue import Activity, Catalogue, Guidance, Resource
from content.published import search_index
from content.search.activities import ActivityFilter, hit_activities
from content.search.index import Hit, SearchIndex

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FIRST = 5
WORDS = (Path(__file__).parent / "search_words.tsv").read_text()


def found(index: SearchIndex, text: str) -> list[str]:
    """Slugs and anchors, best first; of what was meant where that was a typing error."""
    findings = index.search(text)
    return [_name(hit) for hit in (findings.hits or index.search(findings.meant).hits)]


def _name(hit: Hit) -> str:
    return hit.passage.activity.slug if hit.passage.activity else hit.passage.anchor


def test_search_finds_what_each_word_means(catalogue: Catalogue) -> None:
    index = search_index(catalogue)
    wrong = {}
    for line in WORDS.splitlines():
        if not line.startswith("#"):
            typed, _, wanted = line.partition("\t")
            names = found(index, typed)
            if not (set(names[:FIRST]) & set(wanted.split()) if wanted else not names):
                wrong[typed] = names[:FIRST]

    assert not wrong


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("opleidng", "opleiding"),
        ("strateige", "strategie"),
        ("ethish kader", "ethisch kader"),
        ("usecsae", ""),
        ("kat", ""),
        ("opleidng zwembad", ""),
        ("zwembad", ""),
        ("%", ""),
    ],
)
def test_search_says_what_was_meant(catalogue: Catalogue, typed: str, meant: str) -> None:
    findings = search_index(catalogue).search(typed)

    assert findings.hits == ()
    assert findings.meant == meant


def test_search_of_words_that_never_meet_says_which_are_found(catalogue: Catalogue) -> None:
    findings = search_index(catalogue).search("opleiding roadmap zwembad")

    assert findings.hits == ()
    assert findings.alone == ("opleiding", "roadmap")


def test_search_without_words_finds_nothing(catalogue: Catalogue) -> None:
    assert search_index(catalogue).search(" ").hits == ()


def test_search_common_words_count_where_there_are_no_others(catalogue: Catalogue) -> None:
    index = search_index(catalogue)

    assert found(index, "de impact van AI") == found(index, "impact")
    assert len(found(index, "ai")) > FIRST


def test_search_begeleiden_is_no_beleid(catalogue: Catalogue) -> None:
    assert "begeleid-medewerkers" not in found(search_index(catalogue), "beleid")


def test_search_finds_the_second_volume(catalogue: Catalogue) -> None:
    first, *rest = catalogue.activities
    guidance = Guidance(
        why="Een **kompas** voor iedereen.",
        steps=("Nodig de burgemeester uit",),
        results=("Een nota",),
        resources=(Resource("Sjabloon", "https://example.org"),),
    )
    index = SearchIndex(replace(catalogue, activities=(replace(first, guidance=guidance), *rest)))

    for typed in ("kompas", "burgemeesters", "nota", "sjablonen"):
        assert found(index, typed)[0] == first.slug


def test_hit_activities_fit_the_filters_too(catalogue: Catalogue) -> None:
    hits = search_index(catalogue).search("AI use cases").hits

    def left(wanted: ActivityFilter) -> set[str]:
        return {_name(hit) for hit in hit_activities(hits, wanted)}

    assert left(ActivityFilter(phase="keuzes-maken")) == {"prioriteer-plan-ai-use-cases"}
    assert left(ActivityFilter(profile="verkenner")) == {"identificeer-ai-use-cases"}
    assert left(ActivityFilter(pillar="mens-organisatie", profile="verkenner")) == set()


def test_index_is_built_once_per_edition(catalogue: Catalogue) -> None:
    assert search_index(catalogue) is search_index(catalogue)
    assert search_index(replace(catalogue, digest="other")) is not search_index(catalogue)


def test_words_know_the_activities_that_they_find(catalogue: Catalogue) -> None:
    (word,) = search_index(catalogue).words("vorming")

    assert "voorzie-opleiding-ondersteuning-aan-medewerkers" in word.slugs


@pytest.mark.long
def test_search_of_2000_activities_takes_less_than_10_ms(catalogue: Catalogue) -> None:
    def copy(number: int, activity: Activity) -> Activity:
        title = f"{activity.title} {number}"
        return replace(activity, slug=f"{activity.slug}-{number}", title=title)

    many = [copy(n, a) for n in range(40) for a in catalogue.activities][:2000]
    index = SearchIndex(replace(catalogue, activities=tuple(many)))
    typed = [line.partition("\t")[0] for line in WORDS.splitlines() if line[0] != "#"]

    def seconds(text: str) -> float:
        begin = perf_counter()
        index.search(text)
        return perf_counter() - begin

    assert max(min(seconds(text) for _ in range(3)) for text in typed) < 0.010
