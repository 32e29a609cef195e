"""The pages on privacy and accessibility: linked everywhere, and saying what is so."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client, override_settings

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(
    "address", ["/", "/zelfevaluatie/", "/plannen/nieuw/", "/privacy/", "/bestaat-niet/"]
)
def test_every_footer_leads_there(client: Client, address: str) -> None:
    footer = client.get(address).content.decode().split("<footer")[1]

    assert 'href="/privacy/"' in footer
    assert 'href="/toegankelijkheid/"' in footer


def test_privacy_says_how_long_as_the_settings_do(client: Client) -> None:
    page = client.get("/privacy/").content.decode()

    assert f"{settings.KEPT_DAYS} dagen na de laatste wijziging" in page
    assert settings.SESSION_COOKIE_AGE == settings.KEPT_DAYS * 24 * 3600


@override_settings(SESSION_COOKIE_NAME="__Host-sessie", CSRF_COOKIE_NAME="__Host-csrf")
def test_privacy_names_the_cookies_as_the_browser_has_them(client: Client) -> None:
    page = client.get("/privacy/").content.decode()

    assert "‘__Host-sessie’" in page and "‘__Host-csrf’" in page
    assert "‘sessie’" not in page and "‘csrf’" not in page


def test_privacy_promises_no_deletion_sooner_than_the_daily_job(client: Client) -> None:
    """What is past its end is of no use, but its row waits for the job that runs once a day."""
    page = " ".join(client.get("/privacy/").content.decode().split())

    assert "hoogstens een uur bij" not in page and "wacht hoogstens een uur" not in page
    assert page.count("dezelfde of de volgende dag verwijderd") == 3


def test_pages_set_no_cookie(client: Client) -> None:
    for address in ("/privacy/", "/toegankelijkheid/", "/", "/activiteiten/"):
        assert not client.get(address).cookies


def test_statement_has_all_that_the_directive_asks(client: Client) -> None:
    page = client.get("/toegankelijkheid/").content.decode()

    for part in ("voldoet gedeeltelijk", "Wat nog niet goed is", "Ombudsdienst", "opgesteld op"):
        assert part in page


def test_statement_says_what_was_not_tested(client: Client) -> None:
    page = client.get("/toegankelijkheid/").content.decode()

    assert "(/beheer/) zijn niet getoetst" in page  # as long as tests/browser does not open them
    assert "alle soorten" not in page


@pytest.mark.parametrize("address", ["/privacy/", "/toegankelijkheid/"])
def test_contact_is_the_operators(client: Client, address: str) -> None:
    assert "Neem contact op met de dienst" in client.get(address).content.decode()

    with override_settings(CONTACT_EMAIL="hulp@voorbeeld.be", CONTACT_URL="https://voorbeeld.be"):
        page = client.get(address).content.decode()
    assert '<a href="mailto:hulp@voorbeeld.be">' in page
    assert '<a href="https://voorbeeld.be">' in page
    assert "Neem contact op met de dienst" not in page
