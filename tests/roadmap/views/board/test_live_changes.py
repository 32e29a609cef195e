"""What a script asks every 15 seconds while a plan is open."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roadmap.history import change_log, reading
from roadmap.models import Plan
from tests.roadmap.conftest import join

pytestmark = pytest.mark.django_db


def at(plan: Plan) -> str:
    return f"/plannen/{plan.pk}/wijzigingen/"


def finish(client: Client, plan: Plan, place: int) -> int:
    """Sets the status of the activity at this place; returns its id."""
    row = plan.activities.all()[place]
    sent = {"version": row.version, "status": "done"}
    response = client.post(f"/plannen/{plan.pk}/activiteiten/{row.pk}/status/", sent)
    assert response.status_code == 303
    return row.pk


def test_others_acts_are_named_and_own_ones_are_not(owner: Client, kept_plan: Plan) -> None:
    rik = join(kept_plan, "rik", "editor")
    finish(owner, kept_plan, 0)
    rows = [finish(rik, kept_plan, place) for place in (1, 2)]

    def asked(client: Client, since: str) -> Any:
        return client.get(at(kept_plan), {"sinds": since}).json()

    assert asked(owner, "1") == {
        "version": 4,
        "text": "Rik wijzigde 2 activiteiten",
        "rows": rows,
    }
    assert asked(owner, "4") == {"version": 4, "text": "", "rows": []}
    assert asked(rik, "1")["text"] == "An wijzigde 1 activiteit"
    assert asked(owner, "x") == asked(owner, "") == asked(owner, "4")


def test_unchanged_plan_is_304_in_two_queries(owner: Client, kept_plan: Plan) -> None:
    """The session with its person, and the plan with the role in it."""
    rik = join(kept_plan, "rik", "editor")
    asked = {"If-None-Match": owner.get(at(kept_plan), {"sinds": 1})["ETag"]}

    with CaptureQueriesContext(connection) as queries:
        response = owner.get(at(kept_plan), {"sinds": 1}, headers=asked)
    count = len(queries)
    finish(rik, kept_plan, 0)

    assert (response.status_code, response.content, count) == (304, b"", 2)
    assert owner.get(at(kept_plan), {"sinds": 1}, headers=asked).status_code == 200


def test_plan_that_was_archived_or_a_role_that_changed_is_no_304(
    owner: Client, kept_plan: Plan
) -> None:
    rik = join(kept_plan, "rik", "editor")
    tags = [rik.get(at(kept_plan))["ETag"]]

    kept_plan.memberships.filter(user__username="rik").update(role="reader")
    tags.append(rik.get(at(kept_plan))["ETag"])
    Plan.objects.update(is_archived=True)
    tags.append(rik.get(at(kept_plan))["ETag"])

    assert len(set(tags)) == 3


def test_act_that_was_stepped_over_changed_nothing(owner: Client, kept_plan: Plan) -> None:
    rik = join(kept_plan, "rik", "editor")
    finish(rik, kept_plan, 0)
    since = Plan.objects.get().version

    rik.post(f"/plannen/{kept_plan.pk}/geschiedenis/{since}/overslaan/")

    answer = owner.get(at(kept_plan), {"sinds": since}).json()
    assert (answer["version"], answer["text"]) == (since + 1, "")


def test_many_acts_are_read_a_few_at_a_time(
    owner: Client, kept_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restored plan of 300 notes can be in each of them."""
    rik, sizes, edits_of = join(kept_plan, "rik", "editor"), [], reading.edits_of
    rows = [finish(rik, kept_plan, place) for place in range(3)]

    def counted(changes: Any) -> Any:
        sizes.append(len(changes))
        return edits_of(changes)

    monkeypatch.setattr(change_log, "AT_ONCE", 2)
    monkeypatch.setattr(change_log, "edits_of", counted)

    assert owner.get(at(kept_plan), {"sinds": "0"}).json()["rows"] == rows
    assert sizes == [2, 1]
