from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.search.words import QueryWord
from roadmap.domain.overview.filters import (
    NOBODY,
    Condition,
    PlanFilter,
    condition_choices,
    filtered,
    owners_of,
)
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.plan.fields import ActivityValues, Status
from roadmap.domain.plan.steps import Step
from tests.roadmap.domain.overview.test_grid import bare_catalogue

TODAY = date(2027, 3, 15)
ITEMS = (
    GridItem(
        "Creëer bewustzijn",
        "a",
        1,
        1,
        owner="An Peeters",
        status=Status.DONE,
        due_date=TODAY.replace(day=1),
    ),
    GridItem(
        "Kies een partner",
        "b1",
        2,
        1,
        owner="AN PEETERS",
        note="Bel met Zürich",
        due_date=TODAY.replace(day=14),
        late="1 dag te laat",
    ),
    GridItem("Meet", "b2", 2, 1, owner="Émile", status=Status.DOING),
    GridItem("Schaal op", "b2", 3, 1, due_date=TODAY),
)


def titles(wanted: PlanFilter) -> list[str]:
    grid = build_grid(bare_catalogue(), ITEMS)
    return [item.title for _, _, item in filtered(grid, wanted).placed]


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (PlanFilter(), [0, 1, 2, 3]),
        (PlanFilter(q="  "), [0, 1, 2, 3]),
        (PlanFilter(owner="an peeters"), [0, 1]),
        (PlanFilter(owner=NOBODY), [3]),
        (PlanFilter(owner="Bart"), []),
        (PlanFilter(status="doing"), [2]),
        (PlanFilter(pillar="b"), [1, 2, 3]),
        (PlanFilter(q="creeer"), [0]),
        (PlanFilter(q="BEWUST creëer"), [0]),
        (PlanFilter(q="zurich"), [1]),
        (PlanFilter(q="emile"), [2]),
        (PlanFilter(q="b2"), [2, 3]),
        (PlanFilter(q="creëren"), [0]),
        (PlanFilter(q="%"), []),
        (PlanFilter(q="partner meet"), []),
        (PlanFilter(conditions=(Condition.LATE,)), [1]),
        (PlanFilter(conditions=(Condition.NO_OWNER,)), [3]),
        (PlanFilter(conditions=(Condition.NO_DUE_DATE,)), [2]),
        (PlanFilter(conditions=(Condition.NO_OWNER, Condition.LATE)), []),
        (PlanFilter(owner="An Peeters", status="todo", pillar="b", q="kies"), [1]),
    ],
)
def test_filtered_leaves_what_is_wanted(wanted: PlanFilter, left: list[int]) -> None:
    assert titles(wanted) == [ITEMS[number].title for number in left]


def test_filtered_keeps_all_rows_and_columns() -> None:
    grid = filtered(build_grid(bare_catalogue(), ITEMS), PlanFilter(q="niets daarvan"))

    assert grid.count == 0
    assert [len(row.cells) for row in grid.rows] == [3, 3, 3]


def test_filtered_finds_steps_and_what_the_playbook_calls_it() -> None:
    items = (
        GridItem("Leer", "a", 1, 1, activity="leer"),
        GridItem("Kies", "a", 1, 2, steps=(Step("Vraag om vorming"),)),
        GridItem("Meet", "a", 1, 3),
    )
    word = QueryWord("vormingen", frozenset({"leer"}))
    wanted = PlanFilter(q="vormingen", words=(word,))

    grid = filtered(build_grid(bare_catalogue(), items), wanted)

    assert [item.title for _, _, item in grid.placed] == ["Leer", "Kies"]


def test_plan_filter_is_false_when_it_filters_nothing() -> None:
    assert not PlanFilter(q="  ")
    assert all([PlanFilter(owner="x"), PlanFilter(status="x"), PlanFilter(pillar="x")])
    assert PlanFilter(conditions=(Condition.LATE,))


@pytest.mark.parametrize("condition", Condition)
def test_condition_does_not_hold_of_what_is_done(condition: Condition) -> None:
    due = date.min if condition is Condition.LATE else None
    held = ActivityValues("Meet", "b2", 3, 2, due_date=due)

    assert condition.holds(GridItem.on(TODAY, held))
    assert not condition.holds(GridItem.on(TODAY, replace(held, status=Status.DONE)))


def test_condition_choices_count_the_whole_plan_and_toggle() -> None:
    wanted = PlanFilter(owner="Bart", conditions=(Condition.LATE, Condition.NO_OWNER))

    late, unowned, undated = condition_choices(build_grid(bare_catalogue(), ITEMS), wanted)

    assert [one.count for one in (late, unowned, undated)] == [1, 1, 1]
    assert [one.is_on for one in (late, unowned, undated)] == [True, True, False]
    assert late.then == (Condition.NO_OWNER,)
    assert undated.then == (Condition.LATE, Condition.NO_OWNER, Condition.NO_DUE_DATE)
    [alone, *_] = condition_choices(
        build_grid(bare_catalogue(), ()), PlanFilter(conditions=(Condition.LATE,))
    )
    assert alone.then is None


def test_owners_of_gives_each_name_once_by_alphabet() -> None:
    assert owners_of(build_grid(bare_catalogue(), ITEMS)) == ("An Peeters", "Émile")


@given(
    st.lists(
        st.builds(
            GridItem,
            title=st.sampled_from(["Meet", "Kies"]),
            track=st.sampled_from(["a", "b1", "b2"]),
            phase=st.integers(1, 3),
            order=st.just(1),
            status=st.sampled_from(["todo", "doing", "done"]),
            owner=st.sampled_from(["", "An", "an", "Bo", "ß", "SS"]),
        ),
        max_size=12,
    )
)
def test_filtered_every_activity_belongs_to_one_status_and_one_owner(items: list[GridItem]) -> None:
    grid = build_grid(bare_catalogue(), items)

    by_status = [filtered(grid, PlanFilter(status=s)).count for s in ("todo", "doing", "done")]
    by_owner = [filtered(grid, PlanFilter(owner=o)).count for o in (NOBODY, *owners_of(grid))]
    by_pillar = [filtered(grid, PlanFilter(pillar=p)).count for p in ("a", "b")]

    assert sum(by_status) == sum(by_owner) == sum(by_pillar) == len(items)
