"""The bar of the list: many rows changed in one act, and what is left."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from roadmap.domain.plan.limits import MAX_ACTIVITIES
from roadmap.models import Change, Plan, PlanActivity
from tests.roadmap.conftest import fill, make_plan
from tests.roadmap.views.board.test_activities import data, orders, url

pytestmark = pytest.mark.django_db


def rows_of(plan: Plan, count: int = 3) -> list[PlanActivity]:
    return list(plan.activities.select_related("phase", "track").all()[:count])


def ticks(rows: list[PlanActivity]) -> list[str]:
    return [f"{row.pk}-{row.version}" for row in rows]


def send(
    client: Client, plan: Plan, rows: list[PlanActivity], query: str = "", **typed: Any
) -> Any:
    sent = {"key": str(uuid4()), "rij": ticks(rows), "unit": "dagen"} | typed
    return client.post(f"/plannen/{plan.pk}/lijst/{query}", sent)


def shown(client: Client, plan: Plan, tail: str = "lijst/") -> str:
    return re.sub(r"\s+", " ", client.get(f"/plannen/{plan.pk}/{tail}").content.decode())


def test_many_get_an_owner_and_a_date_in_one_act_and_one_undo(client: Client, plan: Plan) -> None:
    rows, query = rows_of(plan), "?alleen=zonder-trekker&sorteer=-fase"

    response = send(client, plan, rows, query, owner="An", due_date="15 maart 2027")

    assert response["Location"] == f"/plannen/{plan.pk}/lijst/{query}"
    page = shown(client, plan)
    assert "3 activiteiten: trekker An, klaar tegen 15 maart 2027." in page
    assert Change.objects.filter(plan=plan).count() == 2
    assert "3 activiteiten: trekker An" in shown(client, plan, "geschiedenis/")
    undo = {"van": "lijst", "vraag": query[1:]}
    undone = client.post(f"/plannen/{plan.pk}/ongedaan/", undo)
    assert undone["Location"] == f"/plannen/{plan.pk}/lijst/{query}"
    assert not plan.activities.exclude(owner="", due_date=None).exists()


def test_dates_move_by_weeks_and_phases_stay_numbered(client: Client, plan: Plan) -> None:
    rows = rows_of(plan)
    send(client, plan, rows, start_date="1/3/2027")

    send(client, plan, list(plan.activities.all()[:3]), shift="-2", unit="weken", phase="4")

    for row in plan.activities.filter(pk__in=[row.pk for row in rows]).select_related("phase"):
        assert (str(row.start_date), row.phase.number) == ("2027-02-15", 4)
    assert all(sorted(cell) == list(range(1, len(cell) + 1)) for cell in orders(plan).values())


def test_many_are_taken_out_and_come_back_whole(client: Client, plan: Plan) -> None:
    before = list(plan.activities.order_by("pk").values("pk", "title", "order", "phase", "track"))

    send(client, plan, rows_of(plan), act="verwijder")

    assert plan.activities.count() == 39
    assert "3 activiteiten verwijderd." in shown(client, plan)
    client.post(f"/plannen/{plan.pk}/ongedaan/")
    after = list(plan.activities.order_by("pk").values("pk", "title", "order", "phase", "track"))
    assert after == before


def test_row_that_another_changed_is_named_and_the_others_are_done(
    client: Client, plan: Plan
) -> None:
    rows = rows_of(plan)
    client.post(url(rows[1]), data(rows[1], note="Van een ander"))
    client.post(url(rows[2], "verwijderen/"), {"version": "1"})

    response = send(client, plan, rows, owner="An")

    page = response.content.decode()
    assert response.status_code == 409
    assert "2 niet gewijzigd" in page and f"<bdi>{rows[1].title}</bdi>: intussen veranderd" in page
    assert f"<bdi>{rows[2].title}</bdi>: intussen verwijderd" in page
    assert list(plan.activities.filter(owner="An")) == [rows[0]]
    assert 'value="An"' in page  # what was typed
    again = re.search(rf'value="({rows[1].pk}-2)" form="bulk" [^>]* checked>', page)
    assert again and page.count("checked>") == 1
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    send(client, plan, [], rij=[again[1]], owner="An", key=key[1])
    assert plan.activities.filter(owner="An").count() == 2


def test_same_form_sent_twice_is_one_act(client: Client, plan: Plan) -> None:
    rows, key = rows_of(plan), str(uuid4())

    for _ in range(2):
        assert send(client, plan, rows, key=key, owner="An").status_code == 303

    assert Change.objects.filter(plan=plan).count() == 2


def test_same_form_sent_twice_names_what_it_left_twice(client: Client, plan: Plan) -> None:
    rows, key = rows_of(plan), str(uuid4())
    client.post(url(rows[1]), data(rows[1], owner="Els"))
    send(client, plan, rows, key=key, owner="An")

    response = send(client, plan, rows, key=key, owner="An")

    page = response.content.decode()
    assert response.status_code == 409
    assert "1 niet gewijzigd" in page and f"<bdi>{rows[1].title}</bdi>: intussen veranderd" in page
    assert page.count("checked>") == 1 and Change.objects.filter(plan=plan).count() == 3


def test_row_that_another_changed_during_a_correction_is_not_overwritten(
    client: Client, plan: Plan
) -> None:
    rows = rows_of(plan)
    client.post(url(rows[1]), data(rows[1], owner="Els"))
    page = send(client, plan, rows, owner="An", due_date="15 maart").content.decode()

    ticked = re.findall(r'value="(\d+-\d+)" form="bulk" [^>]* checked>', page)
    response = send(client, plan, [], rij=ticked, owner="An", due_date="15 maart 2027")

    assert response.status_code == 409
    assert sorted(ticked) == sorted(ticks(rows))
    assert f"<bdi>{rows[1].title}</bdi>: intussen veranderd" in response.content.decode()
    assert plan.activities.get(pk=rows[1].pk).owner == "Els"


def test_all_that_is_shown_without_a_script(client: Client, plan: Plan) -> None:
    getoond = " ".join(ticks(rows_of(plan, 5)))

    send(client, plan, [], alles="ja", getoond=getoond, status="doing")

    assert plan.activities.filter(status="doing").count() == 5


def test_all_that_is_shown_is_changed_where_one_row_is_ticked_as_well(
    client: Client, plan: Plan
) -> None:
    rows = rows_of(plan, 5)

    send(client, plan, rows[:1], alles="ja", getoond=" ".join(ticks(rows)), status="doing")

    assert plan.activities.filter(status="doing").count() == 5


def test_fields_are_emptied_where_that_is_asked(client: Client, plan: Plan) -> None:
    rows = rows_of(plan)
    send(client, plan, rows, owner="An", due_date="1/3/2027")

    send(client, plan, list(plan.activities.all()[:3]), leeg=["owner", "due_date"])

    assert not plan.activities.exclude(owner="", due_date=None).exists()
    assert "3 activiteiten: trekker leeg, klaar tegen leeg." in shown(client, plan)


def test_bar_with_an_error_is_422_and_stays_filled_in(client: Client, plan: Plan) -> None:
    rows = rows_of(plan)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"rij": [], "owner": "An"}, "Vink eerst de activiteiten aan"),
        ({"rij": ["x"], "owner": "An"}, "Laad de lijst opnieuw"),
        ({}, "Vul in wat er in de aangevinkte activiteiten moet staan."),
        ({"due_date": "15 maart"}, "Vul ook het jaar in."),
        (
            {"shift": "3", "due_date": "1/3/2027"},
            "Verschuif begin en einde, of vul ze in: niet allebei.",
        ),
        ({"act": "verwijder", "owner": "An"}, "U vulde ook iets in."),
        ({"owner": "An", "leeg": "owner"}, "Vul dit in of maak het leeg, niet allebei."),
        ({"start_date": "2/3/2027", "due_date": "1/3/2027"}, "op of na het begin"),
    ]
    for typed, message in wrong:
        response = send(client, plan, rows, **typed)

        page = response.content.decode()
        assert response.status_code == 422 and message in page
        assert page.count("checked>") == len(typed.get("rij", rows)) - ("x" in typed.get("rij", ""))
        assert Change.objects.filter(plan=plan).count() == 1


def test_ids_of_another_plan_change_nothing(client: Client, plan: Plan) -> None:
    other = make_plan(Client())

    response = send(client, plan, rows_of(other), owner="An")

    assert response.status_code == 409
    assert not other.activities.exclude(owner="").exists()


def test_many_cost_one_statement_a_row_and_no_more(
    client: Client, plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(plan, MAX_ACTIVITIES)
    rows = list(plan.activities.all())

    with django_assert_max_num_queries(MAX_ACTIVITIES + 20):
        assert send(client, plan, rows, owner="An").status_code == 303
