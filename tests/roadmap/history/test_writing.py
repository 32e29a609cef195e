"""Order in the cells, whatever is moved, added, removed and undone, also at once (case 33)."""

from __future__ import annotations

import random
from contextlib import suppress
from functools import partial

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.catalogue import Catalogue
from roadmap import actions
from roadmap.domain.plan.fields import ActivityValues
from roadmap.domain.plan.starting_profiles import start_everywhere
from roadmap.domain.plan.state import State
from roadmap.history.errors import Conflict
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, Revision
from roadmap.models import Plan
from tests.races import at_once
from tests.roadmap.conftest import make_plan
from tests.roadmap.views.board.test_activities import orders

AN, BART = Author("a"), Author("b")
TRACKS = ["ai-use-cases", "organisatiemodel"]
PHASES = st.integers(1, 5)
AUTHORS = st.sampled_from([AN, BART])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), AUTHORS, st.integers(0, 99), PHASES, st.integers(1, 9)),
        st.tuples(st.just("edit"), AUTHORS, st.integers(0, 99), PHASES, st.just(0)),
        st.tuples(st.just("remove"), AUTHORS, st.integers(0, 99), st.just(0), st.just(0)),
        st.tuples(st.just("add"), AUTHORS, st.integers(0, 1), PHASES, st.just(0)),
        st.tuples(st.just("undo"), AUTHORS, st.just(0), st.just(0), st.just(0)),
        st.tuples(st.just("redo"), AUTHORS, st.just(0), st.just(0), st.just(0)),
    ),
    max_size=12,
)


def phases_of(state: State) -> dict[int, int]:
    return {row_id: row.phase for row_id, row in state.activities.items()}


def carry_out(plan: Plan, act: tuple[str, Author, int, int, int]) -> None:
    name, author, number, phase, order = act
    if name in ("undo", "redo"):
        with suppress(actions.undo.NothingToUndo, actions.undo.RevertConflict):
            getattr(actions.undo, name)(Revision(plan.pk, author))
        return
    if name == "add":
        values = ActivityValues("Van ons", TRACKS[number], phase, 1)
        actions.activities.add(Revision(plan.pk, author), values=values)
        return
    rows = list(plan.activities.order_by("pk").values_list("pk", "version"))
    if not rows:
        return
    row, version = rows[number % len(rows)]
    if name == "move":
        actions.activities.move(
            Revision(plan.pk, author), row_id=row, version=version, phase=phase, order=order
        )
    elif name == "edit":
        fields = {"phase": phase}
        actions.activities.edit(
            Revision(plan.pk, author), row_id=row, version=version, fields=fields
        )
    else:
        actions.activities.remove(Revision(plan.pk, author), row_id=row, version=version)


def in_line(plan: Plan) -> bool:
    return all(sorted(cell) == list(range(1, len(cell) + 1)) for cell in orders(plan).values())


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_positions_stay_one_to_n_and_the_history_leads_back(
    catalogue: Catalogue, acts: list[tuple[str, Author, int, int, int]]
) -> None:
    with transaction.atomic():
        plan = actions.plans.create(
            catalogue=catalogue,
            author=AN,
            title="Proef",
            organisation="",
            start=start_everywhere(catalogue, "verkenner"),
        )
        before = state_of(plan.pk)
        for act in acts:
            carry_out(plan, act)
            assert in_line(plan)
        added = sum(act[0] == "add" for act in acts)
        assert plan.activities.count() <= 16 + added
        for change in plan.changes.filter(number__gt=1):  # newest first: never a clash
            actions.undo.revert(Revision(plan.pk, BART), number=change.number)
            assert in_line(plan)
        assert phases_of(state_of(plan.pk)) == phases_of(before)
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("order", [1, 2, 9999])
def test_move_to_a_place_with_the_same_number(plan: Plan, order: int) -> None:
    row = plan.activities.get(activity__slug="creeer-bewustzijn")
    cell = plan.activities.filter(track=row.track, phase__number=5)
    size = cell.count()

    actions.activities.move(Revision(plan.pk, AN), row_id=row.pk, version=1, phase=5, order=order)

    assert in_line(plan)
    row.refresh_from_db()
    assert (row.phase.number, row.order) == (5, min(order, size + 1))


def shuffle(plan: Plan, author: Author) -> None:
    chance = random.Random(author.browser)
    for _ in range(15):
        row, version = chance.choice(list(plan.activities.values_list("pk", "version")))
        with suppress(Conflict):
            actions.activities.move(
                Revision(plan.pk, author),
                row_id=row,
                version=version,
                phase=chance.randint(1, 5),
                order=chance.randint(1, 4),
            )


def test_four_people_who_move_at_once_lose_nothing(client: Client, shared_database: None) -> None:
    plan = make_plan(client)

    at_once([partial(shuffle, plan, Author(name)) for name in "abcd"])

    assert plan.activities.count() == 42
    assert in_line(plan)
    plan.refresh_from_db()
    assert plan.version == plan.changes.count() > 1
