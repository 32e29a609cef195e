"""Copy a plan, put it away, take it back; the list of plans."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from roadmap.models import Membership, Plan
from tests.roadmap.conftest import join, make_plan

pytestmark = pytest.mark.django_db


def at(plan: Plan, tail: str) -> str:
    return f"/plannen/{plan.pk}/{tail}/"


def test_copy_is_made_once_and_opens(client: Client, plan: Plan) -> None:
    assert "Kopie van Stappenplan AI 2027" in client.get(at(plan, "kopie")).content.decode()
    data = {"title": "Voor 2028", "copy_id": str(uuid4())}

    first, second = (client.post(at(plan, "kopie"), data) for _ in range(2))

    made = Plan.objects.get(title="Voor 2028")
    assert first["Location"] == second["Location"] == f"/plannen/{made.pk}/"
    assert made.activities.count() == 42 and Plan.objects.count() == 2
    assert "Dit is de kopie" in client.get(first["Location"]).content.decode()


def test_copy_without_title_is_422_and_of_a_taken_id_409(owner: Client, kept_plan: Plan) -> None:
    sent = {"title": "Kopie", "copy_id": str(uuid4())}
    join(kept_plan, "rik", "reader").post(at(kept_plan, "kopie"), sent)
    theirs = Plan.objects.get(title="Kopie")

    empty = owner.post(at(kept_plan, "kopie"), {**sent, "title": " "})
    taken = owner.post(at(kept_plan, "kopie"), sent)

    assert (empty.status_code, taken.status_code) == (422, 409)
    assert "Geef de kopie een titel." in empty.content.decode()
    assert str(theirs.pk) not in taken.content.decode()
    assert Plan.objects.count() == 2


def test_copy_proposes_a_title_that_fits(client: Client) -> None:
    plan = make_plan(client, title="x" * 120)

    page = client.get(at(plan, "kopie")).content.decode()

    assert f'value="Kopie van {"x" * 110}"' in page


def test_archive_is_apart_and_comes_back(client: Client, plan: Plan) -> None:
    client.get("/plannen/")  # shows the message that the plan was made: now pages have an ETag
    before = client.get(f"/plannen/{plan.pk}/")
    assert "archiveren?" in client.get(at(plan, "archief")).content.decode()

    client.post(at(plan, "archief"), {"archief": "ja"})

    client.get("/plannen/")
    here, archived = client.get("/plannen/").content.decode().split('id="archief"')
    assert plan.title in archived and plan.title not in here
    page = client.get(f"/plannen/{plan.pk}/", headers={"If-None-Match": before["ETag"]})
    assert page.status_code == 200 and "staat in het archief" in page.content.decode()
    assert "terughalen" in client.get(at(plan, "archief")).content.decode()
    client.post(at(plan, "archief"), {"archief": "nee"})
    assert 'id="archief"' not in client.get("/plannen/").content.decode()
    plan.refresh_from_db()
    assert (plan.version, plan.is_archived) == (1, False)


def test_archived_plan_shows_no_way_to_change_it(owner: Client, kept_plan: Plan) -> None:
    """Pages that change it say why they do not, and an owner finds the way to take it out."""
    owner.post(at(kept_plan, "archief"), {"archief": "ja"})
    editor = join(kept_plan, "rik", "editor")
    row = kept_plan.activities.all()[0].pk

    tails = ("", "lijst/", "aan-zet/", "geschiedenis/", "momentopnamen/", "succesfactoren/")
    answers = {
        tail: editor.get(f"/plannen/{kept_plan.pk}/{tail}") for tail in (*tails, "tijdlijn/")
    }
    pages = {tail: answer.content.decode() for tail, answer in answers.items()}
    refused = editor.get(at(kept_plan, "toevoegen"))
    shown = editor.get(at(kept_plan, f"activiteiten/{row}")).content.decode()
    mine = owner.post(at(kept_plan, f"activiteiten/{row}"), {"note": "Getypt"}).content.decode()

    assert {answer.status_code for answer in answers.values()} == {200}
    with_form = {tail for tail, page in pages.items() if 'method="post"' in page}
    assert with_form <= {"", "geschiedenis/"}  # reminders; a form without buttons
    assert 'id="act"' not in pages[""] and "toevoegen" not in pages[""]
    assert "Zet terug" not in pages["geschiedenis/"]
    assert 'name="note"' not in shown
    assert refused.status_code == 403
    assert "Haal het plan eerst uit het archief" in refused.content.decode()
    assert "Alleen een eigenaar" in refused.content.decode()
    assert "Getypt" in mine and at(kept_plan, "archief") in mine and "Verstuur opnieuw" in mine


def test_archive_broken_answer_is_422(client: Client, plan: Plan) -> None:
    assert client.post(at(plan, "archief"), {"archief": "x"}).status_code == 422
    assert client.post(at(plan, "archief")).status_code == 422


def test_roles_in_the_list_and_under_more(client: Client) -> None:
    people = {name: User.objects.create_user(name) for name in ("eigenaar", "bewerker", "lezer")}
    client.force_login(people["eigenaar"])
    plan = make_plan(client)
    for name, role in (("bewerker", "editor"), ("lezer", "reader")):
        Membership.objects.create(plan=plan, user=people[name], role=role)
    may = {"eigenaar": (200, 200), "bewerker": (200, 403), "lezer": (200, 403)}

    for name, person in people.items():
        client.force_login(person)
        assert f"{name.capitalize()} · bewaard op" in client.get("/plannen/").content.decode()
        copied = client.get(at(plan, "kopie")).status_code
        assert (copied, client.get(at(plan, "archief")).status_code) == may[name]
        more = client.get(f"/plannen/{plan.pk}/").content.decode()
        assert (at(plan, "archief") in more) == (name == "eigenaar")
        assert (at(plan, "groeien") in more) == (name != "lezer")


def test_copy_by_a_reader_is_the_readers_own(client: Client) -> None:
    owner, reader = (User.objects.create_user(name) for name in ("eigenaar", "lezer"))
    client.force_login(owner)
    plan = make_plan(client)
    Membership.objects.create(plan=plan, user=reader, role=Membership.Role.READER)
    client.force_login(reader)

    client.post(at(plan, "kopie"), {"title": "Van mij", "copy_id": str(uuid4())})

    made = Plan.objects.get(title="Van mij")
    assert [(m.user, m.role) for m in made.memberships.all()] == [(reader, "owner")]
