"""The catalogue holds what the source holds: its words, counts, places, roles.

`source.txt` is the source as it was handed over, its four grids included.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from content.catalogue import Catalogue, dutch_number

pytestmark = pytest.mark.once

SOURCE = Path(__file__).with_name("source.txt")
MENDED = {
    "om in zetten op": "om in te zetten op",
    "metadata management, ....": "metadata management, …",
    "aan de slag gaan niet eenvoudig": "aan de slag gaan is niet eenvoudig",
    "nieuwsbrief,...": "nieuwsbrief, …",
    "Draiboek": "Draaiboek",
}


def words(text: str) -> str:
    """Text without marks of layout: what is bold, a heading, a list or a link does not count."""
    text = re.sub(r"<[^>]+>|\*\*", "", text).replace("&amp;", "&")
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(?m)^\s*((#+|-|»|\d\.|[ABC]\.)\s+)+", " ", text)
    return " ".join(text.split())


def passages(catalogue: Catalogue) -> Iterator[str]:
    """Every paragraph and list item of the catalogue's running text."""
    texts = [thing.description for thing in catalogue.pillars + catalogue.phases]
    texts += [profile.description for profile in catalogue.profiles]
    texts += [question.text for question in catalogue.questions]
    texts += [option.text for question in catalogue.questions for option in question.options]
    for chapter in catalogue.chapters:
        texts += [chapter.intro, *(section.body for section in chapter.sections)]
    for factor in catalogue.success_factors:
        texts += [factor.title, factor.body]
    for phase in catalogue.case_phases:
        texts += [phase.activities, phase.lessons]
    for text in texts:
        yield from filter(None, map(words, re.split(r"\n\s*\n|\n(?=\s*(?:-|\d\.)\s)", text)))


def test_every_word_is_the_source_s_own_or_a_listed_mending(catalogue: Catalogue) -> None:
    source = words(SOURCE.read_text())
    listed = (Path(settings.BASE_DIR) / "docs" / "source-corrections.md").read_text()
    for old, new in MENDED.items():
        assert old in source
        source = source.replace(old, new)
        assert old.split()[-1] in listed and new.split()[-1] in listed

    assert [passage for passage in passages(catalogue) if passage not in source] == []


def test_every_paragraph_of_the_source_is_there(catalogue: Catalogue) -> None:
    source = SOURCE.read_text()
    for old, new in MENDED.items():
        source = source.replace(old, new)
    running = [
        re.sub(r"^(Verkennen|Keuzes|Capaciteiten|Implementeren|Evalueren)[^:.]*: ", "", words(line))
        for line in source.split("# INTRODUCTIE", 1)[1].splitlines()
        if "\t" not in line
    ]
    whole = " ".join(passages(catalogue))

    missing = [text for text in running if len(text.split()) > 8 and text not in whole]

    assert missing == []
    assert sum(len(text.split()) > 8 for text in running) > 100


def letters(text: str) -> str:
    """Only what one reads aloud: the grids lost spaces, hyphens and a letter in their breaks."""
    plain = words(text).casefold().replace("waarderealiseatie", "waarderealisatie")
    return re.sub(r"[^\w&()]", "", plain.replace("gewenst (", "gewenste ("))


@pytest.mark.parametrize(
    ("profile", "heading", "end"),
    [
        ("verkenner", "# AI Verkenner\n", "# AI Piloot\n"),
        ("piloot", "# AI Piloot\n", "# AI Expert\n"),
        ("expert", "# AI Expert\n", "# Persoonlijk\n"),
    ],
)
def test_each_grid_of_the_source_holds_what_the_profile_holds(
    catalogue: Catalogue, profile: str, heading: str, end: str
) -> None:
    grid = letters(SOURCE.read_text().split(heading)[1].split(end)[0])

    printed = {a.slug for a in catalogue.activities if letters(a.title) in grid}

    assert printed == {a.slug for a in catalogue.activities_of(profile)}


def test_counts(catalogue: Catalogue) -> None:
    assert len(catalogue.activities) == 53
    assert [len(catalogue.activities_of(p.slug)) for p in catalogue.profiles] == [16, 42, 53]
    assert (len(catalogue.tracks), len(catalogue.pillars), len(catalogue.phases)) == (7, 5, 5)
    assert len(catalogue.roles) == 14
    assert [len(question.options) for question in catalogue.questions] == [3] * 6
    assert len(catalogue.success_factors) == 7
    assert len(catalogue.case_phases) == 5
    assert catalogue.case_days == 325


def test_activities_per_track_and_phase(catalogue: Catalogue) -> None:
    counted = Counter((a.track.slug, a.phase.number) for a in catalogue.activities)

    rows = {
        track.slug: [counted[track.slug, phase.number] for phase in catalogue.phases]
        for track in catalogue.tracks
    }
    assert rows == {
        "visie-strategie": [3, 0, 0, 0, 1],
        "ai-use-cases": [1, 1, 0, 1, 1],
        "persoonlijke-productiviteit": [1, 0, 1, 1, 2],
        "betrouwbare-ai": [2, 1, 3, 1, 1],
        "verandermanagement": [3, 1, 1, 1, 2],
        "organisatiemodel": [1, 1, 6, 1, 2],
        "ai-architectuur": [2, 2, 2, 5, 2],
    }


def test_eu_ai_act_stands_in_all_but_piloot(catalogue: Catalogue) -> None:
    activity = catalogue.activity_by_slug["bepaal-de-impact-van-de-eu-ai-act"]

    assert activity.profiles == {"verkenner", "expert"}


def test_roles_are_counted_once(catalogue: Catalogue) -> None:
    every = catalogue.roles_of(pillar.slug for pillar in catalogue.pillars)

    assert every == catalogue.roles
    assert catalogue.roles_of(["ai-architectuur"]) == ()
    assert [role.time for role in catalogue.roles] == [
        "1 u./maand",
        "0,5 dag/week",
        "5 dagen/week",
        "1 dag/maand",
        "1,5 dag/maand",
        "1 u./week",
        "1 u./week",
        "1 u./maand",
        "0,5 dag/maand",
        "0,5 dag/maand",
        "1 dag/maand",
        "1 dag/week",
        "1 dag/maand",
        "1 u./maand",
    ]


def test_lead_time_stands_apart(catalogue: Catalogue) -> None:
    assert catalogue.lead_time == "0,5 tot 1 VTE"


@pytest.mark.parametrize(("value", "text"), [("1.5", "1,5"), ("1.0", "1"), ("10", "10")])
def test_dutch_number(value: str, text: str) -> None:
    assert dutch_number(Decimal(value)) == text


def test_options_lead_to_the_profiles_in_order(catalogue: Catalogue) -> None:
    slugs = [profile.slug for profile in catalogue.profiles]

    for question in catalogue.questions:
        assert [(o.letter, o.profile) for o in question.options] == list(
            zip("ABC", slugs, strict=True)
        )
