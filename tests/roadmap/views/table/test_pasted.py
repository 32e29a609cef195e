"""Cells of a spreadsheet pasted into the list: first shown, then one act."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from roadmap.models import Change, Plan, PlanActivity
from tests.roadmap.views.board.test_activities import data, url
from tests.roadmap.views.table.test_bulk import rows_of, ticks

pytestmark = pytest.mark.django_db
BLOCK = "An\t1/3/2027\t15 maart 2027\tbezig\nBo\t\t31/3/2027\tKlaar"


def send(
    client: Client, plan: Plan, rows: list[PlanActivity], block: str = BLOCK, **typed: Any
) -> Any:
    sent = {"key": str(uuid4()), "rij": ticks(rows), "kolom": "owner", "cellen": block} | typed
    return client.post(f"/plannen/{plan.pk}/lijst/plakken/?sorteer=fase", sent)


def stored(plan: Plan, rows: list[PlanActivity]) -> list[tuple[str, ...]]:
    names = ("owner", "start_date", "due_date", "status")
    found = {row.pk: row for row in plan.activities.all()}
    return [tuple(str(getattr(found[row.pk], name)) for name in names) for row in rows]


def changes(plan: Plan) -> int:
    return Change.objects.filter(plan=plan).count()


def test_block_is_shown_first_and_then_filled_downwards(client: Client, plan: Plan) -> None:
    rows = rows_of(plan)

    page = re.sub(r"\s+", " ", send(client, plan, rows).content.decode())

    assert "7 cellen veranderen" in page
    assert "<bdi>(leeg)</bdi></td> <td><bdi>15 maart 2027</bdi>" in page
    assert changes(plan) == 1
    response = send(client, plan, rows, bevestigd="ja")
    assert response["Location"] == f"/plannen/{plan.pk}/lijst/?sorteer=fase"
    assert changes(plan) == 2
    assert stored(plan, rows) == [
        ("An", "2027-03-01", "2027-03-15", "doing"),
        ("Bo", "None", "2027-03-31", "done"),
        ("", "None", "None", "todo"),
    ]
    client.post(f"/plannen/{plan.pk}/ongedaan/")
    assert stored(plan, rows) == [("", "None", "None", "todo")] * 3


def test_bad_cells_are_named_and_the_others_filled_in(client: Client, plan: Plan) -> None:
    rows = rows_of(plan, 2)
    block = "An\t1/3/2027\t15 maart\tbijna\nBo\t2/3/2027\t1/3/2027\nCis\t\t\t\t\tte veel"

    page = send(client, plan, rows, block).content.decode()

    assert "4 cellen worden niet ingevuld" in page
    assert "klaar tegen ‘<bdi>15 maart</bdi>’: Vul ook het jaar in." in page
    assert "status ‘<bdi>bijna</bdi>’" in page
    assert "‘<bdi>1/3/2027</bdi>’: Kies bij ‘Klaar tegen’ een dag op of na het begin." in page
    assert "1 rij valt onder de laatste activiteit" in page
    assert "2 kolommen vallen rechts van ‘Status’" in page
    send(client, plan, rows, block, bevestigd="ja")
    assert stored(plan, rows) == [
        ("An", "2027-03-01", "None", "todo"),
        ("Bo", "None", "None", "todo"),
    ]


def test_row_that_another_changed_since_is_named_and_asked_again(
    client: Client, plan: Plan
) -> None:
    rows = rows_of(plan, 2)
    client.post(url(rows[0]), data(rows[0], note="Van een ander"))

    response = send(client, plan, rows, bevestigd="ja")

    page = response.content.decode()
    assert response.status_code == 409
    assert f"<bdi>{rows[0].title}</bdi>: intussen veranderd" in page and "An" in page
    assert [owner for owner, *_ in stored(plan, rows)] == ["", "Bo"]
    rows = rows_of(plan, 2)
    assert send(client, plan, rows, bevestigd="ja").status_code == 303
    assert [owner for owner, *_ in stored(plan, rows)] == ["An", "Bo"]


def test_row_that_was_removed_after_the_preview_is_named_and_the_others_are_filled(
    client: Client, plan: Plan
) -> None:
    rows = rows_of(plan)
    client.post(url(rows[1], "verwijderen/"), {"version": "1"})

    response = send(client, plan, rows, "An\nBo\nCis", bevestigd="ja")

    page = response.content.decode()
    assert response.status_code == 409
    assert "1 activiteit niet ingevuld" in page
    assert f"<bdi>{rows[1].title}</bdi>: intussen verwijderd" in page
    assert [owner for owner, *_ in stored(plan, [rows[0], rows[2]])] == ["An", "Cis"]


def test_row_that_the_preview_said_to_be_removed_is_not_named_again(
    client: Client, plan: Plan
) -> None:
    rows = rows_of(plan)
    client.post(url(rows[1], "verwijderen/"), {"version": "1"})
    page = send(client, plan, rows, "An\nBo\nCis").content.decode()
    assert "‘<bdi>Bo</bdi>’: intussen verwijderd" in page
    seen = re.findall(r'name="rij" value="([^"]+)"', page.split("</form>")[0])

    response = send(client, plan, rows, "An\nBo\nCis", bevestigd="ja", rij=seen)

    assert response.status_code == 303
    assert [owner for owner, *_ in stored(plan, [rows[0], rows[2]])] == ["An", "Cis"]


def test_empty_row_over_an_activity_that_was_removed_changes_nothing(
    client: Client, plan: Plan
) -> None:
    rows = rows_of(plan)
    client.post(url(rows[1], "verwijderen/"), {"version": "1"})

    response = send(client, plan, rows, '"An"\n\nBo')

    page = response.content.decode()
    assert (response.status_code, "2 cellen veranderen" in page) == (200, True)
    assert "intussen verwijderd" not in page


def test_block_that_is_refused_still_begins_at_its_first_row(client: Client, plan: Plan) -> None:
    rows = list(plan.activities.all())

    page = send(client, plan, rows[1:], "x" * 200_001).content.decode()

    first = re.search(r'<option value="(\d+)" selected\s*>', page[page.index('name="vanaf"') :])
    assert first and first[1] == str(rows[1].pk)


def test_same_block_sent_twice_names_what_it_left_twice(client: Client, plan: Plan) -> None:
    rows, key = rows_of(plan, 2), str(uuid4())
    client.post(url(rows[0]), data(rows[0], note="Van een ander"))
    send(client, plan, rows, bevestigd="ja", key=key)

    response = send(client, plan, rows, bevestigd="ja", key=key)

    assert (response.status_code, changes(plan)) == (409, 3)
    assert f"<bdi>{rows[0].title}</bdi>: intussen veranderd" in response.content.decode()


def test_page_without_a_script_begins_at_any_row(client: Client, plan: Plan) -> None:
    page = client.get(f"/plannen/{plan.pk}/lijst/plakken/").content.decode()
    sent = re.findall(r'name="rij" value="([^"]+)"', page)
    assert len(sent) == 42
    rows = rows_of(plan)

    send(client, plan, [], rij=sent, vanaf=str(rows[1].pk), bevestigd="ja")

    assert [owner for owner, *_ in stored(plan, rows)] == ["", "An", "Bo"]


def test_block_that_cannot_be_read_is_422(client: Client, plan: Plan) -> None:
    for typed, message in [
        ({"cellen": ""}, "Plak eerst cellen uit een rekenblad."),
        ({"cellen": "x" * 200_001}, "Plak het in delen."),
        ({"kolom": "note"}, "Selecteer een geldige keuze."),
    ]:
        response = send(client, plan, rows_of(plan), **typed)

        assert response.status_code == 422, typed
        assert message in response.content.decode()
