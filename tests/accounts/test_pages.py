"""Every address below /account/, and every template that allauth could show: ours and Dutch."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.accounts.conftest import make_person, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OURS = Path(settings.BASE_DIR) / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
# Features that are off, and the building blocks of pages that we write ourselves.
UNUSED = re.compile(
    r"phone|totp|/snippets/|/base|verification_sent|verified_email_required|email_confirm\.html"
    r"|password_reset_done|password_reset_key|signup_closed|trust\.html|by_passkey|signup_form"
    r"|account/email\.html|socialaccount/login_redirect|authenticator_list|password_reset_subject"
    r"|usersession|_url"
)
ENGLISH = re.compile(
    r"\b(sign|password|please|your|the|and|forgot|email address|security key)\b", re.I
)
OPEN = [
    "login/", "login/code/", "signup/", "password/reset/", "password/reset/done/", "inactive/",
    "koppelingen/afgebroken/",
]  # fmt: skip
SIGNED_IN = [
    "", "naam/", "sessies/", "bevestigen/", "verwijderen/", "email/", "password/change/",
    "logout/", "reauthenticate/", "passkeys/", "passkeys/nieuw/", "passkeys/herstelcodes/nieuw/",
    "koppelingen/",
]  # fmt: skip
ELSEWHERE = {  # reached only from another page: the tests of signing in and passkeys go there
    "confirm-email/", "password/set/", "login/code/confirm/", "password/reset/confirm/",
    "password/reset/complete/", "bevestigen/code/", "gegevens/", "passkeys/lijst/",
    "passkeys/tweede-stap/", "passkeys/herstelcode/", "passkeys/bevestigen/",
    "passkeys/aanmelden/", "passkeys/herstelcodes/", "passkeys/herstelcodes/bestand/",
    "koppelingen/nieuw/", "koppelingen/mislukt/",
}  # fmt: skip


def used_templates() -> list[str]:
    found = [
        str(path.relative_to(THEIRS))
        for app in ("account", "mfa", "socialaccount")
        for path in (THEIRS / app).rglob("*")
        if path.is_file()
    ]
    return sorted(name for name in found if not UNUSED.search(name))


def test_every_template_that_is_used_is_ours() -> None:
    assert not [name for name in used_templates() if not (OURS / name).is_file()]


def test_no_address_below_account_is_forgotten() -> None:
    found = set(_addresses(get_resolver().url_patterns))
    assert found == {*OPEN, *SIGNED_IN, *ELSEWHERE}


def _addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += _addresses(pattern.url_patterns, route)
        elif route.startswith("account/") and "<" not in route:
            found.append(route.removeprefix("account/"))
    return found


def assert_is_ours(page: str) -> None:
    assert 'lang="nl-BE"' in page and "Hoofdmenu" in page
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert not ENGLISH.search(text), ENGLISH.findall(text)
    placeholder = re.search(r'placeholder="', page)
    assert not placeholder


@pytest.mark.parametrize("address", OPEN)
def test_open_page(client: Client, address: str) -> None:
    response = client.get(f"/account/{address}")

    assert response.status_code == 200
    assert_is_ours(response.content.decode())
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", SIGNED_IN)
def test_page_of_a_person(client: Client, person: User, address: str) -> None:
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0}
    )
    asked = client.get(f"/account/{address}")
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": "vier woorden zijn sterk"})
    shown = client.get(f"/account/{address}")

    assert asked.status_code == 302 and "/account/" in asked["Location"]
    assert shown.status_code == 200
    assert_is_ours(shown.content.decode())
    assert shown["Cache-Control"] == "no-store"


def test_sign_in_failure_page_is_ours(client: Client) -> None:
    response = client.get("/account/koppelingen/mislukt/")
    assert response.status_code == 401
    assert_is_ours(response.content.decode())


def test_unknown_provider_is_404(client: Client) -> None:
    assert client.get("/account/koppelingen/overheid/").status_code == 404
    assert client.get("/account/koppelingen/overheid/terug/").status_code == 404


def test_json_is_no_way_around_the_pages(client: Client, person: User) -> None:
    asked = client.get("/account/login/", headers={"Accept": "application/json"})
    assert asked["Content-Type"].startswith("text/html")


def test_mail_place_is_told_only_without_a_mail_server(
    client: Client, person: User, settings: object
) -> None:
    client.post("/account/login/code/", {"email": person.email})
    assert "mails.txt" in client.get("/account/login/code/confirm/").content.decode()

    settings.MAIL_FILE = None  # type: ignore[attr-defined]
    assert "mails.txt" not in client.get("/account/login/code/confirm/").content.decode()


def test_name_is_changed(client: Client, person: User) -> None:
    sign_in(client)

    wrong = client.post("/account/naam/", {"name": "\u200b"})
    long = client.post("/account/naam/", {"name": "x" * 121})
    right = client.post("/account/naam/", {"name": "  Anna Peeters "}, follow=True)

    person.refresh_from_db()
    assert wrong.status_code == long.status_code == 422
    assert person.first_name == "Anna Peeters"
    assert "Uw naam is bewaard." in right.content.decode()


def test_extra_fields_make_nobody_more(client: Client, person: User) -> None:
    extra = {
        "is_staff": "1",
        "is_superuser": "1",
        "id": "999",
        "username": "baas",
        "email": "x@y.be",
    }
    sign_in(client)
    columns = ("pk", "username", "email", "is_staff", "is_superuser")
    before = User.objects.values(*columns).get()

    client.post("/account/naam/", {"name": "Anna"} | extra)
    assert User.objects.values(*columns).get() == before
    new = {"name": "Bo", "email": "bo@example.be", "password1": "vier woorden zijn sterk"}
    Client().post("/account/signup/", extra | new)

    made = User.objects.get(email="bo@example.be")
    assert (made.is_staff, made.is_superuser) == (False, False)
    assert made.pk != 999 and made.username != "x"


def test_passkey_of_somebody_else_is_404(client: Client, person: User) -> None:
    other = make_person("bo@example.be")
    data = {"name": "Van Bo", "credential": {}}
    key = Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data=data)
    sign_in(client)

    for act in ("edit", "remove"):
        address = reverse(f"mfa_{act}_webauthn", args=[key.pk])
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Van mij"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "Van Bo"
