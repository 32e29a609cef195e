"""Guessing is slowed down, for all processes together."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from playbook_site import environment
from playbook_site.operations.cache_expiry import delete_expired_entries
from tests.accounts.conftest import EMAIL, PASSWORD, code_in, make_person, sign_in
from tests.accounts.provider import knows, provider_sign_in

pytestmark = pytest.mark.django_db


Ask = Callable[[str], int]


def limit(settings: Settings, **rates: str) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | rates


def guess(client: Client, **headers: str) -> int:
    data = {"login": EMAIL, "password": "fout"}
    return client.post("/account/login/", data, headers=headers).status_code


def guess_from(network: str, client: Client | None = None) -> int:
    data = {"login": EMAIL, "password": "fout"}
    return (client or Client()).post("/account/login/", data, REMOTE_ADDR=network).status_code


def sign_in_from(network: str, client: Client | None = None) -> Any:
    data = {"login": EMAIL, "password": PASSWORD}
    return (client or Client()).post("/account/login/", data, REMOTE_ADDR=network)


def owners_browser(email: str = EMAIL) -> Client:
    """A browser in which this person signed in before, and out again."""
    client = Client()
    sign_in(client, email)
    client.post("/account/logout/")
    return client


def test_guessing_a_password_ends_in_429(client: Client, person: User) -> None:
    answers = [guess(client) for _ in range(6)]
    last = client.post("/account/login/", {"login": EMAIL, "password": "fout"})

    assert answers == [422] * 5 + [429]
    assert last["Retry-After"] == "300"
    assert "Er kwamen te veel pogingen na elkaar" in last.content.decode()


def test_limit_is_not_escaped_by_a_header_or_another_browser(person: User) -> None:
    answers = [guess(Client(), **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(6)]
    assert answers[-1] == 429


def test_stranger_closes_the_account_to_their_own_network_only(person: User) -> None:
    assert [guess_from("203.0.113.1") for _ in range(6)][-1] == 429

    assert sign_in_from("203.0.113.1").status_code == 429
    assert sign_in_from("203.0.113.2").status_code == 302


def test_networks_of_one_line_are_one(person: User) -> None:
    assert [guess_from(f"2001:db8::{number}") for number in range(6)][-1] == 429
    assert guess_from("2001:db8:0:1::1") == 422


def test_owners_browser_gets_in_from_the_network_of_the_stranger(person: User) -> None:
    own = owners_browser()
    for _ in range(6):
        guess_from("203.0.113.1")

    assert sign_in_from("203.0.113.1", own).status_code == 302


def test_owners_browser_may_not_guess_without_end(person: User) -> None:
    own = owners_browser()
    answers = [guess_from("203.0.113.1", own) for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_browser_of_another_person_is_a_stranger(person: User) -> None:
    make_person("bo@example.be")
    other = owners_browser("bo@example.be")
    for _ in range(6):
        guess_from("203.0.113.1")

    assert guess_from("203.0.113.1", other) == 429


def test_forged_mark_is_a_stranger(client: Client, person: User) -> None:
    for _ in range(6):
        guess_from("203.0.113.1")
    for value in ("", "a" * 64, str(person.pk)):
        client.cookies[site_settings.TYPIST_COOKIE_NAME] = value
        assert guess_from("203.0.113.1", client) == 429


def test_many_networks_do_not_add_up(person: User, settings: Settings) -> None:
    own = owners_browser()
    limit(settings, guesses_of_strangers="7/h/key")

    answers = [guess_from(f"203.0.113.{number}") for number in range(8)]
    refused = sign_in_from("203.0.113.99")

    assert answers == [422] * 7 + [429]
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "Over een uur kan het weer" in refused.content.decode()
    assert sign_in_from("203.0.113.99", own).status_code == 302


def test_right_passwords_do_not_count_among_those_of_strangers(
    person: User, settings: Settings
) -> None:
    limit(settings, guesses_of_strangers="2/h/key")
    answers = [sign_in_from(f"203.0.113.{number}").status_code for number in range(4)]
    assert answers == [302] * 4


def test_new_password_opens_the_browser_that_tried_too_often(
    client: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    for _ in range(6):
        guess(client)
    client.post("/account/password/reset/", {"email": EMAIL})
    client.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
    client.post("/account/password/reset/complete/", {"password1": "een heel ander woord"})

    sign_in(client, password="een heel ander woord")


def test_confirming_by_password_is_open_while_strangers_guess(person: User) -> None:
    own = Client()
    sign_in(own)
    for _ in range(6):
        guess(Client())

    answer = own.post("/account/reauthenticate/?next=/account/", {"password": PASSWORD})
    assert answer["Location"] == "/account/"


@pytest.fixture
def ask_by(provider: str) -> dict[str, Ask]:
    """Per way in which a stranger causes a mail to EMAIL: it done from a network."""
    knows(provider, "zonder-adres", name="Kwaad")
    knows(provider, "met-adres", name="Kwaad", email=EMAIL)
    host = make_person("kwaad@example.be")

    def post(path: str, fields: dict[str, str], client: Client | None = None) -> Ask:
        def ask(network: str) -> int:
            return (client or Client()).post(path, fields, REMOTE_ADDR=network).status_code

        return ask

    def change(network: str) -> int:
        changing = Client()
        changing.force_login(host)
        changing.post("/account/reauthenticate/", {"password": PASSWORD})
        fields = {"action_add": "", "email": EMAIL}
        return changing.post("/account/email/", fields, REMOTE_ADDR=network).status_code

    def come_by_provider(network: str) -> int:
        status: int = provider_sign_in(Client(REMOTE_ADDR=network), "met-adres").status_code
        return status

    def fill_in_providers_form(network: str) -> int:
        new = Client(REMOTE_ADDR=network)
        provider_sign_in(new, "zonder-adres")
        fields = {"email": EMAIL, "name": "Kwaad"}
        return new.post("/account/koppelingen/nieuw/", fields).status_code

    return {
        "sign-up": post("/account/signup/", {"name": "Kwaad", "email": EMAIL}),
        "code": post("/account/login/code/", {"email": EMAIL.upper()}),
        "reset": post("/account/password/reset/", {"email": EMAIL}),
        "change": change,
        "provider": come_by_provider,
        "form": fill_in_providers_form,
    }


@pytest.mark.parametrize("is_known", [True, False])
def test_mailbox_takes_so_many_mails_a_day_from_strangers(
    is_known: bool, ask_by: dict[str, Ask], settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    if is_known:
        make_person()
    limit(settings, mails_for_strangers="6/d/key")
    networks = (f"203.0.113.{number}" for number in count())

    first = {name: ask(next(networks)) for name, ask in ask_by.items()}
    sent = [one.to for one in mailoutbox]
    then = {name: ask(next(networks)) for name, ask in ask_by.items()}

    assert set(first.values()) == {302} and sent == [[EMAIL]] * 6
    assert set(then.values()) == {429}
    assert len(mailoutbox) == 6


def test_network_asks_for_so_many_mails_a_day_to_whatever_addresses(
    settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    limit(settings, mails_from_network="3/d/key")

    def ask(number: int, network: str = "203.0.113.1") -> int:
        fields = {"email": f"p{number}@example.be"}
        return Client().post("/account/login/code/", fields, REMOTE_ADDR=network).status_code

    assert [ask(number) for number in range(5)] == [302, 302, 302, 429, 429]
    assert ask(9, "203.0.113.2") == 302
    assert len(mailoutbox) == 4


def test_own_browser_gets_its_code_when_strangers_used_up_the_day(
    person: User, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    own = owners_browser()
    limit(settings, mails_for_strangers="1/d/key")
    Client().post("/account/login/code/", {"email": EMAIL})
    refused = Client().post("/account/login/code/", {"email": EMAIL})

    assert (refused.status_code, refused["Retry-After"]) == (429, "86400")
    assert "Morgen kan het weer" in refused.content.decode()
    own.post("/account/login/code/", {"email": EMAIL})
    own.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[-1])})
    assert own.get("/account/").status_code == 200


def test_stranger_keeps_no_code_from_another_network(person: User) -> None:
    answers = [
        Client().post("/account/login/code/", {"email": EMAIL}, REMOTE_ADDR=network).status_code
        for network in ["203.0.113.1"] * 4 + ["203.0.113.2"]
    ]
    assert answers == [302, 302, 302, 429, 302]


def test_sign_up_that_got_no_mail_leaves_no_account(client: Client, settings: Settings) -> None:
    limit(settings, mails="0/m/key")
    fields = {"name": "An", "email": EMAIL, "password1": PASSWORD}

    assert client.post("/account/signup/", fields).status_code == 429
    assert not User.objects.exists()


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


@pytest.mark.parametrize("address", ["login/code/", "password/reset/"])
def test_asking_for_codes_ends_in_429(address: str) -> None:
    answers = [Client().post(f"/account/{address}", {"email": EMAIL}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert answers[-1]["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("address", "action"),
    [
        ("login/code/", "request_login_code"),
        ("password/reset/", "reset_password"),
        ("login/", "login"),
        ("signup/", "signup"),
    ],
)
def test_a_meeting_of_thirty_behind_one_address_comes_in(
    person: User, settings: Settings, address: str, action: str
) -> None:
    """And more do not come in without end."""

    def ask(number: int) -> int:
        one = f"p{number}@example.be"
        data = {"email": one, "login": one, "password": "fout"}
        return Client().post(f"/account/{address}", data).status_code

    assert 429 not in [ask(number) for number in range(30)]
    right = {"login": EMAIL, "password": PASSWORD}
    assert Client().post("/account/login/", right).status_code == 302

    limit(settings, **{action: site_settings.ACCOUNT_RATE_LIMITS[action].replace("100", "2")})
    assert [ask(number) == 429 for number in range(30, 33)] == [False, False, True]


def test_confirming_by_code_ends_in_429(client: Client, person: User) -> None:
    client.force_login(person)
    answers = [client.post("/account/bevestigen/code/").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]


def test_passkey_sign_in_ends_in_429(client: Client, settings: Settings) -> None:
    settings.MFA_RATE_LIMITS = {
        name: rate.replace("100", "3") for name, rate in settings.MFA_RATE_LIMITS.items()
    }
    answers = [client.post("/account/passkeys/aanmelden/", {}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]


def test_old_counters_go(client: Client, person: User, shared_cache: None) -> None:
    guess(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache_shared")
        assert cursor.fetchone()[0]
        past = connection.ops.adapt_datetimefield_value(
            timezone.now().replace(year=2020, microsecond=0)
        )
        cursor.execute("UPDATE cache_shared SET expires = %s", [past])
        delete_expired_entries(500)
        cursor.execute("SELECT count(*) FROM cache_shared")
        assert cursor.fetchone()[0] == 0
