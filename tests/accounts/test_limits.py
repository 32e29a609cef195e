"""Guessing is slowed down, for all processes together."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test import Client
from django.utils import timezone

from playbook_site.caches import forget_old_counters
from tests.accounts.conftest import EMAIL

pytestmark = pytest.mark.django_db


def guess(client: Client, **headers: str) -> int:
    data = {"login": EMAIL, "password": "fout"}
    return client.post("/account/login/", data, headers=headers).status_code


def test_guessing_a_password_ends_in_429(client: Client, person: User) -> None:
    answers = [guess(client) for _ in range(6)]
    last = client.post("/account/login/", {"login": EMAIL, "password": "fout"})

    assert answers == [422] * 5 + [429]
    assert last["Retry-After"] == "300"
    assert "U probeerde dit te vaak" in last.content.decode()


def test_limit_is_not_escaped_by_a_header_or_another_browser(person: User) -> None:
    answers = [guess(Client(), **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(6)]
    assert answers[-1] == 429


def test_limit_counts_over_all_processes(client: Client, person: User) -> None:
    for _ in range(5):
        guess(client)
    LocMemCache.clear(cache._connections["default"])  # type: ignore[attr-defined]  # another one

    assert guess(client) == 429


@pytest.mark.parametrize(
    ("address", "tries"), [("login/code/", 3), ("password/reset/", 5), ("signup/", 20)]
)
def test_asking_for_codes_ends_in_429(client: Client, address: str, tries: int) -> None:
    data = {"email": EMAIL, "name": ""}
    answers = [Client().post(f"/account/{address}", data).status_code for _ in range(tries + 1)]
    assert 429 not in answers[:-1]
    assert answers[-1] == 429


def test_confirming_by_code_ends_in_429(client: Client, person: User) -> None:
    client.force_login(person)
    answers = [client.post("/account/bevestigen/code/").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]


def test_passkey_sign_in_ends_in_429(client: Client) -> None:
    answers = [client.post("/account/passkeys/aanmelden/", {}).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]


def test_old_counters_go(client: Client, person: User) -> None:
    guess(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        assert cursor.fetchone()[0]
        past = connection.ops.adapt_datetimefield_value(
            timezone.now().replace(year=2020, microsecond=0)
        )
        cursor.execute("UPDATE shared_cache SET expires = %s", [past])
        forget_old_counters()
        cursor.execute("SELECT count(*) FROM shared_cache")
        assert cursor.fetchone()[0] == 0
