"""Taking one's data away, and being forgotten."""

from __future__ import annotations

import inspect
import json
import threading
import time
import zipfile
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from io import BytesIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends import db as db_sessions
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.test import Client, TestCase
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import deletion
from accounts.deletion import delete_account
from accounts.models import SessionIdentity
from accounts.security.reauthentication import CONFIRMED
from accounts.security.session_store import SessionStore
from accounts.security.sessions import forget_sessions
from roadmap import actions
from roadmap.actions import members
from roadmap.history.transaction import Author, Revision
from roadmap.models import CalendarFeed, Change, Membership, Plan, PlanQuerySet, SavedState
from roadmap.pdf_cache import Audience, cache_key
from tests.accounts.conftest import EMAIL, PASSWORD, code_in, make_person, sign_in
from tests.roadmap.conftest import make_plan

pytestmark = pytest.mark.django_db
MARKER = "kwikstaart"
LEAVE = "/account/verwijderen/"


def all_that_is_stored() -> dict[str, str]:
    """Every table's rows as text; sessions and caches as what is inside them."""
    stored = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            stored[table] = str(cursor.fetchall())
    stored["sessions inside"] = str([session.get_decoded() for session in Session.objects.all()])
    return stored


def tables_with(text: str) -> set[str]:
    return {table for table, rows in all_that_is_stored().items() if text in rows.lower()}


def shared_plan(client: Client, other: User, role: str, title: str = "Van ons") -> Plan:
    plan = make_plan(client, title=title)
    Membership.objects.create(plan=plan, user=other, role=role)
    return plan


def marked_person(client: Client) -> User:
    """Somebody whose name stands everywhere that an account leaves a trace."""
    email = f"{MARKER}@example.be"
    user = make_person(email, f"An {MARKER.title()}")
    client.defaults["HTTP_USER_AGENT"] = f"Browser van {MARKER}"
    sign_in(client, email)
    key = {"name": f"Laptop van {MARKER}", "credential": {}}
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=key)
    SocialAccount.objects.create(user=user, provider="overheid", uid=MARKER)
    LogEntry.objects.create(
        user_id=make_person("beheer@example.be").pk,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=email,
        action_flag=CHANGE,
    )
    Client().post("/account/login/code/", {"email": email})  # a sign-in that was never finished
    return user


def leave(client: Client) -> Any:
    return client.post(LEAVE, {"sure": "on"}, follow=True)


@pytest.mark.both
def test_after_deletion_the_name_is_nowhere(client: Client) -> None:
    user = marked_person(client)
    plan = make_plan(client, title=f"Plan van {MARKER}")
    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": f"{MARKER} 2", "version": "1"})
    SavedState.objects.create(plan=plan, name=MARKER, number=2, user=user, state={"x": MARKER})
    kept = shared_plan(client, make_person("bo@example.be"), "owner")
    assert {"auth_user", "roadmap_plan", "roadmap_change"} <= tables_with(MARKER)

    page = leave(client)

    assert "zijn verwijderd" in page.content.decode()
    assert tables_with(MARKER) == set()
    assert not User.objects.filter(pk=user.pk).exists()
    assert Plan.objects.get() == kept
    assert Change.objects.get(plan=kept, number=1).user is None
    assert client.get("/account/").status_code == 302
    delete_account(user_id=user.pk)  # once more is no error


def test_after_deletion_no_pdf_is_kept(client: Client, person: User) -> None:
    sign_in(client)
    place = cache_key(make_plan(client).pk, Audience.MEMBERS)
    caches["pdfs"].set(place, ("tag", b"%PDF"))

    with TestCase.captureOnCommitCallbacks(execute=True):
        leave(client)

    assert not Plan.objects.exists()
    assert caches["pdfs"].get(place) is None


def test_leaving_says_before_which_plans_go(client: Client, person: User) -> None:
    sign_in(client)
    others = [make_person(f"p{n}@example.be") for n in range(2)]
    mine = make_plan(client, title="Van mij alleen")
    read = shared_plan(client, others[0], "reader", "Met een lezer")
    shared_plan(client, others[1], "owner", "Samen van ons")

    page = " ".join(client.get(LEAVE).content.decode().split())

    going, staying = page.split("Deze stappenplannen blijven")
    assert mine.title in going and read.title in going
    assert "ook 1 andere persoon verliest het" in going
    assert "Samen van ons" in staying
    assert Plan.objects.count() == 3


