"""The plan's page as the surface on which people work: its buttons, parts, cache and cost."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bench.answers.search import large
from content.published import published_catalogue, shown_instead
from roadmap.actions.undo import acts_of
from roadmap.domain.changes.undo import undo_and_redo
from roadmap.domain.plan.limits import MAX_ACTIVITIES
from roadmap.history.transaction import Author
from roadmap.models import Change, Membership, Plan, PlanActivity
from tests.races import at_once
from tests.roadmap.conftest import fill, make_plan, sent_by
from tests.roadmap.views.board.test_activities import data, first, orders, url

pytestmark = pytest.mark.django_db
PART = {"X-Part": "1"}
DAY = date(2026, 1, 10)


def page_of(client: Client, plan: Plan, **headers: str) -> str:
    return client.get(f"/plannen/{plan.pk}/", headers=headers).content.decode()


def member(plan: Plan, role: str) -> Client:
    """A signed-in person with a role in the plan, which then belongs to accounts."""
    Plan.objects.filter(pk=plan.pk).update(browser="", kept_until=None)
    person = User.objects.create(username=f"{role}-{uuid4()}", first_name=role.title())
    Membership.objects.create(plan=plan, user=person, role=role)
    client = Client()
    client.force_login(person)
    return client


def test_card_shows_status_due_date_and_owner(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row), data(row, status="done", owner="An van den Berg", due_date="2027-03-31"))

    card = page_of(client, plan).split(f'id="rij-{row.pk}"')[1].split("</li>")[0]

    assert ">Klaar</span>" in card
    assert "31 mrt 2027" in card
    assert ">AB</span>" in card and "trekker: An van den Berg" in card
    assert "<strong>1</strong> van 42 klaar" in page_of(client, plan)


def test_reader_sees_no_controls(client: Client, plan: Plan) -> None:
    assert "formaction" in page_of(client, plan)

    page = page_of(member(plan, "reader"), plan)

    assert "Formuleer een AI-strategie" in page
    assert "formaction" not in page and 'id="act"' not in page and "data-open" not in page
    assert "Kies activiteiten" not in page and "Wijzig de gegevens" not in page


def test_status_in_one_click(client: Client, plan: Plan) -> None:
    row = first(plan)
    button = re.search(
        rf'id="status-{row.pk}".*?formaction="([^"]+)".*?value="(\w+)"',
        page_of(client, plan),
        re.DOTALL,
    )
    assert button is not None

    response = client.post(button[1].replace("&amp;", "&"), {"status": button[2]})

    assert response.status_code == 303
    assert response["Location"] == f"/plannen/{plan.pk}/"
    row.refresh_from_db()
    assert (row.status, row.version) == ("doing", 2)


def offered(page: str) -> str:
    """The address of the button that lets an activity begin today; '' where there is none."""
    found = re.search(r'formaction="([^"]+start_date=[^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def test_start_offers_today_as_the_begin(client: Client, plan: Plan) -> None:
    row, today = first(plan), timezone.localdate()

    started = client.post(f"{url(row, 'status/')}?version=1", {"status": "doing"}, follow=True)
    begun = client.post(offered(started.content.decode()), {"status": "doing"}, follow=True)

    row.refresh_from_db()
    assert (row.status, row.start_date, row.version) == ("doing", today, 3)
    assert begun.status_code == 200 and not offered(begun.content.decode())


def test_start_offers_no_begin_that_cannot_be(client: Client, plan: Plan) -> None:
    begun, late = plan.activities.all()[:2]
    plan.activities.filter(pk=begun.pk).update(start_date=DAY)
    plan.activities.filter(pk=late.pk).update(due_date=DAY)

    for row in (begun, late):
        started = client.post(f"{url(row, 'status/')}?version=1", {"status": "doing"}, follow=True)

        assert started.status_code == 200 and not offered(started.content.decode())


def test_begin_that_no_page_offers_is_422(client: Client, plan: Plan) -> None:
    row = first(plan)
    plan.activities.filter(pk=row.pk).update(due_date=DAY)
    for day, status in (("2026-01-11", 422), ("morgen", 422), ("", 303)):
        sent = {"version": "1", "status": "doing", "start_date": day}

        assert client.post(url(row, "status/"), sent).status_code == status


def test_status_of_an_older_version_is_409_with_both(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row), data(row, owner="An"))

    response = client.post(f"{url(row, 'status/')}?version=1", {"status": "done"})

    page = response.content.decode()
    assert response.status_code == 409
    assert 'name="keuze-status"' in page and 'name="keuze-owner"' not in page
    row.refresh_from_db()
    assert row.status == "todo"


def test_button_that_no_page_holds_is_422(client: Client, plan: Plan) -> None:
    row, sent = first(plan), {"status": "later", "phase": "9", "order": "0"}
    for tail in ("status/", "verplaatsen/", "verwijderen/"):
        response = client.post(f"{url(row, tail)}?version=x", sent)

        assert response.status_code == 422, tail
        assert Change.objects.filter(plan=plan).count() == 1


def test_button_of_what_is_gone_is_410(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row, "verwijderen/"), {"version": "1"})
    sent = {"version": "1", "status": "done", "phase": "2", "order": "1"}
    for tail in ("status/", "verplaatsen/", "verwijderen/"):
        response = client.post(url(row, tail), sent)

        assert response.status_code == 410, tail
        assert "intussen verwijderd" in response.content.decode()
        assert not PlanActivity.objects.filter(pk=row.pk).exists()


def test_move_to_a_place(client: Client, plan: Plan) -> None:
    row = first(plan)
    target = plan.activities.filter(track=row.track, phase__number=5).order_by("order")
    others = list(target)

    response = client.post(url(row, "verplaatsen/"), {"version": "1", "phase": "5", "order": "1"})

    assert response.status_code == 303
    assert [one.pk for one in target.all()] == [row.pk, *(one.pk for one in others)]
    assert all(sorted(cell) == list(range(1, len(cell) + 1)) for cell in orders(plan).values())


def test_remove_offers_undo_on_the_page(client: Client, plan: Plan) -> None:
    row = first(plan)

    response = client.post(url(row, "verwijderen/"), {"version": "1"}, follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(f"/plannen/{plan.pk}/", 303)]
    assert "De activiteit is verwijderd." in page and "data-undo" in page.split("data-board")[0]
    undone = client.post(f"/plannen/{plan.pk}/ongedaan/", follow=True).content.decode()
    assert f"Ongedaan gemaakt: ‘{row.title}’ toegevoegd." in undone
    assert plan.activities.count() == 42


def add(client: Client, plan: Plan, **fields: str) -> Any:
    cell = {"track": "ai-use-cases", "phase": "3", "key": str(uuid4())}
    return client.post(f"/plannen/{plan.pk}/toevoegen/", cell | fields)


def test_add_own_activity_in_a_cell(client: Client, plan: Plan) -> None:
    form = client.get(f"/plannen/{plan.pk}/toevoegen/?spoor=ai-use-cases&fase=3").content.decode()
    assert re.search(r'value="ai-use-cases"\s+selected', form)
    assert re.search(r'value="3"\s+selected', form)
    near = client.get(f"/plannen/{plan.pk}/toevoegen/?spoor=organisatiemodel&fase=3")
    offered = near.content.decode().split("data-filter-results>")[1]
    assert "Organisatiemodel, fase 3" in offered.split("</li>")[0]

    assert add(client, plan, title="Van ons").status_code == 303

    own = plan.activities.get(activity=None)
    assert (own.title, own.track.slug, own.phase.number, own.order) == (
        "Van ons",
        "ai-use-cases",
        3,
        1,
    )


def test_add_from_the_playbook_in_its_own_track(client: Client, plan: Plan) -> None:
    assert add(client, plan, activity="beslissingsorganen").status_code == 303

    added = plan.activities.get(activity__slug="beslissingsorganen")
    assert (added.track.slug, added.phase.number) == ("organisatiemodel", 3)
    again = add(client, plan, activity="beslissingsorganen")
    assert again.status_code == 409
    assert "staat al in dit plan" in again.content.decode()


def test_add_twice_with_one_key_is_one(client: Client, plan: Plan) -> None:
    key = str(uuid4())

    answers = [add(client, plan, title="Van ons", key=key) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [f"/plannen/{plan.pk}/"] * 2
    assert plan.activities.filter(activity=None).count() == 1


def test_add_twice_at_once_with_one_key_is_one(client: Client, shared_database: None) -> None:
    """One page sent twice at once; both ask whether it was done before, if they can."""
    plan = make_plan(client)
    key = str(uuid4())

    def send() -> tuple[int, str | None]:
        same = Client(raise_request_exception=False)
        same.cookies = client.cookies
        answer = add(same, plan, title="Van ons", key=key)
        return answer.status_code, answer.get("Location")

    answers = at_once([send, send], after='"roadmap_change"."key"')

    assert answers == [(303, f"/plannen/{plan.pk}/")] * 2
    assert plan.activities.filter(activity=None).count() == 1


def test_add_bad_input_is_422(client: Client, plan: Plan) -> None:
    for fields in [
        {"title": ""},
        {"title": "\u200b"},
        {"title": "x" * 201},
        {"title": "A", "track": "x"},
        {"title": "A", "phase": "9"},
        {"title": "A", "key": "x"},
        {"activity": "bestaat-niet"},
        {"activity": "beslissingsorganen", "title": "Ook getypt"},
    ]:
        assert add(client, plan, **fields).status_code == 422, fields
        assert plan.activities.count() == 42


def test_add_above_the_cap_is_422_and_says_so(client: Client, plan: Plan) -> None:
    fill(plan, MAX_ACTIVITIES)

    response = add(client, plan, title="Te veel")

    page = response.content.decode()
    assert response.status_code == 422
    assert "hoogstens 300 activiteiten" in page and 'value="Te veel"' in page
    assert plan.activities.count() == MAX_ACTIVITIES


def test_undo_above_the_cap_says_so(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row, "verwijderen/"), {"version": "1"})
    fill(plan, MAX_ACTIVITIES)

    page = client.post(f"/plannen/{plan.pk}/ongedaan/", follow=True).content.decode()

    assert "hoogstens 300 activiteiten" in page
    assert not PlanActivity.objects.filter(pk=row.pk).exists()


def shown_choices(page: str) -> list[str]:
    return re.findall(r'<label\s*>\s*<input[^>]*name="activiteit"\s+value="([^"]+)"', page)


def test_choose_searches_by_its_address(client: Client, plan: Plan) -> None:
    page = client.get(f"/plannen/{plan.pk}/activiteiten/?q=beslissingsorgaan").content.decode()

    assert shown_choices(page) == ["beslissingsorganen"]
    assert "1 van 53 gevonden" in page
    assert page.count('name="activiteit"') == 53
    wrong = client.get(f"/plannen/{plan.pk}/activiteiten/?q=bewustzein").content.decode()
    assert "Bedoelde u ‘bewustzijn’?" in wrong


def test_choose_searches_and_keeps_what_was_ticked(client: Client, plan: Plan) -> None:
    sent = {"version": "1", "activiteit": ["positionering"], "q": "beslissingsorgaan", "zoek": "1"}

    response = client.post(f"/plannen/{plan.pk}/activiteiten/", sent)

    page = response.content.decode()
    assert response.status_code == 200
    assert page.count(" checked") == 1 and "positionering" not in shown_choices(page)
    assert plan.activities.count() == 42


def test_choose_says_from_which_profile_on_and_in_which_track(client: Client, plan: Plan) -> None:
    page = client.get(f"/plannen/{plan.pk}/activiteiten/").content.decode()

    label = page.partition('value="beslissingsorganen"')[2].partition("</label>")[0]
    assert "AI Expert" in label and "Organisatiemodel" in label


def test_choose_above_the_cap_is_422(client: Client, plan: Plan) -> None:
    fill(plan, MAX_ACTIVITIES)
    wanted = [*plan.slugs(), "beslissingsorganen"]

    response = client.post(
        f"/plannen/{plan.pk}/activiteiten/", {"version": "1", "activiteit": wanted}
    )

    assert response.status_code == 422
    assert "hoogstens 300 activiteiten" in response.content.decode()


def test_new_plan_from_a_profile_with_too_many_activities_is_422(client: Client) -> None:
    """A playbook of 2,000 activities has profiles with more than a plan may hold."""
    with shown_instead(large(published_catalogue())):
        response = client.post("/plannen/nieuw/", {"title": "Groot", "start": "expert"})

    assert response.status_code == 422
    assert "hoogstens 300: kies een ander begin" in response.content.decode()


def test_new_plan_sent_twice_is_one(client: Client) -> None:
    form = client.get("/plannen/nieuw/").content.decode()
    key = re.search(r'name="plan_id" value="([^"]+)"', form)
    assert key is not None

    plans = [make_plan(client, plan_id=key[1]) for _ in range(2)]

    assert plans[0] == plans[1]
    other = make_plan(Client(), plan_id=key[1])
    assert other != plans[0] and Plan.objects.count() == 2


def test_first_plan_of_a_browser_sent_twice_at_once_is_one(client: Client) -> None:
    """Both clicks come with what the page of the form gave: no session yet."""
    form = client.get("/plannen/nieuw/").content.decode()
    given = deepcopy(client.cookies)
    assert "sessie" not in given and not Session.objects.exists()
    key = form.partition('name="plan_id" value="')[2][:36]

    plans = []
    for _ in range(2):
        client.cookies = deepcopy(given)
        plans.append(make_plan(client, plan_id=key))

    assert plans[0] == plans[1]
    assert client.get(f"/plannen/{plans[0].pk}/").status_code == 200
    assert client.cookies["nieuw"].value == ""


def test_page_sent_again_with_other_content_is_another_act(client: Client) -> None:
    """After Back the page still has its key: what is typed there now is not lost."""
    home = f"/plannen/{make_plan(client, 'leeg').pk}/"
    key = str(uuid4())
    own = {"track": "ai-use-cases", "phase": 1, "key": key}
    for title in ("Een", "Twee", "Een"):
        client.post(f"{home}toevoegen/", {**own, "title": title})
        client.post(f"{home}momentopnamen/", {"name": title, "key": key})
        client.post(f"{home}kopie/", {"title": f"Kopie {title}", "copy_id": key})
        make_plan(client, "leeg", title=f"Plan {title}", plan_id=key)

    plan = Plan.objects.get(title="Stappenplan AI 2027")
    assert list(plan.activities.values_list("title", flat=True)) == ["Een", "Twee"]
    assert sorted(plan.saved_states.values_list("name", flat=True)) == ["Een", "Twee"]
    assert sorted(Plan.objects.exclude(pk=plan.pk).values_list("title", flat=True)) == [
        "Kopie Een", "Kopie Twee", "Plan Een", "Plan Twee",
    ]  # fmt: skip


def test_button_pressed_twice_on_one_page_is_one_act(client: Client, plan: Plan) -> None:
    """Without script: the page itself says which act it was."""
    home = f"/plannen/{plan.pk}/"
    row, other = plan.activities.order_by("pk")[:2]
    for each in (row, other):
        client.post(f"{url(each, 'status/')}?version=1", {"status": "doing"})

    def key_on(address: str) -> str:
        page = client.get(address).content.decode()
        return str(re.findall(r'name="key" value="([^"]+)"', page)[-1])

    for address, act, after in (
        (home, f"{home}ongedaan/", 4),
        (f"{home}geschiedenis/", f"{home}geschiedenis/2/terug/", 5),
        (url(row), f"{url(row, 'verplaatsen/')}?version=3&order=9999&phase=2", 6),
        (url(row), f"{url(row, 'verwijderen/')}?version=4", 7),
    ):
        key = key_on(address)
        assert [client.post(act, {"key": key}).status_code for _ in range(2)] == [303, 303], act
        plan.refresh_from_db()
        assert plan.version == after, act


def test_same_choice_and_the_same_factor_twice_is_no_conflict(client: Client, plan: Plan) -> None:
    home = f"/plannen/{plan.pk}/"
    choice = {"version": 1, "activiteit": ["positionering"]}
    factor = {"version": 0, "done": "on", "note": "Ja."}
    for address, sent in (
        (f"{home}activiteiten/", choice),
        (f"{home}succesfactoren/beheer-verwachtingen/", factor),
    ):
        assert [client.post(address, sent).status_code for _ in range(2)] == [302, 302]
    plan.refresh_from_db()
    assert plan.version == 3


def test_conflict_offers_a_choice_per_field(client: Client, plan: Plan) -> None:
    row = first(plan)
    shown = {f"initial-{name}": value for name, value in data(row).items() if name != "version"}
    client.post(url(row), data(row, owner="An", note="Van An") | shown)

    mine = data(row, note="Van mij", due_date="2027-03-31") | shown
    page = client.post(url(row), mine).content.decode()

    chosen = dict(re.findall(r'name="keuze-(\w+)"\s+value="(\w+)"\s+checked', page))
    assert chosen == {"owner": "bewaard", "due_date": "mijn", "note": "mijn"}
    assert "Het laatst door <bdi>deze browser</bdi>" in page
    settled = mine | sent_by(page) | {f"keuze-{name}": value for name, value in chosen.items()}
    assert client.post(url(row), settled).status_code == 303
    row.refresh_from_db()
    assert (row.owner, row.note, str(row.due_date)) == ("An", "Van mij", "2027-03-31")


def test_conflict_of_two_notes_can_hold_both(client: Client, plan: Plan) -> None:
    row = first(plan)
    shown = {f"initial-{name}": value for name, value in data(row).items() if name != "version"}
    client.post(url(row), data(row, note="Van An") | shown)
    mine = data(row, note="Van mij") | shown
    page = client.post(url(row), mine).content.decode()

    response = client.post(url(row), mine | sent_by(page) | {"keuze-note": "allebei"})

    row.refresh_from_db()
    assert "De versie van <bdi>deze browser</bdi>" in page and "Mijn versie" in page
    assert (response.status_code, row.note) == (303, "Van An\n\nVan mij")


def test_conflict_settled_against_a_still_later_version_is_409_again(
    client: Client, plan: Plan
) -> None:
    row = first(plan)
    client.post(url(row), data(row, owner="An"))
    client.post(url(row), data(row, owner="Bart", version="2"))

    settling = data(row, owner="Mij", version="2") | {"keuze-owner": "mijn"}

    assert client.post(url(row), settling).status_code == 409
    row.refresh_from_db()
    assert row.owner == "Bart"


def test_roles_and_track_of_an_own_activity(client: Client, plan: Plan) -> None:
    add(client, plan, title="Van ons")
    own = plan.activities.select_related("phase").get(activity=None)
    role = "juridische-afdeling"

    client.post(url(own), data(own) | {"roles": role, "track": "ai-architectuur"})

    own.refresh_from_db()
    assert (own.roles, own.track.slug, own.order) == ([role], "ai-architectuur", 3)
    published = first(plan)
    client.post(url(published), data(published) | {"track": "ai-architectuur"})
    assert PlanActivity.objects.get(pk=published.pk).track_id == published.track_id


def test_editor_offers_the_names_known_in_the_plan(client: Client, plan: Plan) -> None:
    one, two = plan.activities.select_related("phase")[:2]
    client.post(url(one), data(one, owner="An Peeters"))

    page = client.get(url(two)).content.decode()

    assert '<option value="An Peeters">' in page


def test_part_is_the_editor_or_the_board_alone(client: Client, plan: Plan) -> None:
    row = first(plan)

    part = client.get(url(row), headers=PART)
    assert "<html" not in part.content.decode() and 'id="paneel"' in part.content.decode()
    assert "X-Part" in part["Vary"]
    saved = client.post(url(row), data(row, owner="An"), headers=PART)
    assert saved["Location"] == f"/plannen/{plan.pk}/?versie=2"
    board = client.get(saved["Location"], headers=PART).content.decode()
    assert "<html" not in board and "data-board" in board and "is bewaard" not in board
    same = client.post(url(row), data(row, owner="An"), headers=PART)
    assert same["Location"].endswith("?versie=2")


@pytest.mark.parametrize(
    ("changes", "status"), [({"title": ""}, 422), ({"owner": "Bart", "version": "1"}, 409)]
)
def test_part_of_a_form_that_comes_back(
    client: Client, plan: Plan, changes: dict[str, str], status: int
) -> None:
    row = first(plan)
    client.post(url(row), data(row, owner="An"))

    response = client.post(url(row), data(row, version="2") | changes, headers=PART)

    assert response.status_code == status
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize("headers", [{}, PART])
def test_board_holds_a_name_and_token_of_each_visitor_own(
    client: Client, plan: Plan, headers: dict[str, str]
) -> None:
    """Both see the same board, which is drawn once, for the first of them."""
    editors = [member(plan, "editor") for _ in range(2)]
    people = User.objects.order_by("pk")
    for person, name in zip(people, ("An", "Bo"), strict=True):
        person.first_name = name
        person.save()
    pages = [page_of(editor, plan, **headers) for editor in editors]
    tokens = [re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page) for page in pages]

    assert [re.findall(r"<bdi>(An|Bo)</bdi>", page) for page in pages] == (
        [[], []] if headers else [["An"], ["Bo"]]
    )
    assert all(len(set(found)) == 1 for found in tokens)
    strict = Client(enforce_csrf_checks=True)
    row = first(plan)
    for number, status in ((0, 303), (1, 403)):
        strict.cookies = editors[0].cookies
        sent = {"csrfmiddlewaretoken": tokens[number][0], "status": "doing", "version": "1"}
        assert strict.post(url(row, "status/"), sent).status_code == status


def test_board_unchanged_is_304_for_page_and_part_apart(client: Client, plan: Plan) -> None:
    page_of(client, plan)
    page, part = (client.get(f"/plannen/{plan.pk}/", headers=h) for h in ({}, PART))
    tag = re.search(r'data-board="([^"]+)"', part.content.decode())
    assert tag is not None and tag[1].replace("&quot;", '"') == part["ETag"] != page["ETag"]

    def again(etag: str, **headers: str) -> int:
        sent = headers | {"If-None-Match": etag}
        return client.get(f"/plannen/{plan.pk}/", headers=sent).status_code

    assert again(part["ETag"], **PART) == again(page["ETag"]) == 304
    assert again(page["ETag"], **PART) == again(part["ETag"]) == 200
    row = first(plan)
    client.post(url(row, "status/"), {"version": "1", "status": "done"})
    assert again(part["ETag"], **PART) == 200


def test_undo_buttons_follow_what_this_person_may_undo(client: Client, plan: Plan) -> None:
    def is_off(page: str, name: str) -> bool:
        button = re.search(rf'id="{name}"[^>]*>', page)
        assert button is not None
        return "disabled" in button[0]

    one, two = member(plan, "editor"), member(plan, "owner")
    row = first(plan)
    one.post(url(row, "status/"), {"version": "1", "status": "done"})

    assert [is_off(page_of(c, plan), "ongedaan") for c in (one, two)] == [False, True]
    one.post(f"/plannen/{plan.pk}/ongedaan/")
    page = page_of(one, plan)
    assert is_off(page, "ongedaan") and not is_off(page, "opnieuw")


@pytest.mark.parametrize(
    ("pairs", "last", "off", "queries"),
    [
        (40, "", [False, True], 1),
        (100, "", [False, True], 2),
        (100, "undo", [True, False], 2),
        (1000, "", [False, True], 5),
    ],
)
def test_undo_reaches_past_any_row_of_undo_and_redo(
    client: Client,
    plan: Plan,
    pairs: int,
    last: str,
    off: list[bool],
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """One act that was undone and redone all the time still stands, and can be undone."""
    row = first(plan)
    client.post(url(row, "status/"), {"version": "1", "status": "done"})
    done = plan.changes.get(number=2)
    kinds = [*["undo", "redo"] * pairs, *([last] if last else [])]
    Change.objects.bulk_create(
        Change(plan=plan, number=number, browser=done.browser, kind=kind, edits=[], target=2)
        for number, kind in enumerate(kinds, 3)
    )
    Plan.objects.filter(pk=plan.pk).update(version=2 + len(kinds))
    if last:
        plan.activities.filter(pk=row.pk).update(status="todo")

    with django_assert_num_queries(queries):
        undo_and_redo(acts_of(plan.pk, Author(browser=done.browser)))
    page = page_of(client, plan)
    buttons = [re.search(rf'id="{name}"[^>]*>', page) for name in ("ongedaan", "opnieuw")]
    assert ["disabled" in button[0] for button in buttons if button] == off
    client.post(f"/plannen/{plan.pk}/{'opnieuw' if last else 'ongedaan'}/")
    row.refresh_from_db()
    assert row.status == ("done" if last else "todo")


def test_undo_clash_says_who_changed_it_since(client: Client, plan: Plan) -> None:
    editor, owner = member(plan, "editor"), member(plan, "owner")
    row = first(plan)
    editor.post(url(row, "status/"), {"version": "1", "status": "doing"})
    owner.post(url(row, "status/"), {"version": "2", "status": "done"})

    for headers in ({}, PART):
        response = editor.post(f"/plannen/{plan.pk}/ongedaan/", headers=headers)
        page = response.content.decode()
        assert response.status_code == 409
        assert "intussen opnieuw veranderd" in page
        assert "<bdi>Owner</bdi>" in page and "(wijziging 3)" in page
    row.refresh_from_db()
    assert row.status == "done"


@pytest.fixture
def stuck(plan: Plan) -> Client:
    """Changed one activity (2), then another (3), which somebody else has removed (4)."""
    editor, owner = member(plan, "editor"), member(plan, "owner")
    one, two = plan.activities.order_by("pk")[:2]
    for row in (one, two):
        editor.post(url(row, "status/"), {"version": "1", "status": "done"})
    owner.post(url(two, "verwijderen/"), {"version": "2"})
    return editor


def test_undo_steps_over_what_others_built_upon(plan: Plan, stuck: Client) -> None:
    home = f"/plannen/{plan.pk}/"
    refused = stuck.post(f"{home}ongedaan/")
    page = refused.content.decode()
    assert refused.status_code == 409
    assert f'action="{home}geschiedenis/3/overslaan/"' in page and "Sla wijziging 3 over" in page

    over = stuck.post(f"{home}geschiedenis/3/overslaan/", {"van": "geschiedenis"}, follow=True)

    text = over.content.decode()
    assert over.redirect_chain == [(f"{home}geschiedenis/", 303)]
    assert "Wijziging 3 is overgeslagen, en het plan blijft zoals het is." in text
    assert "‘Ongedaan maken’ gaat nu over uw wijziging 2." in text
    assert ">Overgeslagen: wijziging 3</p>" in text
    assert plan.changes.get(number=5).edits == []
    assert stuck.post(f"{home}ongedaan/").status_code == 303
    assert first(plan).status == "todo"
    stuck.post(f"{home}opnieuw/")
    assert first(plan).status == "done"


def test_step_over_twice_is_once_and_only_ones_own_last(plan: Plan, stuck: Client) -> None:
    home = f"/plannen/{plan.pk}/"

    def over(number: int) -> str:
        address = f"{home}geschiedenis/{number}/overslaan/"
        return stuck.post(address, headers=PART, follow=True).content.decode()

    for number in (2, 4, 1, 99):  # not the last, of somebody else, the plan's making, not there
        assert f"Wijziging {number} is niet uw laatste" in over(number)
    assert plan.changes.count() == 4
    for _ in range(2):
        assert "Wijziging 3 is overgeslagen" in over(3)
    assert plan.changes.count() == 5
    assert "U hebt geen eerdere wijziging die nog ongedaan te maken is." in over(2)
    assert "disabled" in re.findall(r'id="ongedaan"[^>]*>', page_of(stuck, plan))[0]
    assert (
        "niets om ongedaan te maken" in stuck.post(f"{home}ongedaan/", follow=True).content.decode()
    )


def test_step_over_is_offered_for_undo_alone(plan: Plan, stuck: Client) -> None:
    home = f"/plannen/{plan.pk}/"
    part = stuck.post(f"{home}ongedaan/", headers=PART).content.decode()
    revert = stuck.post(f"{home}geschiedenis/3/terug/")
    stuck.post(f"{home}geschiedenis/3/overslaan/")
    nothing = stuck.post(f"{home}geschiedenis/5/terug/")

    assert 'name="csrfmiddlewaretoken"' in part and "data-leaves" in part
    assert 'name="van"' not in part  # the panel stands on the plan's page
    assert revert.status_code == 409 and "overslaan/" not in revert.content.decode()
    assert nothing.status_code == 303 and plan.changes.count() == 5


def test_history_tells_who_and_is_divided_in_pages(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.views.plans.history.PAGE_SIZE", 2)
    row = first(plan)
    client.post(url(row, "status/"), {"version": "1", "status": "doing"})
    editor = member(plan, "editor")
    for number in range(3):
        row.refresh_from_db()
        editor.post(url(row), data(row, owner=f"Naam {number}"))
    User.objects.all().delete()
    reader = member(plan, "reader")

    newest = reader.get(f"/plannen/{plan.pk}/geschiedenis/").content.decode()
    oldest = reader.get(f"/plannen/{plan.pk}/geschiedenis/?pagina=2").content.decode()

    assert "Een verwijderd account" in newest and "Naam 2" in newest
    assert "Een browser zonder account" in oldest and "Naam 0" in oldest
    assert "Zet terug" not in newest


def test_history_button_returns_to_the_history(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row, "status/"), {"version": "1", "status": "doing"})
    home = f"/plannen/{plan.pk}/"

    back = client.post(f"{home}geschiedenis/2/terug/", {"van": "geschiedenis"})

    assert back["Location"] == f"{home}geschiedenis/"
    assert client.post(f"{home}ongedaan/")["Location"] == home


@pytest.mark.parametrize("count", [53, 300])
def test_board_of_a_member_takes_5_queries_then_3_then_2(
    owner: Client, kept_plan: Plan, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Session with person, plan with role; once a version the activities, and what can be undone;
    session and plan alone for a browser that holds the page.
    """
    fill(kept_plan, count)
    address = f"/plannen/{kept_plan.pk}/"
    owner.get(address)  # its news is shown once, with a token for the forms
    caches["pages"].clear()

    for queries in (4, 2):
        with django_assert_num_queries(queries):
            page = owner.get(address)
        assert page.content.decode().count('class="card-of-plan"') == count
    with django_assert_num_queries(2):
        unchanged = owner.get(address, headers={"If-None-Match": page["ETag"]})
    assert unchanged.status_code == 304


@pytest.mark.parametrize(
    ("tail", "sent"),
    [
        ("", {"owner": "An", "due_date": "2027-03-31"}),
        ("status/", {"status": "done"}),
        ("verplaatsen/", {"phase": "3", "order": "1"}),
        ("verwijderen/", {}),
    ],
)
def test_saved_change_of_a_signed_in_person_takes_under_10_queries(
    client: Client,
    plan: Plan,
    tail: str,
    sent: dict[str, str],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    editor = member(plan, "editor")
    row = first(plan)

    with django_assert_max_num_queries(30) as seen:
        assert editor.post(url(row, tail), data(row) | sent).status_code == 303
    frame = ("SAVEPOINT", "RELEASE", "BEGIN")
    asked = [q["sql"] for q in seen.captured_queries if not q["sql"].startswith(frame)]
    assert len(asked) < 10, "\n".join(sql[:150] for sql in asked)
