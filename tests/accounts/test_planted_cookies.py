"""Cookies that somebody put into a browser before its person signs in there."""

from __future__ import annotations

from collections.abc import Callable
from time import time

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.signing import TimestampSigner, b62_encode
from django.test import Client

from roadmap.drafts import session
from tests.accounts.conftest import EMAIL, PASSWORD, code_in, make_person, sign_in
from tests.accounts.provider import knows, provider_sign_in
from tests.roadmap.conftest import make_plan

pytestmark = pytest.mark.django_db
NEW = "een heel ander woord"
Step = Callable[[Client], object]


def code(client: Client, address: str) -> None:
    client.post(f"/account/{address}", {"code": code_in(mail.outbox[-1])})


BY_PASSWORD: list[Step] = [sign_in]
BY_CODE: list[Step] = [
    lambda client: client.post("/account/login/code/", {"email": EMAIL}),
    lambda client: code(client, "login/code/confirm/"),
]
BY_RESET: list[Step] = [
    lambda client: client.post("/account/password/reset/", {"email": EMAIL}),
    lambda client: code(client, "password/reset/confirm/"),
    lambda client: client.post("/account/password/reset/complete/", {"password1": NEW}),
    lambda client: sign_in(client, password=NEW),
]
BY_SIGN_UP: list[Step] = [
    lambda client: client.post(
        "/account/signup/", {"name": "Bo", "email": "bo@example.be", "password1": PASSWORD}
    ),
    lambda client: code(client, "confirm-email/"),
]


def holder_of(client: Client) -> Client:
    """Another browser with the session of this one."""
    name = settings.SESSION_COOKIE_NAME
    other = Client()
    other.cookies[name] = client.cookies[name].value
    return other


def takes_every_step_on(thief: Client) -> None:
    """What whoever holds the session id can send without a mailbox or a password."""
    thief.post("/account/password/reset/complete/", {"password1": "van de dief zijn woord"})
    for address in ("login/", "confirm-email/", "login/code/confirm/", "password/reset/confirm/"):
        thief.get(f"/account/{address}")


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "steps", [BY_PASSWORD, BY_CODE, BY_RESET, BY_SIGN_UP], ids=["password", "code", "reset", "new"]
)
def test_planted_session_signs_nobody_else_in(person: User, steps: list[Step]) -> None:
    attacker = Client()
    make_plan(attacker, title="Lokaas")
    victim = holder_of(attacker)

    for step in steps:
        step(victim)
        takes_every_step_on(holder_of(attacker))

    assert is_signed_in(victim)
    assert not is_signed_in(attacker)
    assert attacker.get("/plannen/").context["plans"] == []
    assert not is_signed_in(holder_of(attacker))
    person.refresh_from_db()
    assert not person.check_password("van de dief zijn woord")


def test_planted_session_is_dead_after_the_provider(provider: str) -> None:
    attacker = Client()
    make_plan(attacker, title="Lokaas")
    victim = holder_of(attacker)
    knows(provider, "an", name="An", email=EMAIL, email_verified=True)
    provider_sign_in(victim, "an")

    assert is_signed_in(victim)
    assert not is_signed_in(attacker)


def test_session_that_is_signed_in_as_somebody_else_is_left_whole(person: User) -> None:
    """The attacker's own: whoever signs in over it leaves nothing in it."""
    attacker = Client()
    attacker.force_login(make_person("kwaad@example.be"))
    victim = holder_of(attacker)
    victim.post("/account/logout/")
    make_plan(victim, title="Van An")
    sign_in(victim)

    assert not is_signed_in(attacker)
    assert "Van An" in {line.plan.title for line in victim.get("/plannen/").context["plans"]}


@pytest.mark.parametrize("planted", ["x", "x" * 4000])
def test_text_typed_under_a_planted_mark_is_nobodys(person: User, planted: str) -> None:
    make_person("kwaad@example.be")
    client = Client()
    client.force_login(person)
    plan = make_plan(client, title="Van An")
    client.logout()
    client.cookies[settings.TYPIST_COOKIE_NAME] = planted

    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": "Lang getypt"})
    assert session.SESSION_KEY in client.session
    sign_in(client, "kwaad@example.be")

    assert session.SESSION_KEY not in client.session
    assert len(client.cookies[settings.TYPIST_COOKIE_NAME].value) == session.MARK_LENGTH


def test_planted_token_is_of_no_use_from_a_foreign_page(person: User) -> None:
    victim = Client(enforce_csrf_checks=True)
    page = victim.get("/account/login/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    known = victim.cookies[settings.CSRF_COOKIE_NAME].value
    fields = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token}

    foreign = victim.post("/account/login/", fields, headers={"Origin": "https://kwaad.example"})
    own = victim.post("/account/login/", fields, headers={"Origin": "http://testserver"})

    assert (foreign.status_code, own.status_code) == (403, 302)
    assert victim.cookies[settings.CSRF_COOKIE_NAME].value != known
    after = victim.post("/account/naam/", {"name": "Kwaad", "csrfmiddlewaretoken": token})
    assert after.status_code == 403


def test_key_of_a_first_plan_is_good_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever kept it, or planted it, reads nothing that is made later."""
    keeper, victim = Client(), Client()
    with monkeypatch.context() as patched:
        two_days_ago = b62_encode(int(time()) - 2 * 24 * 60 * 60)
        patched.setattr(TimestampSigner, "timestamp", lambda _: two_days_ago)
        keeper.get("/plannen/nieuw/")
    name = settings.NEW_BROWSER_COOKIE_NAME
    victim.cookies[name] = keeper.cookies[name].value

    make_plan(keeper, title="Lokaas")
    plan = make_plan(victim, title="Van An")

    assert victim.get(f"/plannen/{plan.pk}/").status_code == 200
    assert keeper.get(f"/plannen/{plan.pk}/").status_code == 302