def test_leaving_is_asked_for_knowingly(client: Client, person: User) -> None:
    sign_in(client)

    response = client.post(LEAVE, {})

    assert response.status_code == 422
    assert "Vink dit aan" in response.content.decode()
    assert User.objects.filter(pk=person.pk).exists()


def test_leaving_asks_for_proof_when_sign_in_was_long_ago(
    client: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    sign_in(client)
    session = client.session
    session[CONFIRMED] = [person.pk, time.time() - 11 * 60]
    session.save()

    asked = client.post(LEAVE, {"sure": "on"})
    assert asked["Location"] == "/account/bevestigen/?next=%2Faccount%2Fverwijderen%2F"
    page = client.get(asked["Location"]).content.decode()
    assert "Met uw wachtwoord" in page
    client.post(f"/account/bevestigen/code/?next={LEAVE}")
    wrong = client.post(asked["Location"], {"code": "BBBB-BBBB"})
    assert wrong.status_code == 422
    right = client.post(asked["Location"], {"code": code_in(mailoutbox[-1])})

    assert right["Location"] == LEAVE
    assert client.get(LEAVE).status_code == 200


def test_password_proves_it_too(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.get(LEAVE).status_code == 302

    done = client.post(f"/account/reauthenticate/?next={LEAVE}", {"password": PASSWORD})

    assert done["Location"] == LEAVE
    assert client.get(LEAVE).status_code == 200


@pytest.mark.parametrize("password", [PASSWORD, ""])
@pytest.mark.parametrize("address", ["passkeys/nieuw/", "email/", "koppelingen/", "verwijderen/"])
def test_proof_is_asked_before_what_matters(
    client: Client, mailoutbox: list[EmailMessage], address: str, password: str
) -> None:
    client.force_login(make_person(password=password))

    asked = client.get(f"/account/{address}")
    assert asked["Location"] == f"/account/bevestigen/?next=%2Faccount%2F{address[:-1]}%2F".replace(
        "passkeys/nieuw", "passkeys%2Fnieuw"
    )
    client.post("/account/bevestigen/code/")
    client.post("/account/bevestigen/", {"code": code_in(mailoutbox[-1])})

    assert client.get(f"/account/{address}").status_code == 200


def test_code_serves_once_and_three_tries(
    client: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    client.force_login(person)
    client.post("/account/bevestigen/code/")
    code = code_in(mailoutbox[-1])

    answers = [
        client.post("/account/bevestigen/", {"code": typed}).status_code
        for typed in ("B", "C", "D", code)
    ]

    assert answers == [422] * 4
    assert client.get(LEAVE).status_code == 302


def test_last_owner_takes_the_plan_along_when_both_leave(client: Client, person: User) -> None:
    sign_in(client)
    other = make_person("bo@example.be")
    shared_plan(client, other, "owner")

    delete_account(user_id=person.pk)
    assert Plan.objects.count() == 1
    delete_account(user_id=other.pk)
    assert not Plan.objects.exists()


def leave_at_once(ids: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Owners delete their accounts; all look which plans go before any does, if they can."""
    all_looked = threading.Barrier(len(ids))
    looked = members.deleted_and_kept_plans
    faults: list[BaseException] = []

    def look_and_wait(*, user_id: int) -> tuple[PlanQuerySet, PlanQuerySet]:
        found = [list(plans.values_list("pk", flat=True)) for plans in looked(user_id=user_id)]
        with suppress(threading.BrokenBarrierError):
            all_looked.wait(timeout=1)
        going, staying = (Plan.objects.filter(pk__in=plans) for plans in found)
        return going, staying

    def go(user_id: int) -> None:
        try:
            deletion.delete_account(user_id=user_id)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    monkeypatch.setattr(members, "deleted_and_kept_plans", look_and_wait)
    threads = [threading.Thread(target=go, args=(user_id,)) for user_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert not User.objects.filter(pk__in=ids).exists()


@pytest.mark.both
def test_sessions_are_found_by_key_among_all(
    client: Client, person: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The person's, one that began without allauth, one with the address in capitals (case 74)."""
    sign_in(client)
    by_django, typed, other = SessionStore(), SessionStore(), SessionStore()
    by_django[SESSION_KEY] = str(person.pk)
    typed["step"] = [{"next": f"/?email={EMAIL.upper()}"}]
    other["step"] = f"x{EMAIL}"
    for session in (by_django, typed, other):
        session.save()

    with django_assert_num_queries(5):
        forget_sessions(person)

    assert [row.pk for row in Session.objects.all()] == [other.session_key]
    assert set(SessionIdentity.objects.values_list("session_key")) == {(other.session_key,)}


def test_identity_is_noted_once_and_for_a_renewed_key_again(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session = SessionStore()
    session["step"] = f"{EMAIL}, en\x00 <bo@example.be>."
    session.save()
    again = SessionStore(session.session_key)
    again["more"] = 1
    with django_assert_num_queries(3):  # one and its savepoint: nothing is noted
        again.save()
    again.cycle_key()

    noted = SessionIdentity.objects.values_list("session_key", "identity")
    keys = (session.session_key, again.session_key)
    assert set(noted) == {(key, email) for key in keys for email in (EMAIL, "bo@example.be")}
    call_command("delete_expired")
    assert {key for key, _ in noted.all()} == {again.session_key}


def test_sessions_of_the_release_before_are_noted_by_the_migration(db: None) -> None:
    session = db_sessions.SessionStore()
    session["step"] = EMAIL
    session.save()

    import_module("accounts.migrations.0002_session_identities").note_all(apps, None)

    assert SessionIdentity.objects.get().identity == EMAIL


@pytest.fixture
def two_owners(shared_database: None, client: Client) -> list[int]:
    """The ids of two people who own one plan together."""
    first, second = make_person(), make_person("bo@example.be")
    sign_in(client)
    shared_plan(client, second, "owner")
    return [first.pk, second.pk]


def test_two_owners_who_leave_at_once_take_the_plan_along(
    two_owners: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_at_once(two_owners, monkeypatch)

    assert not Plan.objects.exists()


@pytest.mark.control
def test_control_without_the_lock_the_plan_stays_behind_without_people(
    two_owners: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PlanQuerySet, "select_for_update", lambda plans: plans)
    for act in ("delete_account", "leave_plans"):  # SQLite's lock is the transaction
        monkeypatch.setattr(deletion, act, inspect.unwrap(getattr(deletion, act)))

    leave_at_once(two_owners, monkeypatch)

    assert Plan.objects.count() == 1
    assert not Membership.objects.exists()


def sent_by_the_admin(users: list[User], *, in_bulk: bool) -> tuple[str, dict[str, Any]]:
    """The address and the form with which the admin deletes these people."""
    if not in_bulk:
        return f"/beheer/auth/user/{users[0].pk}/delete/", {"post": "yes"}
    chosen = {"_selected_action": [user.pk for user in users]}
    return "/beheer/auth/user/", {"action": "delete_selected", "post": "yes", **chosen}


@pytest.mark.parametrize("in_bulk", [False, True])
def test_whom_the_admin_deletes_leaves_as_everybody_does(
    client: Client, admin_client: Client, in_bulk: bool
) -> None:
    user = marked_person(client)
    make_plan(client, title=f"Plan van {MARKER}")
    kept = shared_plan(client, make_person("bo@example.be"), "owner")

    answer = admin_client.post(*sent_by_the_admin([user], in_bulk=in_bulk), follow=True)

    assert answer.status_code == 200
    assert tables_with(MARKER) == set()
    assert Plan.objects.get() == kept
    assert list(kept.memberships.values_list("user__email", flat=True)) == ["bo@example.be"]
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("in_bulk", [False, True])
def test_who_deletes_themselves_in_the_admin_is_out(
    admin_client: Client, admin_user: User, in_bulk: bool
) -> None:
    make_plan(admin_client)
    members = [admin_user, make_person()]

    answer = admin_client.post(*sent_by_the_admin(members, in_bulk=in_bulk))

    assert answer.status_code == 302
    assert not Plan.objects.exists()
    assert User.objects.count() == (0 if in_bulk else 1)
    assert admin_client.get("/plannen/").status_code == 200


def test_download_holds_everything(client: Client) -> None:
    user = marked_person(client)
    plan = make_plan(client, title="Mijn plan")
    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": "Anders", "version": "1"})
    SavedState.objects.create(plan=plan, name="Start", number=2, user=user, state=[])
    other = make_person("bo@example.be", "Bo Geheim")
    Membership.objects.create(plan=plan, user=other, role="editor")
    actions.plans.edit_details(
        Revision(plan.pk, Author(user_id=other.pk)), version=2, fields={"organisation": "Van Bo"}
    )
    strangers = make_plan(Client(), title="Van een ander")
    actions.members.invite(plan_id=strangers.pk, email=user.email, role=Membership.Role.EDITOR)
    actions.imports.store_upload(author=Author(user_id=user.pk), content='{"title": "Ingelezen"}')

    response = client.get("/account/gegevens/")

    archive = zipfile.ZipFile(BytesIO(response.content))
    files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="mijn-gegevens-')
    assert files["account.json"]["naam"] == f"An {MARKER.title()}"
    assert files["e-mailadressen.json"][0]["verified"] is True
    assert files["sessies.json"][0]["user_agent"] == f"Browser van {MARKER}"
    assert files["passkeys.json"][0]["naam"] == f"Laptop van {MARKER}"
    assert files["gekoppelde-accounts.json"][0]["uid"] == MARKER
    [shown] = files["plannen.json"]
    assert (shown["rol"], shown["versie"]) == ("owner", 3)
    assert len(shown["inhoud"]) == 1 + 42
    assert [change["door_mij"] for change in shown["geschiedenis"]] == [True, True, False]
    assert shown["momentopnamen"][0]["name"] == "Start"
    [offered] = files["uitnodigingen.json"]
    assert (offered["e-mailadres"], offered["rol"]) == (user.email.lower(), "editor")
    assert files["verstuurde-uitnodigingen.json"] == []
    assert files["ingelezen-bestanden.json"][0]["inhoud"] == {"title": "Ingelezen"}
    whole = str(files)
    assert str(strangers.pk) not in whole
    assert "Bo Geheim" not in whole and "bo@example.be" not in whole


def test_sessions_are_listed_and_ended(client: Client, person: User) -> None:
    old = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0; rv:140.0) Firefox/140.0")
    sign_in(old)
    sign_in(client)
    third = Client()
    sign_in(third)

    page = client.get("/account/sessies/").content.decode()
    assert "Firefox op Windows" in page and "127.0.0.1" in page
    first = UserSession.objects.get(user_agent__contains="Firefox")
    client.post("/account/sessies/", {"sessie": str(first.pk)})
    assert old.get("/account/").status_code == 302
    assert third.get("/account/").status_code == 200
    client.post("/account/sessies/", {"sessie": "andere"})

    assert third.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_feeds_go_with_all_other_sessions_and_it_says_so(client: Client, person: User) -> None:
    for one in (client, Client()):
        sign_in(one)
    plan = make_plan(client)
    client.post(f"/plannen/{plan.pk}/agenda/", {"which": "alles", "version": 0})

    shown = client.get("/account/sessies/").content.decode()
    client.post("/account/sessies/", {"sessie": "1234567"})
    kept = CalendarFeed.objects.count()
    ended = client.post("/account/sessies/", {"sessie": "andere"}, follow=True).content.decode()

    assert "Beëindig alle andere sessies en trek mijn agenda-adres in" in shown
    assert "Uw agenda-adressen werken niet meer" in ended
    assert (kept, CalendarFeed.objects.count()) == (1, 0)


def test_session_of_somebody_else_cannot_be_ended(client: Client, person: User) -> None:
    make_person("bo@example.be")
    other = Client()
    sign_in(other, "bo@example.be")
    sign_in(client)
    theirs = UserSession.objects.get(user__email="bo@example.be")

    client.post("/account/sessies/", {"sessie": str(theirs.pk)})

    assert other.get("/account/").status_code == 200


def test_accounts_that_nobody_confirmed_go(client: Client, person: User) -> None:
    client.post("/account/signup/", {"name": "X", "email": "x@example.be", "password1": PASSWORD})
    call_command("delete_expired")
    assert User.objects.count() == 2

    User.objects.update(date_joined=timezone.now() - timedelta(days=2))
    call_command("delete_expired")

    assert list(User.objects.values_list("email", flat=True)) == [EMAIL]
    assert EmailAddress.objects.count() == 1


def test_the_first_administrator_stays_without_the_code(client: Client) -> None:
    boss = User.objects.create_superuser("baas", "baas@example.be", PASSWORD)
    client.post("/account/login/", {"login": boss.email, "password": PASSWORD})
    assert EmailAddress.objects.filter(user=boss, verified=False).exists()
    User.objects.update(date_joined=timezone.now() - timedelta(days=2))

    call_command("delete_expired")

    assert User.objects.get() == boss


def test_ended_sessions_leave_no_address_behind(client: Client, person: User) -> None:
    sign_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))

    call_command("delete_expired")

    assert not UserSession.objects.exists()
