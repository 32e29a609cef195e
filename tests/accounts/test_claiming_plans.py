"""What was made without an account goes along at sign-in, once."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.utils import timezone

from roadmap import actions
from roadmap.access.permissions import SESSION_KEY
from roadmap.models import Change, Membership, Plan
from tests.accounts.conftest import EMAIL, PASSWORD, code_in, make_person, sign_in
from tests.roadmap.conftest import make_plan


def titles(client: Client) -> set[str]:
    return {line.plan.title for line in client.get("/plannen/").context["plans"]}


@pytest.mark.django_db
def test_sign_in_takes_plans_along_also_beside_others(client: Client, person: User) -> None:
    first = Client()
    make_plan(first, title="Thuis")
    sign_in(first)
    make_plan(first, title="Met account")
    second = Client()
    taken = make_plan(second, title="Op het werk")
    sign_in(second)

    assert titles(first) == titles(second) == {"Thuis", "Met account", "Op het werk"}
    taken.refresh_from_db()
    assert (taken.browser, taken.kept_until) == ("", None)
    assert Membership.objects.get(plan=taken).role == Membership.Role.OWNER
    assert not Change.objects.exclude(browser="").exists()


@pytest.mark.django_db
def test_sign_up_takes_plans_along(client: Client, mailoutbox: list[EmailMessage]) -> None:
    make_plan(client, title="Voor het account")
    fields = {"name": "An", "email": EMAIL, "password1": PASSWORD}
    client.post("/account/signup/", fields)
    assert titles(client) == {"Voor het account"}  # not yet anybody's

    client.post("/account/confirm-email/", {"code": code_in(mailoutbox[0])})

    assert titles(client) == {"Voor het account"}
    assert Membership.objects.get().user == User.objects.get()


@pytest.mark.django_db
def test_undo_goes_on_after_sign_in(client: Client, person: User) -> None:
    plan = make_plan(client)
    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": "Anders", "version": "1"})
    sign_in(client)

    client.post(f"/plannen/{plan.pk}/ongedaan/")

    plan.refresh_from_db()
    assert plan.title == "Stappenplan AI 2027"


@pytest.mark.django_db
def test_browser_sees_nothing_after_sign_out(client: Client, person: User) -> None:
    plan = make_plan(client)
    client.get(f"/plannen/{plan.pk}/")
    old = client.get(f"/plannen/{plan.pk}/")["ETag"]
    sign_in(client)
    client.post("/account/logout/")

    assert SESSION_KEY not in client.session
    assert not titles(client)
    page = client.get(f"/plannen/{plan.pk}/", headers={"If-None-Match": old})
    assert page.status_code == 302


@pytest.mark.django_db
def test_page_that_the_browser_kept_is_not_shown_for_the_account(
    client: Client, person: User
) -> None:
    plan = make_plan(client)
    client.get(f"/plannen/{plan.pk}/")
    old = client.get(f"/plannen/{plan.pk}/")["ETag"]
    sign_in(client)
    client.get(f"/plannen/{plan.pk}/")  # shows the news

    page = client.get(f"/plannen/{plan.pk}/", headers={"If-None-Match": old})

    assert page.status_code == 200
    assert "hoort bij deze browser" not in page.content.decode()


@pytest.mark.django_db
def test_plan_whose_end_has_passed_stays_behind(client: Client, person: User) -> None:
    make_plan(client)
    Plan.objects.update(kept_until=timezone.localdate() - timedelta(days=1))
    sign_in(client)

    assert not titles(client)
    assert not Membership.objects.exists()


@pytest.mark.django_db
def test_nothing_is_taken_for_an_empty_key(client: Client, person: User) -> None:
    sign_in(client)
    make_plan(client)
    other = make_person("bo@example.be")

    assert actions.members.claim_browser_plans(browser="", user_id=other.pk) == 0
    assert Membership.objects.get().user == person


def test_two_who_take_at_once_do_not_both_own(client: Client, shared_database: None) -> None:
    plan = make_plan(client)
    people = [make_person(f"p{n}@example.be") for n in range(4)]

    def take(user: User) -> None:
        actions.members.claim_browser_plans(browser=plan.browser, user_id=user.pk)
        connection.close()

    threads = [Thread(target=take, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Membership.objects.count() == 1
