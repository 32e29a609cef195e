"""Taking back what two people did, in any order that is allowed (case 67)."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import partial
from itertools import chain, cycle, islice
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from content.catalogue import Catalogue
from roadmap import actions
from roadmap.actions.undo import NothingToUndo, RevertConflict
from roadmap.domain.plan.fields import ActivityValues
from roadmap.domain.plan.limits import MAX_NOTE
from roadmap.domain.plan.starting_profiles import start_everywhere
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, Revision
from roadmap.models import Change, Plan
from tests.roadmap.conftest import fill
from tests.roadmap.history.test_writing import AN, in_line
from tests.roadmap.views.board.test_activities import data, first, url

BART = Author("b")
TRACKS = ["ai-use-cases", "organisatiemodel"]
PHASES = st.integers(1, 5)
PART = 3 if connection.vendor == "postgresql" else 1
"""Of the examples: the order is worked out from values, which any database gives back."""
WHO = st.sampled_from([AN, BART])
ROWS = st.integers(0, 6)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), WHO, ROWS, PHASES, st.integers(1, 5)),
        st.tuples(st.just("edit"), WHO, ROWS, PHASES, st.just(0)),
        st.tuples(st.just("remove"), WHO, ROWS, st.just(0), st.just(0)),
        st.tuples(st.just("add"), WHO, st.integers(0, 1), PHASES, st.just(0)),
        st.tuples(st.just("undo"), WHO, st.just(0), st.just(0), st.just(0)),
        st.tuples(st.just("redo"), WHO, st.just(0), st.just(0), st.just(0)),
    ),
    min_size=2,
    max_size=14,
)


def carry_out(plan: Plan, act: tuple[str, Author, int, int, int]) -> None:
    name, author, number, phase, order = act
    if name in ("undo", "redo"):
        with suppress(NothingToUndo, RevertConflict):
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


def stored(plan: Plan) -> str:
    state = sorted(state_of(plan.pk).as_json(), key=lambda item: (item["kind"], item["key"]))
    return json.dumps(state, sort_keys=True)


def new_plan(catalogue: Catalogue) -> Plan:
    start = start_everywhere(catalogue, "verkenner")
    return actions.plans.create(
        catalogue=catalogue, author=AN, title="Proef", organisation="", start=start
    )


@pytest.mark.django_db
@settings(
    max_examples=settings().max_examples // PART,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS, order=st.lists(WHO, max_size=30), seed=st.integers(0, 2**32))
@example(acts=[("remove", AN, 1, 0, 0), ("move", BART, 0, 1, 2)], order=[AN, BART], seed=0)
@example(acts=[("move", AN, 4, 1, 2), ("move", BART, 4, 1, 1)], order=[], seed=0)
def test_all_taken_back_in_any_order_is_the_start_byte_for_byte(
    catalogue: Catalogue, acts: list[Any], order: list[Any], seed: int
) -> None:
    with transaction.atomic():
        plan = new_plan(catalogue)
        start = stored(plan)
        for act in acts:
            carry_out(plan, act)
            assert in_line(plan)
        for take_back in (partial(undo_all, order=order), partial(revert_all, chance=Random(seed))):
            with transaction.atomic():
                assert not take_back(plan) or stored(plan) == start
                assert in_line(plan)
                transaction.set_rollback(True)
        transaction.set_rollback(True)


def undo_all(plan: Plan, order: list[Author]) -> bool:
    """Each person's acts, the two in this order at first; whether all could be undone."""
    waiting = {AN, BART}
    for author in islice(chain(order, cycle([AN, BART])), 60):
        try:
            actions.undo.undo(Revision(plan.pk, author))
        except NothingToUndo:
            waiting.discard(author)
        except RevertConflict:
            continue
        if not waiting:
            return True
    return False


def revert_all(plan: Plan, chance: Random) -> bool:
    """Each act of the history; whether all could be taken back."""
    left = list(plan.changes.filter(number__gt=1).values_list("number", flat=True))
    tried: set[int] = set()
    while tried < {*left}:
        number = chance.choice([one for one in left if one not in tried])
        try:
            actions.undo.revert(Revision(plan.pk, BART), number=number)
        except RevertConflict:
            tried.add(number)
        else:
            left.remove(number)
            tried.clear()
    return not left


