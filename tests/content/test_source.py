"""The catalogue holds what the source holds: counts, places, roles."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from content.catalogue import Catalogue, dutch_number


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
