"""'Bekijk als bezoeker' shows the draft to one session, and leaves it in no cache of anybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from content.editing.draft import current_draft, save
from content.models import Activity
from content.published import read_catalogue
from tests.content.editing.test_views import SLUG, member
from tests.roadmap.conftest import make_plan, person, signed_in

pytestmark = pytest.mark.django_db
PAGES = (
    "/",
    "/activiteiten/",
    f"/activiteiten/{SLUG}/",
    "/stappenplannen/expert/",
    "/zelfevaluatie/",
)


def rename(title: str, **other: Any) -> None:
    draft = current_draft()
    fields = draft.rows["activity"][SLUG] | {"title": title} | other
    version = draft.version_of("activity", SLUG)
    save(editor=person_of("redacteur"), kind="activity", key=SLUG, fields=fields, version=version)


def person_of(group: str) -> Any:
    return Group.objects.get(name=group).user_set.get()


@pytest.fixture
def looking() -> Client:
    """An editor who looks at a draft in which an activity has another title."""
    client = signed_in(member("redacteur@voorbeeld.be", "redacteur"))
    rename("Maak bewust")
    assert client.post("/redactie/voorvertoning/", {"aan": "ja"})["Location"] == "/"
    return client


def test_editor_sees_the_draft_on_every_page_under_a_band(looking: Client) -> None:
    before = read_catalogue()

    for page in PAGES:
        response = looking.get(page)
        assert "U bekijkt het concept" in response.content.decode(), page
        assert response["Cache-Control"] == "private, no-store", page
        assert "ETag" not in response and "Cookie" in response["Vary"], page
    assert "Maak bewust" in looking.get("/activiteiten/").content.decode()
    assert read_catalogue() == before


def test_nobody_else_ever_sees_it(looking: Client) -> None:
    """Before and after the editor looked, from the caches of this process and with every trick."""
    others = {
        "new": Client(),
        "with the cookie": Client(),
        "signed in with the cookie": signed_in(person("an@voorbeeld.be")),
    }
    for client in list(others.values())[1:]:
        client.cookies["concept"] = "1"
    for page in PAGES:
        for name, client in others.items():
            first = client.get(page)
            looking.get(page)
            again = client.get(page)
            for response in (first, again):
                assert b"concept" not in response.content.replace(b"/concept", b""), (page, name)
                assert b"Maak bewust" not in response.content, (page, name)
            etag = first.get("ETag", "")
            assert looking.get(page, headers={"If-None-Match": etag}).status_code == 200


def test_a_public_page_of_before_is_not_taken_for_the_preview(looking: Client) -> None:
    etag = Client().get("/activiteiten/")["ETag"]

    response = looking.get("/activiteiten/", headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert "Maak bewust" in response.content.decode()


def test_nothing_is_stored_in_a_preview(looking: Client) -> None:
    plan = make_plan(Client())

    for address in ("/zelfevaluatie/", "/plannen/nieuw/", f"/plannen/{plan.pk}/"):
        response = looking.post(address, {"title": "Nieuw", "start": "leeg"})
        assert response.status_code == 409, address
        assert "u bekijkt het concept" in response.content.decode()


def test_preview_ends_when_it_is_stopped_and_with_the_role(looking: Client) -> None:
    looking.post("/redactie/voorvertoning/", {"aan": "nee"})
    assert "Maak bewust" not in looking.get("/activiteiten/").content.decode()
    looking.post("/redactie/voorvertoning/", {"aan": "ja"})
    assert "Maak bewust" in looking.get("/activiteiten/").content.decode()

    person_of("redacteur").groups.clear()

    assert "Maak bewust" not in looking.get("/activiteiten/").content.decode()


def test_preview_follows_the_draft(looking: Client) -> None:
    looking.get("/activiteiten/")
    rename("Wek belangstelling")

    assert "Wek belangstelling" in looking.get("/activiteiten/").content.decode()


def test_faulty_draft_is_not_shown_and_says_why(looking: Client) -> None:
    row = Activity.objects.get(slug="bewaak-de-data")
    place = {"track": [row.track.slug], "phase": [row.phase.slug], "order": row.order}
    rename("Maak bewust", **place)

    assert looking.get("/")["Location"] == "/redactie/"
    looking.post("/redactie/voorvertoning/", {"aan": "nee"})
    page = looking.post("/redactie/voorvertoning/", {"aan": "ja"}, follow=True)
    assert "komt twee keer voor" in page.content.decode()
