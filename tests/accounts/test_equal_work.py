"""An address that has an account costs as much work as one that has none, and gets the same page.

Counted are what an answer takes its time for: password hashes and mails. The bench measures the
time itself (`python -m bench accounts`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import Settings

from tests.accounts.conftest import EMAIL, PASSWORD
from tests.accounts.hashers import CountingHasher
from tests.accounts.provider import knows, provider_sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
UNKNOWN = "af@example.be"
"""As long as EMAIL, so that pages are equally long."""


@pytest.fixture(autouse=True)
def _counted(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.hashers.CountingHasher"]


def sign_up(client: Client, email: str) -> Any:
    fields = {"name": "An Peeters", "email": email, "password1": PASSWORD}
    return client.post("/account/signup/", fields, follow=True)


def sign_up_without_password(client: Client, email: str) -> Any:
    fields = {"name": "An Peeters", "email": email}
    return client.post("/account/signup/", fields, follow=True)


def wrong_password(client: Client, email: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": "fout"}, follow=True)


def ask_code(client: Client, email: str) -> Any:
    return client.post("/account/login/code/", {"email": email}, follow=True)


def ask_reset(client: Client, email: str) -> Any:
    return client.post("/account/password/reset/", {"email": email}, follow=True)


def ask_code_again(client: Client, email: str) -> Any:
    ask_code(client, email)
    return client.post("/account/login/code/confirm/", {"action": "resend"}, follow=True)


def ask_confirmation_again(client: Client, email: str) -> Any:
    sign_up(client, email)
    return client.post("/account/confirm-email/", {"action": "resend"}, follow=True)


def change_address_of_the_sign_up(client: Client, email: str) -> Any:
    sign_up(client, email)
    fields = {"action": "change", "email": "anders@example.be"}
    return client.post("/account/confirm-email/", fields, follow=True)


def wrong_code(client: Client, email: str) -> Any:
    ask_code(client, email)
    return client.post("/account/login/code/confirm/", {"code": "BBBB-BBBB"}, follow=True)


def wrong_code_after_sign_up(client: Client, email: str) -> Any:
    sign_up(client, email)
    return client.post("/account/confirm-email/", {"code": "BBBB-BBBB"}, follow=True)


def wrong_reset_code(client: Client, email: str) -> Any:
    ask_reset(client, email)
    return client.post("/account/password/reset/confirm/", {"code": "BBBB-BBBB"}, follow=True)


def too_many_mails(client: Client, email: str) -> Any:
    for _ in range(3):
        ask_reset(Client(), email)
    return ask_code(client, email)


def too_many_passwords(client: Client, email: str) -> Any:
    for _ in range(5):
        wrong_password(Client(), email)
    return wrong_password(client, email)


WAYS = [
    sign_up,
    sign_up_without_password,
    wrong_password,
    ask_code,
    ask_reset,
    ask_code_again,
    ask_confirmation_again,
    change_address_of_the_sign_up,
    wrong_code,
    wrong_code_after_sign_up,
    wrong_reset_code,
    too_many_mails,
    too_many_passwords,
]


@pytest.mark.parametrize("way", WAYS)
def test_known_and_unknown_cost_the_same(person: User, way: Callable[[Client, str], Any]) -> None:
    assert work(way, EMAIL) == work(way, UNKNOWN)


def test_account_without_password_costs_the_same(person: User) -> None:
    person.set_unusable_password()
    person.save()
    assert work(wrong_password, EMAIL) == work(wrong_password, UNKNOWN)


def work(way: Callable[[Client, str], Any], email: str) -> tuple[int, int, int, str]:
    """Password hashes, mails, status and page."""
    hashes, mails = CountingHasher.hashes, len(mail.outbox)
    answer = way(Client(), email)
    assert all(one.to == [email] for one in mail.outbox[mails:])
    done = CountingHasher.hashes - hashes, len(mail.outbox) - mails
    return *done, answer.status_code, shape(answer, email)


def test_form_after_the_provider_tells_nothing(person: User, provider: str) -> None:
    answers = {}
    for sub, email in (("een", EMAIL), ("twee", UNKNOWN)):
        knows(provider, sub)
        client = Client()
        provider_sign_in(client, sub)
        fields = {"email": email, "name": "An"}
        answers[email] = client.post("/account/koppelingen/nieuw/", fields, follow=True)

    assert shape(answers[EMAIL], EMAIL) == shape(answers[UNKNOWN], UNKNOWN)
    assert [one.to for one in mail.outbox] == [[EMAIL], [UNKNOWN]]


def test_sign_up_costs_a_hash_with_a_password_only(person: User) -> None:
    """The counter counts: without this the comparison could hold by counting nothing."""
    before = CountingHasher.hashes
    sign_up(Client(), UNKNOWN)
    first = CountingHasher.hashes
    sign_up_without_password(Client(), "zonder@example.be")

    assert (first - before, CountingHasher.hashes - first) == (1, 0)


def shape(answer: Any, email: str) -> str:
    """A page without what differs by itself: the address, the token and the cookies' values."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    cookies = sorted(answer.cookies)
    assert site_settings.TYPIST_COOKIE_NAME not in cookies
    return f"{page.replace(email, 'ADRES')}{cookies}"
