"""A member's calendar feed: made once, read without signing in, gone with the membership."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from pytest_django import Settings

from accounts.receivers import reset_password
from roadmap import actions
from roadmap.access.tokens import hash_of
from roadmap.domain.plan.fields import MemberName
from roadmap.domain.plan.phase_dates import Span
from roadmap.history.reading import activity_of
from roadmap.history.transaction import Author, Revision
from roadmap.models import CalendarFeed, Membership, Plan, PlanActivity
from tests.roadmap.conftest import join, make_plan

pytestmark = pytest.mark.django_db
DAY, LATER = date(2027, 3, 3), date(2027, 9, 9)


def page(plan: Plan) -> str:
    return f"/plannen/{plan.pk}/agenda/"


def made(client: Client, plan: Plan, which: str = "alles", version: int = 0) -> str:
    """The path of a new feed."""
    response = client.post(page(plan), {"which": which, "version": version})
    assert response.status_code == 200, response.content.decode()
    found = re.search(r'value="http://testserver(/agenda/[^"]+[.]ics)"', response.content.decode())
    assert found
    return found[1]


def edit(plan: Plan, row: PlanActivity, **fields: Any) -> None:
    author = Author(user_id=User.objects.get(username="an").pk)
    version = activity_of(plan.pk, row.pk).version
    revision = Revision(plan.pk, author)
    actions.activities.edit(revision, row_id=row.pk, version=version, fields=fields)


def events(path: str) -> dict[str, Any]:
    """By what stands in their UID before the plan's id."""
    response = Client().get(path)
    assert response.status_code == 200
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["uid"]).split(".")[0]: event for event in found}


@pytest.fixture
def rows(kept_plan: Plan) -> list[PlanActivity]:
    """The first is An's and due on DAY, the second Rik's and due on LATER; phase 1 has dates."""
    author = Author(user_id=User.objects.get(username="an").pk)
    actions.plans.edit_details(
        Revision(kept_plan.pk, author), version=1, dates={1: Span(DAY, LATER)}
    )
    first, second = kept_plan.activities.all()[:2]
    edit(kept_plan, first, owner="AN", due_date=DAY, note="Geheim")
    edit(kept_plan, second, owner="Rik", due_date=LATER)
    return [first, second]


def test_address_is_shown_once_and_stored_as_a_hash(owner: Client, kept_plan: Plan) -> None:
    response = owner.post(page(kept_plan), {"which": "alles", "version": 0})

    [path] = re.findall(r'value="http://testserver(/agenda/[^"]+)"', response.content.decode())
    token = path.removeprefix("/agenda/").removesuffix(".ics")
    assert response["Cache-Control"] == "no-store"
    assert f'href="webcal://testserver{path}"' in response.content.decode()
    assert CalendarFeed.objects.get().token_hash == hash_of(token)
    assert token not in f"{CalendarFeed.objects.values()} {list(owner.session.items())}"
    shown = owner.get(page(kept_plan)).content.decode()
    assert "nog niet gebruikt" in shown and token not in shown
    Client().get(path)
    assert "laatst gebruikt op" in owner.get(page(kept_plan)).content.decode()


def test_feed_holds_what_the_download_holds_but_notes(
    owner: Client, kept_plan: Plan, rows: list[PlanActivity]
) -> None:
    path = made(owner, kept_plan)
    downloaded = Calendar.from_ical(owner.get(f"/plannen/{kept_plan.pk}/ics").content)

    found = events(path)

    assert [str(e["uid"]) for e in downloaded.walk("VEVENT")] == [
        str(e["uid"]) for e in found.values()
    ]
    mine = found[f"activiteit-{rows[0].pk}"]
    kept_plan.refresh_from_db()
    assert (mine["dtstart"].dt, mine["sequence"]) == (DAY, kept_plan.version)
    assert found["fase-1"]["dtstart"].dt == DAY
    assert "Geheim" not in Client().get(path).content.decode()


