"""One row of the table: cells saved alone, refused, in conflict, and by its own form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from roadmap.models import Change, Plan, PlanActivity
from tests.roadmap.conftest import join, sent_by
from tests.roadmap.views.board.test_activities import data, first, url

pytestmark = pytest.mark.django_db
MAX_ANSWER = 25 * 1024


def address(row: PlanActivity) -> str:
    return f"/plannen/{row.plan_id}/lijst/{row.pk}/"


def send(client: Client, row: PlanActivity, **cells: str) -> Any:
    """As the script of the list does: the cell with what it held, at the version that it shows."""
    sent = {"version": str(row.version)} | cells
    return client.post(address(row), sent, headers={"X-Part": "1"})


def changes(plan: Plan) -> int:
    return Change.objects.filter(plan=plan).count()


def test_cell_is_saved_and_answered_with_its_row_alone(client: Client, plan: Plan) -> None:
    row = first(plan)

    response = send(client, row, owner="An  Peeters", **{"initial-owner": ""})

    answer = response.content.decode()
    row.refresh_from_db()
    assert (response.status_code, row.owner, row.version) == (200, "An Peeters", 2)
    assert 'data-version="2"' in answer and "<bdi>An Peeters</bdi>" in answer
    assert answer.count("<tr") == 1 and len(response.content) < MAX_ANSWER


def test_day_is_read_as_in_the_editor(client: Client, plan: Plan) -> None:
    row = first(plan)

    send(client, row, due_date="ma 15.03.2027", **{"initial-due_date": ""})

    row.refresh_from_db()
    assert str(row.due_date) == "2027-03-15"


def test_cell_that_cannot_be_saved_is_422(client: Client, plan: Plan) -> None:
    row = first(plan)
    send(client, row, start_date="1/1/2027")
    row.refresh_from_db()
    for cells, message in [
        ({"due_date": "15 maart"}, "Vul ook het jaar in."),
        ({"due_date": "31/12/2026"}, "Kies bij ‘Klaar tegen’ een dag op of na het begin."),
        ({"title": ""}, "Geef de activiteit een titel."),
        ({"phase": "9"}, "Selecteer een geldige keuze."),
    ]:
        response = send(client, row, **cells)

        assert response.status_code == 422, cells
        assert message in response.content.decode()
        assert changes(plan) == 2


def test_begin_after_the_stored_end_is_422(client: Client, plan: Plan) -> None:
    row = first(plan)
    send(client, row, due_date="1/1/2027")
    row.refresh_from_db()

    response = send(client, row, start_date="2/1/2027")

    assert response.status_code == 422
    assert "Kies bij ‘Begin’ een dag op of voor ‘Klaar tegen’." in response.content.decode()


def test_cell_of_an_older_version_is_409_with_both(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row), data(row, owner="Els"))

    response = send(client, row, owner="An", **{"initial-owner": ""})

    answer = response.content.decode()
    row.refresh_from_db()
    assert (response.status_code, row.owner) == (409, "Els")
    assert "bewaard is <bdi>Els</bdi>, u typte <bdi>An</bdi>" in answer
    assert 'data-version="2"' in answer  # so that the script can send it again on purpose


@pytest.mark.parametrize(
    ("name", "held", "theirs", "typed"),
    [
        ("owner", "", "Els", "An"),
        ("due_date", "", "2027-03-31", "15 maart 2027"),
        ("status", "todo", "done", "doing"),
    ],
)
def test_cell_that_held_another_value_is_409_at_the_newest_version_too(
    client: Client, plan: Plan, name: str, held: str, theirs: str, typed: str
) -> None:
    row = first(plan)
    client.post(url(row), data(row, **{name: theirs}))
    row.refresh_from_db()

    response = send(client, row, **{name: typed, f"initial-{name}": held})

    row.refresh_from_db()
    assert (response.status_code, str(getattr(row, name))) == (409, theirs)
    again = send(client, row, **{name: typed, f"initial-{name}": theirs})
    assert again.status_code == 200


def test_cell_as_it_is_stored_already_is_no_act(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row), data(row, owner="Els"))

    response = send(client, row, owner="Els", **{"initial-owner": ""})

    assert (response.status_code, changes(plan)) == (200, 2)


def test_cell_of_a_removed_activity_is_410(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row, "verwijderen/"), {"version": "1"})

    response = send(client, row, owner="An")

    assert response.status_code == 410
    assert "intussen verwijderd" in response.content.decode()
    page = client.post(address(row), {"version": "1", "owner": "Getypte naam"})
    assert (page.status_code, "Getypte naam" in page.content.decode()) == (410, True)


def test_row_of_another_plan_is_404(client: Client, plan: Plan) -> None:
    row = first(plan)

    assert client.get(f"/plannen/{plan.pk}/lijst/{row.pk + 9999}/").status_code == 404
    response = client.post(f"/plannen/{plan.pk}/lijst/{row.pk + 9999}/", {"version": "1"})
    assert response.status_code == 404


def test_form_of_a_row_leads_back_to_the_same_list(client: Client, plan: Plan) -> None:
    row = first(plan)
    query = "?alleen=zonder-trekker&sorteer=klaar"
    page = client.get(address(row) + query).content.decode()

    sent = sent_by(page, owner="An") | {"status": "doing", "phase": str(row.phase.number)}
    response = client.post(address(row) + query, sent)

    row.refresh_from_db()
    assert (row.owner, row.status) == ("An", "doing")
    assert response["Location"] == f"/plannen/{plan.pk}/lijst/{query}#rij-{row.pk}"


def test_conflict_names_who_changed_the_cell_and_not_who_changed_the_activity_last(
    owner: Client, kept_plan: Plan
) -> None:
    row = first(kept_plan)
    els, bart = join(kept_plan, "els", "editor"), join(kept_plan, "bart", "editor")
    send(els, row, owner="Dirk")
    send(bart, first(kept_plan), status="doing")
    typed = {"owner": "Cis", "initial-owner": ""}

    cell = send(owner, row, **typed).content.decode()
    page = owner.post(url(row), data(row, owner="Cis")).content.decode()

    assert "het laatst door <bdi>Bart</bdi>" in cell and "De versie van Els" in cell
    assert "De versie van <bdi>Els</bdi>" in page and "De versie van <bdi>Bart</bdi>" in page


def test_form_of_a_row_in_conflict_keeps_what_was_typed(client: Client, plan: Plan) -> None:
    row = first(plan)
    sent = sent_by(client.get(address(row)).content.decode(), owner="An")
    client.post(url(row), data(row, owner="Els", due_date="2027-03-31"))

    response = client.post(address(row), sent)

    page = response.content.decode()
    assert response.status_code == 409
    assert 'name="keuze-owner"' in page and 'name="keuze-due_date"' not in page
    assert 'value="An"' in page and 'value="2027-03-31"' in page
    again = sent_by(page) | {"keuze-owner": "mijn"}
    assert client.post(address(row), again).status_code == 303
    row.refresh_from_db()
    assert (row.owner, str(row.due_date)) == ("An", "2027-03-31")


def test_conflict_of_two_typed_texts_can_hold_both(client: Client, plan: Plan) -> None:
    row = first(plan)
    sent = sent_by(client.get(address(row)).content.decode(), owner="An")
    client.post(url(row), data(row, owner="Els"))

    cell = send(client, row, **{"owner": "An", "initial-owner": ""}).content.decode()
    page = client.post(address(row), sent).content.decode()
    response = client.post(address(row), sent_by(page) | {"keuze-owner": "allebei"})

    assert 'data-both="Els / An"' in cell
    assert "<bdi>Els / An</bdi>" in page
    row.refresh_from_db()
    assert (response.status_code, row.owner) == (303, "Els / An")


def test_conflict_with_a_member_as_owner_or_a_day_asks_for_one(
    owner: Client, kept_plan: Plan
) -> None:
    row = first(kept_plan)
    join(kept_plan, "els", "editor")
    owner.post(url(row), data(row, owner="Els", due_date="2027-03-31"))

    response = send(owner, row, owner="Cis", due_date="2027-04-01")

    assert response.status_code == 409
    assert response.content.decode().count("data-take") == 2
    assert "data-both" not in response.content.decode()
