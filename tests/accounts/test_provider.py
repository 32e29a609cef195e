"""Signing in by an OpenID Connect provider that really runs, on loopback."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from roadmap.models import Membership
from tests.accounts.conftest import EMAIL, PASSWORD, code_in, make_person
from tests.accounts.provider import SIGN_IN, asked, come_back, knows, provider_sign_in, way_back
from tests.roadmap.conftest import make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]


def test_new_person_comes_in_with_name_and_address(client: Client, provider: str) -> None:
    knows(provider, "1", name="An Peeters", email=EMAIL, email_verified=True, rrn="secret")
    make_plan(client)

    response = provider_sign_in(client, "1", next="/account/naam/")

    user = User.objects.get()
    assert response["Location"] == "/account/naam/"
    assert (user.first_name, user.email) == ("An Peeters", EMAIL)
    assert EmailAddress.objects.get().verified
    assert SocialAccount.objects.get().extra_data == {}
    assert Membership.objects.get().user == user
    assert client.get("/account/").status_code == 200


def test_given_and_family_name_make_the_name(client: Client, provider: str) -> None:
    knows(provider, "2", given_name="An", family_name="Peeters", email=EMAIL, email_verified=True)
    provider_sign_in(client, "2")
    assert User.objects.get().first_name == "An Peeters"


def test_name_is_stored_as_a_typed_one(client: Client, provider: str) -> None:
    name = " An\r\n\u2028Peeters\x07 "
    knows(provider, "2", name=name, email=EMAIL, email_verified=True)
    provider_sign_in(client, "2")
    assert User.objects.get().first_name == "An Peeters"


@pytest.mark.parametrize("name", ["\ue000", "\u3164", "x" * 121])
def test_name_that_cannot_be_stored_is_asked_for(client: Client, provider: str, name: str) -> None:
    knows(provider, "2", name=name, email=EMAIL, email_verified=True)
    answer = provider_sign_in(client, "2")
    assert answer["Location"] == "/account/koppelingen/nieuw/"


def test_asks_with_proof_key_and_proves_it(
    client: Client, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    knows(provider, "3", name="An", email=EMAIL, email_verified=True)
    proofs: list[str] = []
    real = OAuth2Client.get_access_token

    def watched(self: Any, code: str, pkce_code_verifier: str | None = None, **more: Any) -> Any:
        proofs.append(pkce_code_verifier or "")
        return real(self, code, pkce_code_verifier, **more)

    monkeypatch.setattr(OAuth2Client, "get_access_token", watched)
    address = asked(client)
    come_back(client, address, sub="3")

    query = parse_qs(urlsplit(address).query)
    challenge = urlsafe_b64encode(sha256(proofs[0].encode()).digest()).rstrip(b"=").decode()
    assert query["code_challenge_method"] == ["S256"]
    assert query["code_challenge"] == [challenge]
    assert query["state"][0]
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}


def test_verified_address_joins_the_account_that_exists(client: Client, provider: str) -> None:
    person = make_person()
    knows(provider, "4", name="Iemand", email=EMAIL, email_verified=True)

    provider_sign_in(client, "4")

    assert User.objects.get() == person
    assert SocialAccount.objects.get().user == person
    assert client.get("/account/").status_code == 200
    person.refresh_from_db()
    assert person.first_name == "An Peeters"


@pytest.mark.parametrize("verified", [False, None, "false", "nee", 1])
def test_unverified_address_joins_nothing(
    client: Client, provider: str, mailoutbox: list[EmailMessage], verified: object
) -> None:
    person = make_person()
    claims = {"name": "Kwaad", "email": EMAIL, "email_verified": verified}
    knows(provider, f"5{verified}", **{k: v for k, v in claims.items() if v is not None})

    provider_sign_in(client, f"5{verified}")

    assert User.objects.get() == person
    assert not SocialAccount.objects.exists()
    assert client.get("/account/").status_code == 302
    assert mailoutbox[-1].subject == "U hebt al een account"


def test_new_unverified_address_is_proved_by_a_code(
    client: Client, provider: str, mailoutbox: list[EmailMessage]
) -> None:
    knows(provider, "6", name="An", email=EMAIL)
    provider_sign_in(client, "6")
    assert client.get("/account/").status_code == 302

    client.post("/account/confirm-email/", {"code": code_in(mailoutbox[0])})

    assert client.get("/account/").status_code == 200


def test_who_has_no_name_is_asked(client: Client, provider: str) -> None:
    knows(provider, "7", email=EMAIL, email_verified=True)
    response = provider_sign_in(client, "7")
    assert response["Location"] == "/account/koppelingen/nieuw/"

    page = client.get("/account/koppelingen/nieuw/").content.decode()
    wrong = client.post("/account/koppelingen/nieuw/", {"email": EMAIL, "name": ""})
    client.post("/account/koppelingen/nieuw/", {"email": EMAIL, "name": "An"})

    assert "Nog even aanvullen" in page
    assert wrong.status_code == 422
    assert User.objects.get().first_name == "An"


def test_second_time_is_the_same_person(client: Client, provider: str) -> None:
    knows(provider, "8", name="An", email=EMAIL, email_verified=True)
    provider_sign_in(client, "8")
    knows(provider, "8", name="Ander", email="ander@example.be", email_verified=True)
    again = Client()
    provider_sign_in(again, "8")

    assert User.objects.get().email == EMAIL
    assert again.get("/account/").status_code == 200


def test_refusing_there_ends_on_our_page(client: Client) -> None:
    [state] = parse_qs(urlsplit(asked(client)).query)["state"]

    answer = {"error": "access_denied", "state": state}
    page = client.get("/account/koppelingen/overheid/terug/", answer, follow=True)

    assert "Aanmelden afgebroken" in page.content.decode()


def test_answer_without_our_question_is_refused(client: Client, provider: str) -> None:
    knows(provider, "9", name="An", email=EMAIL, email_verified=True)
    back = way_back(asked(client), sub="9")
    parts = urlsplit(back)

    response = Client().get(f"{parts.path}?{parts.query}")

    assert response.status_code in (401, 403)
    assert "Aanmelden lukte niet" in response.content.decode()
    assert not User.objects.exists()


def test_account_is_connected_and_disconnected(client: Client, provider: str) -> None:
    person = make_person()
    client.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    knows(provider, "10", name="An", email="an@werk.be", email_verified=True)

    provider_sign_in(client, "10", process="connect")

    account = SocialAccount.objects.get()
    page = client.get("/account/koppelingen/").content.decode()
    assert account.user == person
    assert "Aanmelddienst" in page and "is gekoppeld" in page
    client.post("/account/koppelingen/", {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_sign_in_page_offers_it_only_when_it_is_on(client: Client, settings: Settings) -> None:
    assert "Meld aan met Aanmelddienst" in client.get("/account/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert SIGN_IN not in client.get("/account/login/").content.decode()