def test_own_feed_cancels_what_went_to_another(
    owner: Client, kept_plan: Plan, rows: list[PlanActivity]
) -> None:
    path, mine = made(owner, kept_plan, "mijn"), f"activiteit-{rows[0].pk}"
    before = events(path)

    edit(kept_plan, rows[0], owner="Rik")
    after = events(path)

    assert before.keys() == after.keys() == {mine}
    assert "status" not in before[mine] and after[mine]["status"] == "CANCELLED"
    assert after[mine]["sequence"] > before[mine]["sequence"]
    assert after[mine]["uid"] == before[mine]["uid"]
    assert after[mine]["summary"] == "Niet meer van u"
    assert "Rik" not in after[mine]["description"]


def test_own_feed_cancels_what_was_removed(
    owner: Client, kept_plan: Plan, rows: list[PlanActivity]
) -> None:
    path = made(owner, kept_plan, "mijn")
    author = Author(user_id=User.objects.get(username="an").pk)
    for row in rows:
        version = activity_of(kept_plan.pk, row.pk).version
        actions.activities.remove(Revision(kept_plan.pk, author), row_id=row.pk, version=version)

    found = events(path)

    assert {name: event["status"] for name, event in found.items()} == {
        f"activiteit-{rows[0].pk}": "CANCELLED"
    }


def test_own_feed_of_somebody_without_anything_is_a_valid_calendar(
    owner: Client, kept_plan: Plan, rows: list[PlanActivity]
) -> None:
    els = join(kept_plan, "els", "reader")

    body = Client().get(made(els, kept_plan, "mijn")).content

    assert not Calendar.from_ical(body).walk("VEVENT")
    assert b"U trekt in dit plan nog niets" in body.replace(b"\r\n ", b"")


def test_unchanged_feed_is_304_in_few_queries(
    owner: Client, kept_plan: Plan, rows: list[PlanActivity]
) -> None:
    path = made(owner, kept_plan)
    first = Client().get(path)
    asked = {"If-None-Match": first["ETag"]}

    with CaptureQueriesContext(connection) as queries:
        again = Client().get(path, headers=asked)
    asked_of = [q["sql"] for q in queries if "playbook_cache" not in q["sql"]]
    edit(kept_plan, rows[0], due_date=LATER)
    changed = Client().get(path, headers=asked)

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    assert first["Cache-Control"] == "private, no-cache"
    assert len(asked_of) == 2, asked_of  # feed, member and plan; the catalogue's version


def test_own_feed_follows_the_name_of_the_account(
    owner: Client, kept_plan: Plan, rows: list[PlanActivity]
) -> None:
    path = made(owner, kept_plan, "mijn")
    asked = {"If-None-Match": Client().get(path)["ETag"]}

    User.objects.filter(username="an").update(first_name="Rik")

    assert Client().get(path, headers=asked).status_code == 200
    assert events(path).keys() == {f"activiteit-{rows[1].pk}"}


def test_feed_sets_and_reads_no_cookie(owner: Client, kept_plan: Plan) -> None:
    path = made(owner, kept_plan)
    sessions = Session.objects.count()

    for client in (Client(), owner):
        response = client.get(path)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert response["X-Robots-Tag"] == "noindex"
    assert Session.objects.count() == sessions


def test_renewed_or_revoked_address_is_dead(owner: Client, kept_plan: Plan) -> None:
    first = made(owner, kept_plan)
    second = made(owner, kept_plan, "mijn", version=1)

    statuses = [Client().get(first).status_code, Client().get(second).status_code]
    owner.post(f"{page(kept_plan)}intrekken/")

    assert statuses == [404, 200]
    assert Client().get(second).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_form_sent_twice_makes_one_address(owner: Client, kept_plan: Plan) -> None:
    path = made(owner, kept_plan)

    again = owner.post(page(kept_plan), {"which": "alles", "version": 0}, follow=True)

    assert "was al gemaakt" in again.content.decode()
    assert Client().get(path).status_code == 200


def test_reload_after_revoking_makes_no_address(owner: Client, kept_plan: Plan) -> None:
    made(owner, kept_plan)
    owner.post(f"{page(kept_plan)}intrekken/")

    again = owner.post(page(kept_plan), {"which": "alles", "version": 0}, follow=True)

    assert "was al gemaakt" in again.content.decode()
    assert not CalendarFeed.objects.exists()
    assert Client().get(made(owner, kept_plan, version=1)).status_code == 200