@pytest.mark.parametrize("order", [1, 2])
def test_move_at_an_equal_place_comes_back_between_its_neighbours(plan: Plan, order: int) -> None:
    cell = plan.activities.filter(track__slug=TRACKS[0], phase__number=1)
    fill(plan, plan.activities.count() + 4)
    actions.activities.move(Revision(plan.pk, BART), row_id=cell[0].pk, version=1, phase=1, order=3)
    rows = list(cell.order_by("order"))
    moved = rows[order - 1]

    actions.activities.move(
        Revision(plan.pk, AN), row_id=moved.pk, version=moved.version, phase=5, order=order
    )
    gone = next(row for row in rows if row != moved)
    actions.activities.remove(Revision(plan.pk, BART), row_id=gone.pk, version=gone.version)
    actions.undo.undo(Revision(plan.pk, AN))
    actions.undo.undo(Revision(plan.pk, BART))

    assert list(cell.order_by("order")) == rows


def test_older_move_in_the_cell_waits_for_the_newer_to_be_taken_back(plan: Plan) -> None:
    """Both changed the place alone: taken back in the wrong order they left a third one."""
    cell = plan.activities.filter(track__slug=TRACKS[0], phase__number=1)
    fill(plan, plan.activities.count() + 3)
    before = list(cell.order_by("order").values_list("pk", flat=True))
    row = cell.get(pk=before[0])
    for version, author, order in ((row.version, AN, 2), (row.version + 1, BART, 1)):
        actions.activities.move(
            Revision(plan.pk, author), row_id=row.pk, version=version, phase=1, order=order
        )

    with pytest.raises(RevertConflict):
        actions.undo.undo(Revision(plan.pk, AN))
    actions.undo.undo(Revision(plan.pk, BART))
    actions.undo.undo(Revision(plan.pk, AN))

    assert list(cell.order_by("order").values_list("pk", flat=True)) == before


def test_edit_of_an_earlier_release_without_a_whole_place_is_undone(
    client: Client, plan: Plan
) -> None:
    row = first(plan)
    before = stored(plan)
    client.post(url(row), data(row, phase="3"))
    change = plan.changes.get(number=2)
    edit = change.edits[0]
    Change.objects.filter(pk=change.pk).update(
        edits=[
            {
                **edit,
                "before": {"phase": edit["before"]["phase"], "order": edit["before"]["order"]},
                "after": {"phase": 3, "order": 9999},
            }
        ]
    )

    client.post(f"/plannen/{plan.pk}/ongedaan/")

    assert stored(plan) == before


def test_undo_and_redo_of_a_full_plan_store_places_only(client: Client, plan: Plan) -> None:
    fill(plan, 60)
    plan.activities.update(note="x" * MAX_NOTE)
    client.post(f"/plannen/{plan.pk}/activiteiten/", {"version": "1"})
    chosen = stored(plan)
    assert plan.activities.count() == 18
    home = f"/plannen/{plan.pk}/"
    client.post(f"{home}ongedaan/")
    full = stored(plan)

    for number, act in (
        (4, "opnieuw/"),
        (5, "geschiedenis/4/terug/"),
        (6, "geschiedenis/5/terug/"),
        (7, "geschiedenis/6/terug/"),
    ):
        client.post(home + act)
        assert len(json.dumps(plan.changes.get(number=number).edits)) < 2000, act
        assert stored(plan) == (full if number % 2 else chosen)
    page = client.get(f"{home}geschiedenis/").content.decode()
    assert page.count("verwijderd") > 100 and page.count("toegevoegd") > 100


def test_undo_that_an_earlier_release_stored_whole_is_done_again(
    client: Client, plan: Plan
) -> None:
    row = first(plan)
    client.post(url(row, "verwijderen/"), {"version": "1"})
    removed = plan.changes.get(number=2).edits
    client.post(f"/plannen/{plan.pk}/ongedaan/")
    whole = [{**removed[0], "before": None, "after": removed[0]["before"]}]
    plan.changes.filter(number=3).update(edits=whole)
    before = stored(plan)

    client.post(f"/plannen/{plan.pk}/geschiedenis/3/terug/")
    assert not plan.activities.filter(pk=row.pk).exists()
    client.post(f"/plannen/{plan.pk}/geschiedenis/4/terug/")

    assert stored(plan) == before
