"""Order in the cells, whatever is moved, also at once (case 33); `test_undo.py` asks it as well."""

from __future__ import annotations

import random
from contextlib import suppress
from functools import partial

import pytest
from django.test import Client

from roadmap import actions
from roadmap.history.errors import Conflict
from roadmap.history.transaction import Author, Revision
from roadmap.models import Plan
from tests.races import at_once
from tests.roadmap.conftest import make_plan
from tests.roadmap.views.board.test_activities import orders

AN = Author("a")


def in_line(plan: Plan) -> bool:
    return all(sorted(cell) == list(range(1, len(cell) + 1)) for cell in orders(plan).values())


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