def test_account_page_lists_the_feeds_of_all_plans_to_revoke(
    owner: Client, kept_plan: Plan
) -> None:
    other = make_plan(owner, title="Ander plan")
    paths = [made(owner, plan) for plan in (kept_plan, other)]
    made(join(kept_plan, "els", "reader"), kept_plan)

    shown = owner.get("/account/").content.decode()
    revoked = owner.post(f"{page(other)}intrekken/", {"van": "account"})

    for plan in (kept_plan, other):
        assert shown.count(f'action="{page(plan)}intrekken/"') == 1
    assert revoked["Location"] == "/account/"
    left = owner.get("/account/").content.decode()
    assert "agenda-adres voor ‘Ander plan’ werkt niet meer" in left
    assert f'action="{page(other)}intrekken/"' not in left
    assert [Client().get(path).status_code for path in paths] == [200, 404]


def test_broken_form_is_422(owner: Client, kept_plan: Plan) -> None:
    for sent in [{}, {"which": "x", "version": 0}, {"which": "alles"}]:
        assert owner.post(page(kept_plan), sent).status_code == 422, sent
        assert not CalendarFeed.objects.exists()


def test_feed_ends_with_the_membership(owner: Client, kept_plan: Plan) -> None:
    rik = join(kept_plan, "rik", "reader")
    path = made(rik, kept_plan)
    member = Membership.objects.get(user__username="rik")

    actions.members.remove(plan_id=kept_plan.pk, member_id=member.pk)

    assert Client().get(path).status_code == 404


def test_feed_of_a_closed_account_is_404(owner: Client, kept_plan: Plan) -> None:
    path = made(owner, kept_plan)

    User.objects.update(is_active=False)

    assert Client().get(path).status_code == 404


def test_archived_plan_has_its_feed(owner: Client, kept_plan: Plan) -> None:
    path = made(owner, kept_plan)

    Plan.objects.update(is_archived=True)

    assert Client().get(path).status_code == 200
    assert owner.get(page(kept_plan)).status_code == 200


def test_plan_without_account_says_why_not(client: Client) -> None:
    plan = make_plan(client)

    shown = client.get(page(plan)).content.decode()

    assert "Een agenda-adres kan alleen met een plan dat bij een account hoort" in shown
    assert client.post(page(plan), {"which": "alles", "version": 0}).status_code == 403


def test_feed_goes_with_a_forgotten_password(
    owner: Client, kept_plan: Plan, rf: RequestFactory
) -> None:
    path = made(owner, kept_plan)

    reset_password(rf.get("/"), User.objects.get(username="an"))

    assert Client().get(path).status_code == 404


def test_feed_asked_too_often_is_429(owner: Client, kept_plan: Plan, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"calendar_feed": "2/h/key"}
    path = made(owner, kept_plan)

    responses = [Client().get(path) for _ in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 429]
    assert responses[2]["Retry-After"] == "3600"
    assert Client().get(made(owner, kept_plan, version=1)).status_code == 200  # a renewed one


def test_own_data_holds_the_feed(owner: Client, kept_plan: Plan) -> None:
    path = made(owner, kept_plan, "mijn")
    Client().get(path)

    archive = zipfile.ZipFile(BytesIO(owner.get("/account/gegevens/").content))

    [plan] = json.loads(archive.read("plannen.json"))
    today = timezone.localdate().isoformat()
    assert plan["agenda"]["alleen_mijn_activiteiten"] is True
    assert plan["agenda"]["laatst_gebruikt_op"] == today
    assert plan["agenda_adressen_gemaakt"] == 1


def test_own_feed_follows_the_account_of_an_owner(owner: Client, kept_plan: Plan) -> None:
    an = User.objects.get(username="an")
    row = kept_plan.activities.all()[0]
    edit(kept_plan, row, owner=MemberName(an.pk), due_date=DAY)
    path = made(owner, kept_plan, "mijn")

    User.objects.filter(pk=an.pk).update(first_name="An Maes")

    [event] = events(path).values()
    assert "status" not in event and "Wie trekt dit: An Maes" in event["description"]
