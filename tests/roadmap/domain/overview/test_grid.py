from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.catalogue import Activity as PublishedActivity
from content.catalogue import Catalogue, Phase, Pillar, Profile, Track
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.plan.starting_profiles import (
    activities_at_start,
    profile_comparison,
    start_everywhere,
    start_in_words,
)

pytestmark = pytest.mark.once

TRACKS = (
    "visie-strategie",
    "ai-use-cases",
    "persoonlijke-productiviteit",
    "betrouwbare-ai",
    "verandermanagement",
    "organisatiemodel",
    "ai-architectuur",
)


def bare_catalogue() -> Catalogue:
    """A catalogue without a database: two pillars of which the second has two tracks."""
    first = Pillar("a", 1, "A", "")
    second = Pillar("b", 2, "B", "")
    phases = tuple(Phase(f"f{n}", n, f"F{n}", "") for n in (1, 2, 3))
    empty = (0,) * 2
    return Catalogue(
        number="2026-05",
        label="mei 2026",
        digest="x",
        lead_fte=empty,  # type: ignore[arg-type]
        pillars=(first, second),
        tracks=(Track("a", first, ""), Track("b1", second, "B1"), Track("b2", second, "B2")),
        phases=phases,
        profiles=(Profile("laag", 1, "Laag", ""), Profile("hoog", 2, "Hoog", "")),
        activities=(
            PublishedActivity(
                "een", "Een", Track("a", first, ""), phases[0], 1, frozenset({"laag", "hoog"})
            ),
            PublishedActivity(
                "twee", "Twee", Track("b1", second, "B1"), phases[1], 1, frozenset({"hoog"})
            ),
            PublishedActivity(
                "drie", "Drie", Track("b2", second, "B2"), phases[2], 1, frozenset({"laag"})
            ),
        ),
        roles=(),
        questionnaires=(),
        chapters=(),
        success_factors=(),
        case_efforts=(),
        case_phases=(),
    )


def test_build_grid_has_all_rows_and_columns_when_empty() -> None:
    grid = build_grid(bare_catalogue(), [])

    assert [row.track.slug for row in grid.rows] == ["a", "b1", "b2"]
    assert [row.starts_pillar for row in grid.rows] == [True, True, False]
    assert all(len(row.cells) == 3 for row in grid.rows)
    assert grid.count == 0
    assert grid.pillars == ()


def test_build_grid_orders_within_a_cell() -> None:
    items = [GridItem("C", "a", 1, 2), GridItem("B", "a", 1, 1), GridItem("A", "a", 1, 2)]

    grid = build_grid(bare_catalogue(), items)

    assert [item.title for item in grid.rows[0].cells[0].items] == ["B", "A", "C"]


@pytest.mark.parametrize(("track", "phase"), [("x", 1), ("a", 9)])
def test_build_grid_unknown_place_is_an_error(track: str, phase: int) -> None:
    with pytest.raises(KeyError):
        build_grid(bare_catalogue(), [GridItem("X", track, phase, 1)])


@given(
    st.lists(
        st.builds(
            GridItem,
            title=st.text(max_size=9),
            track=st.sampled_from(["a", "b1", "b2"]),
            phase=st.integers(1, 3),
            order=st.integers(0, 5),
        )
    )
)
def test_build_grid_keeps_every_item_in_its_cell(items: list[GridItem]) -> None:
    grid = build_grid(bare_catalogue(), items)

    placed = [
        item
        for row in grid.rows
        for cell in row.cells
        for item in cell.items
        if (item.track, item.phase) == (row.track.slug, cell.phase.number)
    ]
    assert sorted(map(repr, placed)) == sorted(map(repr, items))
    assert grid.count == len(items)


def test_start_everywhere_gives_the_ready_plan(catalogue: Catalogue) -> None:
    for profile in catalogue.profiles:
        start = start_everywhere(catalogue, profile.slug)
        assert activities_at_start(catalogue, start) == catalogue.activities_of(profile.slug)
        assert start_in_words(catalogue, start) == profile.name


def test_start_per_pillar_mixes(catalogue: Catalogue) -> None:
    start = {"innovatie": "verkenner", "betrouwbare-ai": "piloot"}

    found = activities_at_start(catalogue, start)

    assert {a.track.pillar.slug for a in found} == set(start)
    assert len(found) == 3 + 6
    assert start_in_words(catalogue, start) == "verschillend per pijler"


def test_start_in_words_empty_is_personal(catalogue: Catalogue) -> None:
    assert start_in_words(catalogue, {}) == "Persoonlijk"
    assert activities_at_start(catalogue, {}) == ()


@pytest.mark.parametrize(
    ("profile", "earlier", "following"), [("verkenner", 0, 27), ("piloot", 1, 11), ("expert", 0, 0)]
)
def test_beside_ready_plans(
    catalogue: Catalogue, profile: str, earlier: int, following: int
) -> None:
    start = start_everywhere(catalogue, profile)
    present = {a.slug for a in activities_at_start(catalogue, start)}

    lists = profile_comparison(catalogue, start, present)

    assert len(lists.earlier) == earlier
    assert len(lists.following) == following


def test_beside_piloot_earlier_is_the_eu_ai_act(catalogue: Catalogue) -> None:
    start = start_everywhere(catalogue, "piloot")
    present = {a.slug for a in activities_at_start(catalogue, start)}

    earlier = profile_comparison(catalogue, start, present).earlier

    assert [activity.title for activity in earlier] == ["Bepaal de impact van de EU AI Act"]


def test_beside_empty_start_shows_nothing(catalogue: Catalogue) -> None:
    lists = profile_comparison(catalogue, {}, set())

    assert not lists.earlier
    assert not lists.following


def test_beside_follows_what_the_plan_lacks() -> None:
    catalogue = bare_catalogue()

    lists = profile_comparison(catalogue, {"a": "hoog", "b": "laag"}, {"drie"})

    assert [a.slug for a in lists.earlier] == ["een"]
    assert [a.slug for a in lists.following] == ["twee"]
