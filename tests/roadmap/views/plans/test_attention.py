"""'Aan zet': what asks for attention, and the buttons of its lines."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roadmap import actions
from roadmap.history.transaction import Author
from roadmap.models import Plan, PlanActivity
from tests.roadmap.conftest import fill, join, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def days_from_now(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def row(plan: Plan, slug: str = "processen", **fields: object) -> PlanActivity:
    plan.activities.filter(activity__slug=slug).update(**fields)
    return plan.activities.get(activity__slug=slug)


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def group(page: str, slug: str) -> str:
    found = re.search(rf'<section[^>]*id="{slug}".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def press(client: Client, plan: Plan, pressed: PlanActivity, act: str, **sent: object) -> Any:
    data = {"act": act, "version": pressed.version, "key": uuid4(), **sent}
    return client.post(f"/plannen/{plan.pk}/aan-zet/{pressed.pk}/", data)


def test_page_has_each_line_with_its_buttons(client: Client, plan: Plan) -> None:
    row(plan, due_date=days_from_now(-3), owner="Bo Maes")

    page = group(page_of(client, f"/plannen/{plan.pk}/aan-zet/"), "te-laat")

    assert "Processen" in page and "3 dagen te laat" in page and "Bo Maes" in page
    assert [re.sub("<.*", "", b) for b in re.findall(r'class="button small"[^>]*>(.*)', page)] == [
        "Klaar",
        "+2 weken",
        "Wijs toe",
        "Bewaar",
    ]


def test_reader_sees_the_lines_without_buttons(kept_plan: Plan) -> None:
    row(kept_plan, due_date=days_from_now(-3))

    page = page_of(join(kept_plan, "bo", "reader"), f"/plannen/{kept_plan.pk}/aan-zet/")

    assert "3 dagen te laat" in page
    assert "attention-acts" not in page


def test_buttons_change_what_they_say_and_can_be_undone(client: Client, plan: Plan) -> None:
    due = days_from_now(10)
    first = row(plan, due_date=due)

    done = press(client, plan, first, "klaar")
    later = press(client, plan, row(plan), "later")
    assigned = press(client, plan, row(plan), "toewijzen", owner="Bo Maes")

    assert {answer.status_code for answer in (done, later, assigned)} == {303}
    now = row(plan)
    assert (now.status, now.due_date, now.owner) == ("done", due + timedelta(14), "Bo Maes")
    page = page_of(client, assigned["Location"])
    assert "Bo Maes trekt dit" in page and f'action="/plannen/{plan.pk}/ongedaan/"' in page
    back = client.post(f"/plannen/{plan.pk}/ongedaan/", {"key": uuid4(), "van": "aan-zet"})
    assert back["Location"] == f"/plannen/{plan.pk}/aan-zet/"
    assert row(plan).owner == ""


def test_button_pressed_twice_acts_once(client: Client, plan: Plan) -> None:
    pressed, key = row(plan, due_date=days_from_now(10)), uuid4()

    answers = [press(client, plan, pressed, "later", key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert row(plan).due_date == days_from_now(24)


@pytest.mark.parametrize("act", ["later", "klaar"])
def test_button_pressed_again_after_undo_does_not_say_that_it_is_done(
    client: Client, plan: Plan, act: str
) -> None:
    pressed, key = row(plan), uuid4()
    press(client, plan, pressed, act, key=key)
    client.post(f"/plannen/{plan.pk}/ongedaan/", {"key": uuid4()})
    client.get(f"/plannen/{plan.pk}/aan-zet/")  # shows what was done until now

    answer = press(client, plan, pressed, act, key=key)

    page = page_of(client, answer["Location"])
    assert "Dit was al gedaan" in page and "‘Processen’" not in page


def test_line_that_somebody_changed_is_a_conflict_with_what_was_typed(
    client: Client, plan: Plan
) -> None:
    pressed = row(plan)
    press(client, plan, pressed, "toewijzen", owner="Bo Maes")

    answer = press(client, plan, pressed, "toewijzen", owner="An Peeters")

    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "nu bewaard <strong><bdi>Bo Maes</bdi>" in page
    assert 'value="An Peeters"' in page and f'value="{pressed.version + 1}"' in page
    assert row(plan).owner == "Bo Maes"


def test_owner_that_is_too_long_stays_on_the_page(client: Client, plan: Plan) -> None:
    typed = "x" * 500

    answer = press(client, plan, row(plan), "toewijzen", owner=typed)

    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()


def test_line_of_a_removed_activity_is_gone(client: Client, plan: Plan) -> None:
    pressed = row(plan)
    client.post(f"/plannen/{plan.pk}/activiteiten/{pressed.pk}/verwijderen/", {"version": 1})

    answer = press(client, plan, pressed, "toewijzen", owner="Bo Maes")

    assert answer.status_code == 410
    assert "U typte: <bdi>Bo Maes</bdi>" in answer.content.decode()


def test_all_plans_stand_on_one_page_but_for_those_in_the_archive(
    owner: Client, kept_plan: Plan
) -> None:
    late = row(kept_plan, due_date=days_from_now(-3))
    archived = make_plan(owner, title="Weggelegd")
    row(archived, due_date=days_from_now(-5))
    Plan.objects.filter(pk=archived.pk).update(is_archived=True)

    page = group(page_of(owner, "/plannen/aan-zet/"), "te-laat")
    answer = press(owner, kept_plan, late, "klaar", lijst="alle")

    assert "3 dagen te laat" in page and kept_plan.title in page
    assert "5 dagen te laat" not in page
    assert answer["Location"] == f"/plannen/aan-zet/?in={kept_plan.pk}"
    assert "<strong>1</strong> te laat" not in page_of(owner, "/plannen/")


def test_milestones_of_the_coming_thirty_days_stand_by_day(owner: Client, kept_plan: Plan) -> None:
    for title, days in (("Later", 31), ("Zitting", 30), ("Akkoord", 0), ("Geweest", -1)):
        kept_plan.milestones.create(title=title, day=days_from_now(days))

    found = group(page_of(owner, "/plannen/aan-zet/"), "mijlpalen")

    assert found.index("Akkoord") < found.index("Zitting")
    assert "vandaag" in found and "over 30 dagen" in found and kept_plan.title in found
    assert "Later" not in found and "Geweest" not in found
    assert "Akkoord" in page_of(owner, f"/plannen/{kept_plan.pk}/aan-zet/")
    assert "Akkoord" not in page_of(owner, "/plannen/aan-zet/?eigenaar=(mij)")


def test_my_plans_counts_what_is_late(owner: Client, kept_plan: Plan) -> None:
    row(kept_plan, due_date=days_from_now(-3))

    assert "<strong>1</strong> te laat" in page_of(owner, "/plannen/")


def test_group_of_many_has_a_page_of_its_own_to_which_its_buttons_return(
    client: Client, plan: Plan
) -> None:
    fill(plan, 103)
    home = f"/plannen/{plan.pk}/aan-zet/"
    whole = group(page_of(client, home), "zonder-trekker")
    assert 'href="?groep=zonder-trekker">Toon alle 103' in whole.replace("&amp;", "&")

    page = page_of(client, f"{home}?groep=zonder-trekker&pagina=3")
    last = group(page, "zonder-trekker")

    assert last.count("<li") == 3 and "3 van 3" in last and "pagina=2" in last
    assert 'id="te-laat"' not in page and "Toon alle groepen" in page
    sent = {"groep": "zonder-trekker", "pagina": "3"}
    assert all(f'name="{name}" value="{value}"' in page for name, value in sent.items())
    answer = press(client, plan, row(plan), "later", **sent)
    assert answer["Location"] == f"{home}?groep=zonder-trekker&pagina=3&in={plan.pk}"


def test_address_of_a_group_that_does_not_exist_shows_all(client: Client, plan: Plan) -> None:
    page = page_of(client, f"/plannen/{plan.pk}/aan-zet/?groep=onzin&pagina=0x3")

    assert 'id="te-laat"' in page and 'id="zonder-datum"' in page


def test_twelve_plans_take_the_queries_of_three(owner: Client, kept_plan: Plan) -> None:
    kept_plan.activities.update(due_date=days_from_now(-3), owner="An")
    fill(kept_plan, kept_plan.activities.count() + 1)
    author = Author(user_id=kept_plan.memberships.get().user_id)
    owner.get("/plannen/")  # shows the message about the new plan
    most = {
        "/plannen/aan-zet/": 10,
        "/plannen/aan-zet/?eigenaar=(mij)": 8,
        "/plannen/aan-zet/?groep=te-laat": 7,
        "/plannen/": 4,
    }

    for count in (3, 12):
        for number in range(Plan.objects.count(), count):
            actions.plans.duplicate(plan_id=kept_plan.pk, author=author, title=f"Plan {number}")
        found = {}
        for address in most:
            with CaptureQueriesContext(connection) as captured:
                page = owner.get(address).content.decode()
            found[address] = len(captured)
            assert page.count('class="attention-acts"') <= 3 * 50
        assert found == most, count
