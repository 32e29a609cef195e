"""Error pages, health, methods: what holds for the site as a whole."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


def test_head_has_the_length_and_no_body(client: Client) -> None:
    whole = client.get("/stappenplannen/piloot/")
    head = client.head("/stappenplannen/piloot/")

    assert head.content == b""
    assert head["Content-Length"] == str(len(whole.content))


def test_error_pages_are_ours_and_in_dutch(client: Client) -> None:
    assert "Deze pagina bestaat niet" in client.get("/bestaat-niet/").content.decode()
    assert "aria-current" not in client.get("/bestaat-niet/").content.decode()
    assert client.get("/", headers={"Host": "kwaad.example"}).status_code == 400


def test_server_error_page_shows_nothing_of_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr("roadmap.views.plans.listed_plans_of", broken)
    response = Client(raise_request_exception=False).get("/plannen/")

    assert response.status_code == 500
    assert "geheim" not in response.content.decode()
    assert "Er ging iets mis bij ons" in response.content.decode()


def test_healthz(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    assert client.get("/healthz").json() == {
        "status": "ok",
        "playbook": "2026-05",
        "activities": 53,
    }

    def silent() -> None:
        raise OperationalError

    monkeypatch.setattr("playbook_site.views.published_catalogue", silent)
    unwell = client.get("/healthz")
    assert (unwell.status_code, unwell["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("/healthz", "GET, HEAD"), ("/plannen/", "GET, HEAD"), ("/favicon.ico", "GET, HEAD")],
)
def test_reading_pages_refuse_post(client: Client, address: str, allowed: str) -> None:
    response = client.post(address)

    assert response.status_code == 405
    assert response["Allow"] == allowed


def test_form_errors_are_dutch(client: Client) -> None:
    response = client.post("/plannen/nieuw/", {"title": "x" * 200, "start": "leeg"})

    assert "niet meer dan 120 tekens" in response.content.decode()


@override_settings(SECURE_SSL_REDIRECT=True)
def test_https_redirects(client: Client) -> None:
    assert client.get("/").status_code == 301
