"""A mail server that hangs, refuses or takes a minute: the page says so in time, and nothing is
half done."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from playbook_site import environment
from roadmap.models import Invitation
from tests.accounts import mail_server
from tests.accounts.conftest import EMAIL, PASSWORD, make_person, sign_in
from tests.accounts.mail_server import MailServer
from tests.conftest import free_port
from tests.roadmap.conftest import make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Serve = Callable[[Callable[[MailServer, socket.socket], None]], MailServer]
NEW = "een heel ander woord"


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    """Makes the site send by a server that behaves so, with a deadline of a second."""
    servers: list[MailServer] = []

    def start(behave: Callable[[MailServer, socket.socket], None]) -> MailServer:
        servers.append(MailServer(behave))
        send_to(settings, servers[-1].port)
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def send_to(settings: Settings, port: int) -> None:
    for name, value in environment.mail(f"smtp://127.0.0.1:{port}").items():
        setattr(settings, name, value)
    settings.EMAIL_DEADLINE = 1


BAD = [
    mail_server.refuses_the_address,
    mail_server.refuses_everybody,
    mail_server.hangs_up,
    mail_server.says_nothing,
    mail_server.takes_a_minute,
    mail_server.is_slow_at_the_address,
    mail_server.sends_byte_by_byte,
]


def sign_up(client: Client) -> int:
    fields = {"name": "An", "email": "nieuw@example.be", "password1": PASSWORD}
    return client.post("/account/signup/", fields).status_code


@pytest.mark.parametrize("behave", BAD)
def test_sign_up_says_that_no_mail_left_and_can_be_done_again(
    client: Client, serve: Serve, behave: Callable[[MailServer, socket.socket], None]
) -> None:
    serve(behave)
    fields = {"name": "An", "email": EMAIL, "password1": PASSWORD}
    answer = client.post("/account/signup/", fields)

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "De mail kon niet vertrekken" in page
    assert not User.objects.exists()

    works = serve(mail_server.works)
    again = client.post("/account/signup/", fields)
    assert again["Location"] == "/account/confirm-email/"
    assert [f"To: {EMAIL}" in mail for mail in works.mails] == [True]


def test_nobody_listens(client: Client, settings: Settings) -> None:
    send_to(settings, free_port())
    assert sign_up(client) == 503
    assert not User.objects.exists()


@pytest.mark.parametrize("behave", [mail_server.is_slow_at_the_address, mail_server.greets_late])
def test_mail_that_failed_does_not_arrive_later(
    client: Client, serve: Serve, behave: Callable[[MailServer, socket.socket], None]
) -> None:
    server = serve(behave)
    sign_up(client)
    server.close()
    assert server.mails == []


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("login/code/", {"email": EMAIL}),
        ("login/code/", {"email": "niemand@example.be"}),
        ("password/reset/", {"email": EMAIL}),
        ("bevestigen/code/", {}),
        ("email/", {"action_add": "", "email": "anders@example.be"}),
    ],
)
def test_every_mail_that_is_asked_for_says_so(
    client: Client, person: User, serve: Serve, address: str, fields: dict[str, str]
) -> None:
    if address in ("bevestigen/code/", "email/"):
        sign_in(client)
    serve(mail_server.refuses_the_address)

    answer = client.post(f"/account/{address}", fields)

    assert answer.status_code == 503
    assert "De mail kon niet vertrekken" in answer.content.decode()
    assert "We stuurden een code" not in client.get("/account/bevestigen/").content.decode()
    for page in ("login/code/confirm/", "password/reset/confirm/", "confirm-email/"):
        assert client.get(f"/account/{page}").status_code == 302


def test_code_that_was_sent_stays_right_when_the_next_cannot_be(
    client: Client, person: User, serve: Serve
) -> None:
    works = serve(mail_server.works)
    client.post("/account/login/code/", {"email": EMAIL})
    [code] = [line for line in works.mails[0].splitlines() if line.isupper() and len(line) == 9]
    serve(mail_server.hangs_up)
    refused = client.post("/account/login/code/confirm/", {"action": "resend"})

    assert refused.status_code == 503
    client.post("/account/login/code/confirm/", {"code": code})
    assert client.get("/account/").status_code == 200


def test_new_password_counts_although_its_notice_cannot_leave(
    client: Client, person: User, serve: Serve
) -> None:
    sign_in(client)
    serve(mail_server.says_nothing)

    fields = {"oldpassword": PASSWORD, "password1": NEW}
    answer = client.post("/account/password/change/", fields)

    assert answer["Location"] == "/account/"
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_invitation_waits_and_is_sent_again(client: Client, serve: Serve) -> None:
    client.force_login(make_person())
    plan = make_plan(client)
    serve(mail_server.says_nothing)
    address = f"/plannen/{plan.pk}/mensen/"
    fields = {"email": "bart@example.be", "role": "reader", "key": "0" * 32}
    page = client.post(address, fields, follow=True).content.decode()
    assert "de mail kon niet vertrekken" in page

    caches["default"].clear()
    works = serve(mail_server.works)
    client.post(f"{address}uitnodigingen/{Invitation.objects.get().pk}/opnieuw/")
    assert len(works.mails) == 1
