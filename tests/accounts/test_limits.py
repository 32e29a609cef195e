"""Guessing is slowed down, for all processes together."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from playbook_site import environment
from playbook_site.operations.cache_expiry import delete_expired_entries
from tests.accounts.conftest import EMAIL, PASSWORD

pytestmark = pytest.mark.django_db


def guess(client: Client, **headers: str) -> int:
    data = {"login": EMAIL, "password": "fout"}
    return client.post("/account/login/", data, headers=headers).status_code


def test_guessing_a_password_ends_in_429(client: Client, person: User) -> None:
    answers = [guess(client) for _ in range(6)]
    last = client.post("/account/login/", {"login": EMAIL, "password": "fout"})

    assert answers == [422] * 5 + [429]
    assert last["Retry-After"] == "300"
    assert "Er kwamen te veel pogingen na elkaar" in last.content.decode()


def test_limit_is_not_escaped_by_a_header_or_another_browser(person: User) -> None:
    answers = [guess(Client(), **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(6)]
    assert answers[-1] == 429


@pytest.fixture
def shared_cache(settings: Settings) -> None:
    """The default cache as the site has it: in the database."""
    settings.CACHES = environment.caches()
    call_command("createcachetable")


def test_limit_counts_over_all_processes(client: Client, person: User, shared_cache: None) -> None:
    for _ in range(5):
        guess(client)
    del caches["default"]  # another process has another

    assert guess(client) == 429


@pytest.mark.parametrize(
    ("address", "tries"), [("login/code/", 3), ("password/reset/", 5), ("signup/", 100)]
)
def test_asking_for_codes_ends_in_429(client: Client, address: str, tries: int) -> None:
    data = {"email": EMAIL, "name": ""}
    answers = [Client().post(f"/account/{address}", data) for _ in range(tries + 1)]
    assert 429 not in [answer.status_code for answer in answers[:-1]]
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "60"


@pytest.mark.parametrize("address", ["login/code/", "password/reset/", "login/"])
def test_a_meeting_of_thirty_behind_one_address_comes_in(person: User, address: str) -> None:
    people = [f"p{number}@example.be" for number in range(30)]

    answers = [
        Client().post(f"/account/{address}", {"email": one, "login": one, "password": "fout"})
        for one in people
    ]

    assert 429 not in [answer.status_code for answer in answers]
    right = {"login": EMAIL, "password": PASSWORD}
    assert Client().post("/account/login/", right).status_code == 302


@pytest.mark.parametrize("address", ["login/code/", "password/reset/", "login/"])
def test_one_address_is_not_without_end(address: str) -> None:
    people = [f"p{number}@example.be" for number in range(101)]

    answers = [
        Client().post(f"/account/{address}", {"email": one, "login": one, "password": "fout"})
        for one in people
    ]

    assert [answer.status_code for answer in answers].index(429) == 100


def test_confirming_by_code_ends_in_429(client: Client, person: User) -> None:
    client.force_login(person)
    answers = [client.post("/account/bevestigen/code/").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]


def test_passkey_sign_in_ends_in_429(client: Client) -> None:
    answers = [client.post("/account/passkeys/aanmelden/", {}).status_code for _ in range(101)]
    assert answers == [302] * 100 + [429]


def test_old_counters_go(client: Client, person: User, shared_cache: None) -> None:
    guess(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache_shared")
        assert cursor.fetchone()[0]
        past = connection.ops.adapt_datetimefield_value(
            timezone.now().replace(year=2020, microsecond=0)
        )
        cursor.execute("UPDATE cache_shared SET expires = %s", [past])
        delete_expired_entries()
        cursor.execute("SELECT count(*) FROM cache_shared")
        assert cursor.fetchone()[0] == 0
