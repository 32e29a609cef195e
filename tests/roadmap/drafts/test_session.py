"""What was typed comes back: after the session ran out, and on the page that refuses it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from content.published import published_catalogue
from playbook_site.middleware import rate_limits
from roadmap import actions
from roadmap.drafts.session import (
    LIFETIME,
    MARK_LENGTH,
    MAX_DRAFT_BYTES,
    MAX_DRAFTS,
    MAX_TOTAL_BYTES,
    SESSION_KEY,
    remember_typist,
)
from roadmap.history.transaction import Author, Revision
from roadmap.models import Membership, Plan
from tests.accounts.conftest import make_person, sign_in
from tests.roadmap.conftest import make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_person()


@pytest.fixture
def mine(client: Client, person: User) -> Plan:
    """A plan of a person whose session has just run out: the cookie of who typed here is left."""
    answer = HttpResponse()
    remember_typist(answer, person.pk)
    client.cookies.update(answer.cookies)
    return actions.plans.create(
        catalogue=published_catalogue(),
        author=Author(user_id=person.pk),
        title="Stappenplan AI 2027",
        organisation="",
        start={"mens-organisatie": "piloot"},
    )


def activity_address(plan: Plan) -> str:
    row = plan.activities.get(activity__slug="processen")
    return f"/plannen/{plan.pk}/activiteiten/{row.pk}/"


ACTIVITY = {
    "title": "Onze processen",
    "status": "doing",
    "phase": "1",
    "note": "Getypt\nin een lange vergadering",
    "version": "1",
}


def test_description_comes_back_after_sign_in(client: Client, mine: Plan) -> None:
    address = f"/plannen/{mine.pk}/gegevens/"
    asked = client.post(address, {"title": "Getypt", "organisation": "Wij", "version": "1"})
    assert asked["Location"] == f"/account/login/?next={address}"
    sign_in(client)

    page = client.get(address).content.decode()
    assert "Nog niet bewaard" in page
    assert 'value="Getypt"' in page and 'value="Wij"' in page
    assert Plan.objects.get().title == "Stappenplan AI 2027"
    client.post(address, {"title": "Getypt", "organisation": "Wij", "version": "1"})

    assert Plan.objects.get().title == "Getypt"
    assert "Nog niet bewaard" not in client.get(address).content.decode()
    assert SESSION_KEY not in client.session


def test_owner_of_a_line_of_attention_comes_back_after_sign_in(client: Client, mine: Plan) -> None:
    row = mine.activities.get(activity__slug="processen")
    address = f"/plannen/{mine.pk}/aan-zet/{row.pk}/"
    sent = {"act": "toewijzen", "owner": "Bo Maes", "version": row.version}
    asked = client.post(address, sent)
    assert asked["Location"] == f"/account/login/?next={address}"
    sign_in(client)

    page = client.get(address).content.decode()
    assert "U was niet meer aangemeld." in page and 'value="Bo Maes"' in page
    assert client.post(address, sent)["Location"] == f"/plannen/{mine.pk}/aan-zet/?in={mine.pk}"

    assert client.get(address)["Location"] == f"/plannen/{mine.pk}/aan-zet/"
    assert SESSION_KEY not in client.session


def test_activity_comes_back_after_sign_in(client: Client, mine: Plan) -> None:
    address = activity_address(mine)
    client.post(address, ACTIVITY)
    sign_in(client)

    page = client.get(address).content.decode()

    assert "Nog niet bewaard" in page
    assert "in een lange vergadering" in page
    assert 'value="doing"' in page.split("checked")[0].rsplit("<input", 1)[1]


def test_activity_that_is_gone_meanwhile_gives_the_text_back(client: Client, mine: Plan) -> None:
    address = activity_address(mine)
    client.post(address, ACTIVITY)
    row = mine.activities.get(activity__slug="processen")
    els = Author("els")
    actions.activities.remove(Revision(mine.pk, els), row_id=row.pk, version=row.version)
    sign_in(client)

    response = client.get(address)

    assert response.status_code == 410
    assert "in een lange vergadering" in response.content.decode()


def test_choice_comes_back_after_sign_in(client: Client, mine: Plan) -> None:
    address = f"/plannen/{mine.pk}/activiteiten/"
    client.post(address, {"activiteit": ["bewaak-de-data"], "version": "1"})
    sign_in(client)

    response = client.get(address)

    assert "Nog niet bewaard" in response.content.decode()
    assert response.context["ticked"] == 1


def test_what_hands_a_plan_on_comes_back_after_sign_in(client: Client, mine: Plan) -> None:
    pages = {
        "mensen/": {"email": "lang.overgetypt@voorbeeld.be", "role": "editor"},
        "delen/": {"name": "Voor de directieraad", "notes": "met"},
        "voorbeeld/": {"title": "Voorbeeld van een stad", "agreed": "on"},
    }
    for page, typed in pages.items():
        client.post(f"/plannen/{mine.pk}/{page}", typed)
    sign_in(client)

    for page, typed in pages.items():
        shown = client.get(f"/plannen/{mine.pk}/{page}").content.decode()

        assert "Nog niet bewaard" in shown and next(iter(typed.values())) in shown
        assert SESSION_KEY in client.session
        client.post(f"/plannen/{mine.pk}/{page}", typed)
    assert SESSION_KEY not in client.session


def test_what_waits_at_an_address_of_an_earlier_release_is_found(
    client: Client, mine: Plan
) -> None:
    address = f"/plannen/{mine.pk}/momentopnamen/"
    client.post(address, {"name": "Lang getypt"})
    session = client.session
    session[SESSION_KEY][0]["path"] = f"/plannen/{mine.pk}/mijlpalen/"
    session.save()
    sign_in(client)

    assert "Lang getypt" in client.get(address).content.decode()


def test_what_waits_can_be_let_go_of_on_its_page(
    client: Client, mine: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    factor = published_catalogue().success_factors[0].slug
    addresses = [
        activity_address(mine),
        *(
            f"/plannen/{mine.pk}/{page}"
            for page in (
                "gegevens/",
                "activiteiten/",
                "toevoegen/",
                "fasen/",
                f"succesfactoren/{factor}/",
                "groeien/",
                "kopie/",
                "momentopnamen/",
                "mensen/",
                "delen/",
                "voorbeeld/",
            )
        ),
    ]
    monkeypatch.setattr("roadmap.drafts.session.MAX_DRAFTS", len(addresses))
    for address in addresses:
        client.post(address, {"title": "Lang getypt", "note": "x", "version": "1"})
    sign_in(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    for address in addresses:
        shown = strict.get(address).content.decode()
        [form] = re.findall(r"<form[^>]*/plannen/getypt/wissen/.*?</form>", shown, re.DOTALL)
        sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        answer = strict.post("/plannen/getypt/wissen/", sent)

        assert "Nog niet bewaard" in shown
        assert (answer.status_code, answer["Location"]) == (303, address)
        after = strict.get(address).content.decode()
        assert "Nog niet bewaard" not in after and "Lang getypt" not in after
    assert SESSION_KEY not in client.session


def test_letting_go_leaves_what_else_waits(client: Client, mine: Plan) -> None:
    description = f"/plannen/{mine.pk}/gegevens/"
    client.post(description, {"title": "Getypt", "version": "1"})
    client.post(activity_address(mine), ACTIVITY)
    client.post("/plannen/getypt/wissen/", {"adres": description})

    assert [one["path"] for one in client.session[SESSION_KEY]] == [activity_address(mine)]


def test_letting_go_leads_nowhere_else(client: Client) -> None:
    for address in ("", "plan", "//kwaad.example/", "/\\kwaad.example", "https://kwaad.example/"):
        answer = client.post("/plannen/getypt/wissen/", {"adres": address})

        assert answer["Location"] == "/plannen/", address


def test_text_shows_only_on_its_own_page(client: Client, mine: Plan) -> None:
    client.post(f"/plannen/{mine.pk}/gegevens/", {"title": "Getypt", "version": "1"})
    sign_in(client)
    other = make_plan(client, title="Ander plan")

    page = client.get(f"/plannen/{other.pk}/gegevens/").content.decode()

    assert "Getypt" not in page


def test_sign_in_page_says_that_the_text_waits(client: Client, mine: Plan) -> None:
    address = f"/plannen/{mine.pk}/gegevens/"
    asked = client.get(address)
    assert "Wat u typte" not in client.get(asked["Location"]).content.decode()
    asked = client.post(address, {"title": "Getypt", "version": "1"})

    page = client.get(asked["Location"]).content.decode()
    wrong = client.post(asked["Location"], {"login": "an@example.be", "password": "fout"})

    for text in (page, wrong.content.decode()):
        assert "u bent intussen afgemeld" in text
        assert "Wat u typte, is niet weg" in text
        assert "Getypt" not in text
    sign_in(client)
    client.post(address, {"title": "Getypt", "version": "1"})
    client.post("/account/logout/")
    assert "Wat u typte" not in client.get("/account/login/").content.decode()


def test_forms_of_two_tabs_both_come_back(client: Client, mine: Plan) -> None:
    description = f"/plannen/{mine.pk}/gegevens/"
    client.post(activity_address(mine), ACTIVITY)
    client.post(description, {"title": "Eerst getypt", "version": "1"})
    client.post(description, {"title": "Later getypt", "version": "1"})
    sign_in(client)

    assert "in een lange vergadering" in client.get(activity_address(mine)).content.decode()
    assert 'value="Later getypt"' in client.get(description).content.decode()
    client.post(description, {"title": "Later getypt", "version": "1"})
    assert "in een lange vergadering" in client.get(activity_address(mine)).content.decode()


def test_oldest_form_makes_room_when_there_are_many(client: Client, mine: Plan) -> None:
    rows = range(1, MAX_DRAFTS + 2)
    for row in rows:
        client.post(f"/plannen/{mine.pk}/activiteiten/{row}/", ACTIVITY)

    paths = [one["path"] for one in client.session[SESSION_KEY]]
    assert paths == [f"/plannen/{mine.pk}/activiteiten/{row}/" for row in rows[1:]]


def test_oldest_form_makes_room_when_they_are_long_together(client: Client, mine: Plan) -> None:
    rows = range(1, MAX_TOTAL_BYTES // MAX_DRAFT_BYTES + 3)
    for row in rows:
        note = "x" * (MAX_DRAFT_BYTES - 100)
        client.post(f"/plannen/{mine.pk}/activiteiten/{row}/", {"note": note})

    waiting = client.session[SESSION_KEY]
    assert sum(len(one["data"]) for one in waiting) <= MAX_TOTAL_BYTES
    assert [one["path"].split("/")[-2] for one in waiting] == [str(row) for row in rows[2:]]


def test_somebody_else_who_signs_in_here_sees_nothing(client: Client, mine: Plan) -> None:
    make_person("bo@example.be")
    address = f"/plannen/{mine.pk}/gegevens/"
    client.post(address, {"title": "Getypt", "version": "1"})
    sign_in(client, "bo@example.be")

    response = client.get(address)

    assert response.status_code == 404
    assert "Getypt" not in response.content.decode()


def test_colleague_who_signs_in_here_sees_nothing(client: Client, mine: Plan) -> None:
    bo = make_person("bo@example.be")
    Membership.objects.create(plan=mine, user=bo, role="editor")
    address = f"/plannen/{mine.pk}/gegevens/"
    client.post(address, {"title": "Getypt", "version": "1"})
    sign_in(client, "bo@example.be")

    response = client.get(address)

    assert response.status_code == 200
    assert "Getypt" not in response.content.decode()
    assert SESSION_KEY not in client.session


def test_text_of_somebody_unknown_waits_for_who_signs_in(client: Client, mine: Plan) -> None:
    client.cookies.clear()
    client.cookies[settings.SESSION_COOKIE_NAME] = "ended"
    address = f"/plannen/{mine.pk}/gegevens/"
    client.post(address, {"title": "Getypt", "version": "1"})
    sign_in(client)

    assert 'value="Getypt"' in client.get(address).content.decode()


def test_form_of_a_browser_that_was_never_here_is_not_stored(client: Client) -> None:
    address = f"/plannen/{uuid4()}/gegevens/"

    response = client.post(address, {"title": "Getypt", "version": "1"})

    assert response.status_code == 302
    assert not Session.objects.exists()


def test_session_of_a_draft_alone_ends_within_hours(client: Client, mine: Plan) -> None:
    client.post(f"/plannen/{mine.pk}/gegevens/", {"title": "Getypt", "version": "1"})

    assert client.session.get_expiry_age() == LIFETIME
    make_plan(client)
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_draft_past_its_end_is_gone(
    client: Client, mine: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/plannen/{mine.pk}/gegevens/"
    client.post(address, {"title": "Getypt", "version": "1"})
    sign_in(client)
    later = time.time() + LIFETIME + 1
    monkeypatch.setattr("roadmap.drafts.session.time.time", lambda: later)

    assert "Getypt" not in client.get(address).content.decode()


def test_draft_of_an_earlier_release_has_no_end(client: Client, mine: Plan) -> None:
    address = f"/plannen/{mine.pk}/gegevens/"
    client.post(address, {"title": "Getypt", "version": "1"})
    session = client.session
    del session[SESSION_KEY][0]["until"]
    session.save()
    sign_in(client)

    assert 'value="Getypt"' in client.get(address).content.decode()


def test_drafts_of_one_browser_are_counted(
    client: Client, mine: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "DRAFTS", replace(rate_limits.DRAFTS, per_address=1))
    address = f"/plannen/{mine.pk}/gegevens/"
    assert client.post(address, {"title": "Eerst", "version": "1"}).status_code == 302

    response = client.post(address, {"title": "Later", "version": "1"})

    assert response.status_code == 401
    assert "Later" in response.content.decode()
    assert "Eerst" in client.session[SESSION_KEY][0]["data"]


def test_cookie_of_who_signed_in_says_nothing_of_them(client: Client, person: User) -> None:
    sign_in(client)

    cookie = client.cookies[settings.TYPIST_COOKIE_NAME]
    assert len(cookie.value) == MARK_LENGTH
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert settings.TYPIST_COOKIE_NAME not in client.get("/plannen/").cookies


LONG = "x" * MAX_DRAFT_BYTES


def test_too_long_a_text_is_given_back_at_once(client: Client, mine: Plan) -> None:
    address = f"/plannen/{mine.pk}/gegevens/"

    response = client.post(address, {"title": "Titel", "organisation": LONG, "version": "1"})

    page = response.content.decode()
    assert response.status_code == 401
    assert LONG in page and "<dt>Organisatie</dt>" in page
    assert "te lang om voor u bij te houden" in page
    assert f"/account/login/?next={address.replace('/', '%2F')}" in page
    assert SESSION_KEY not in client.session


def test_part_promises_nothing_of_too_long_a_text(client: Client, mine: Plan) -> None:
    sent = ACTIVITY | {"note": LONG}

    response = client.post(activity_address(mine), sent, headers={"X-Part": "1"})

    page = response.content.decode()
    assert response.status_code == 401
    assert "<html" not in page
    assert "kopieer het eerst" in page and "/account/login/?next=" in page
    assert "staat daarna weer in het formulier" not in page


def test_too_long_a_text_leaves_what_waits(client: Client, mine: Plan) -> None:
    client.post(activity_address(mine), ACTIVITY)
    client.post(f"/plannen/{mine.pk}/gegevens/", {"title": LONG})

    assert [one["path"] for one in client.session[SESSION_KEY]] == [activity_address(mine)]


def test_token_is_not_kept(client: Client, mine: Plan) -> None:
    data = {"title": "Getypt", "csrfmiddlewaretoken": "x", "version": "1"}
    client.post(f"/plannen/{mine.pk}/gegevens/", data)
    [waiting] = client.session[SESSION_KEY]
    assert "csrf" not in waiting["data"]


def test_act_without_a_page_leads_back_to_the_plan(client: Client, mine: Plan) -> None:
    asked = client.post(f"/plannen/{mine.pk}/ongedaan/")
    assert asked["Location"] == f"/account/login/?next=/plannen/{mine.pk}/"
    assert SESSION_KEY not in client.session


def test_part_is_401_with_the_way_in(client: Client, mine: Plan) -> None:
    address = activity_address(mine)

    response = client.post(address, ACTIVITY, headers={"X-Part": "1"})

    page = response.content.decode()
    assert response.status_code == 401
    assert "<html" not in page
    assert f"/account/login/?next={address.replace('/', '%2F')}" in page
    assert "staat daarna weer in het formulier" in page
    sign_in(client)
    assert "in een lange vergadering" in client.get(address).content.decode()


@pytest.mark.parametrize("role", ["reader", None])
def test_refused_text_stands_on_the_error_page(client: Client, mine: Plan, role: str) -> None:
    if role:
        Membership.objects.update(role=role)
    else:
        Membership.objects.all().delete()
    sign_in(client)

    response = client.post(activity_address(mine), ACTIVITY)

    page = response.content.decode()
    assert response.status_code == (403 if role else 404)
    assert "Niet bewaard: dit typte u" in page
    assert "Onze processen" in page and "<br>in een lange vergadering" in page
    assert "<dt>Notitie</dt>" in page
    assert "version" not in page.split("dit typte u")[1]


def test_text_for_a_plan_that_was_deleted_stands_on_the_error_page(
    client: Client, mine: Plan
) -> None:
    address = activity_address(mine)
    sign_in(client)
    actions.plans.delete(plan_id=mine.pk, version=mine.version)

    response = client.post(address, ACTIVITY)

    assert response.status_code == 404
    assert "in een lange vergadering" in response.content.decode()
    assert not Plan.objects.exists()


def lose_plan(plan: Plan) -> None:
    actions.plans.delete(plan_id=plan.pk, version=plan.version)


def lose_role(plan: Plan) -> None:
    plan.memberships.update(role="reader")


def lose_all_roles(plan: Plan) -> None:
    plan.memberships.all().delete()


@pytest.mark.parametrize(
    ("lose", "status"), [(lose_plan, 404), (lose_role, 403), (lose_all_roles, 404)]
)
def test_text_for_a_plan_that_is_closed_after_sign_in_stands_on_the_error_page_once(
    client: Client, mine: Plan, lose: Callable[[Plan], None], status: int
) -> None:
    address = f"/plannen/{mine.pk}/gegevens/"
    client.post(address, {"title": "Lang getypt", "version": "1"})
    lose(mine)
    sign_in(client)

    part = client.get(address, headers={"X-Part": "1"})
    head = client.head(address)
    page = client.get(address)

    assert {part.status_code, head.status_code, page.status_code} == {status}
    assert "Niet bewaard: dit typte u" in page.content.decode()
    assert "Lang getypt" in page.content.decode()
    assert SESSION_KEY not in client.session
    assert "Lang getypt" not in client.get(address).content.decode()


def test_text_for_a_page_that_has_no_form_for_a_reader_stands_on_it_once(
    client: Client, mine: Plan
) -> None:
    typed = {
        activity_address(mine): "note",
        f"/plannen/{mine.pk}/momentopnamen/": "name",
        f"/plannen/{mine.pk}/mensen/": "email",
    }
    for address, name in typed.items():
        client.post(address, {name: "Lang getypt"})
    lose_role(mine)
    sign_in(client)

    for address in typed:
        response = client.get(address)

        assert response.status_code == 200
        assert "Niet bewaard: dit typte u" in response.content.decode()
        assert "Lang getypt" in response.content.decode()
        assert "Lang getypt" not in client.get(address).content.decode()


def test_other_error_pages_show_nothing_that_waits(client: Client, mine: Plan) -> None:
    client.post(f"/plannen/{mine.pk}/gegevens/", {"title": "Lang getypt", "version": "1"})
    lose_plan(mine)
    sign_in(client)

    for address in (f"/plannen/{mine.pk}/", f"/plannen/{mine.pk}/fasen/", "/bestaat-niet/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "Lang getypt" not in response.content.decode()
    assert SESSION_KEY in client.session


def test_text_with_a_stale_token_stands_on_the_error_page(person: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    response = strict.post("/account/naam/", {"name": "<b>An</b>", "password": "geheim"})

    page = response.content.decode()
    assert response.status_code == 403
    assert "&lt;b&gt;An&lt;/b&gt;" in page
    assert "geheim" not in page
    assert "data-form-too-old" in page


def test_dates_with_a_stale_token_stand_on_the_error_page(mine: Plan, person: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    dates = {"fase-1-begin": "2027-01-04", "fase-1-eind": "2027-03-31", "version": "1"}
    response = strict.post(f"/plannen/{mine.pk}/fasen/", dates)

    page = response.content.decode()
    assert response.status_code == 403
    assert "<dt>Eerste dag van fase 1</dt>" in page and "2027-01-04" in page
    assert "<dt>Laatste dag van fase 1</dt>" in page and "2027-03-31" in page


def test_refused_role_is_not_told_as_a_form_that_is_too_old(client: Client, mine: Plan) -> None:
    Membership.objects.update(role="reader")
    sign_in(client)

    page = client.post(activity_address(mine), ACTIVITY).content.decode()

    assert "data-form-too-old" not in page


def test_error_page_without_a_form_shows_none(client: Client) -> None:
    assert "dit typte u" not in client.get("/bestaat-niet/?title=x").content.decode()
