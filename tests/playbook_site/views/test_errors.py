"""Error pages, health, methods: what holds for the site as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from content.published import published_catalogue
from tests.roadmap.conftest import make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_head_has_the_length_and_no_body(client: Client) -> None:
    whole = client.get("/stappenplannen/piloot/")
    head = client.head("/stappenplannen/piloot/")

    assert head.content == b""
    assert head["Content-Length"] == str(len(whole.content))


def test_error_pages_are_ours_and_in_dutch(client: Client) -> None:
    assert "Deze pagina bestaat niet" in client.get("/bestaat-niet/").content.decode()
    assert "aria-current" not in client.get("/bestaat-niet/").content.decode()
    assert client.get("/", headers={"Host": "kwaad.example"}).status_code == 400


def test_not_found_says_our_reason(client: Client) -> None:
    page = client.get("/activiteiten/bestaat-niet/").content.decode()

    assert "Deze activiteit bestaat niet." in page
    assert "Kijk het adres na." in page


def test_not_found_says_no_reason_of_django(client: Client) -> None:
    unknown = client.get("/bestaat-niet/").content.decode()
    result = client.get("/zelfevaluatie/een/").content.decode()

    for page in (unknown, result):
        assert "Kijk het adres na." in page
        assert "tried" not in page and "matches" not in page and "Resolver" not in page


def test_every_reason_of_ours_is_for_the_visitor() -> None:
    for app in ("accounts", "assessment", "content", "roadmap"):
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            assert 'Http404("' not in path.read_text(), path


def test_server_error_page_shows_nothing_of_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr("roadmap.views.plans.lifecycle.plans_of", broken)
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

    monkeypatch.setattr("playbook_site.views.health.published_catalogue", silent)
    unwell = client.get("/healthz")
    assert (unwell.status_code, unwell["Retry-After"]) == (503, "5")
    bare = replace(published_catalogue(), activities=())
    monkeypatch.setattr("playbook_site.views.health.published_catalogue", lambda: bare)
    assert client.get("/healthz").json()["reason"] == "no catalogue loaded"


@pytest.mark.parametrize("tail", ["ongedaan/", "opnieuw/", "geschiedenis/2/terug/", "herinnering/"])
def test_address_of_a_button_leads_to_the_plan_when_it_is_opened(client: Client, tail: str) -> None:
    """A refused act stands at it; there, Enter in the address bar asks for it as a page."""
    plan = make_plan(client)
    whole = client.get(f"/plannen/{plan.pk}/{tail}?versie=1")

    page = whole.content.decode()
    assert (whole.status_code, whole["Allow"]) == (405, "POST")
    assert ">Hier staat geen pagina</h1>" in page
    assert f'<a href="/plannen/{plan.pk}/">Naar het stappenplan</a>' in page
    head = client.head(f"/plannen/{plan.pk}/{tail}?versie=1")
    assert (head.status_code, head.content) == (405, b"")
    assert head["Content-Length"] == str(len(whole.content))


def test_page_that_takes_nothing_gives_back_what_was_typed(client: Client) -> None:
    page = client.post("/plannen/", {"note": "Lang over nagedacht"}).content.decode()

    assert "Dit verzoek klopt niet" in page and "Hier staat geen pagina" not in page
    assert "Lang over nagedacht" in page and "Naar het stappenplan" not in page


def test_form_errors_are_dutch(client: Client) -> None:
    response = client.post("/plannen/nieuw/", {"title": "x" * 200, "start": "leeg"})

    assert "Gebruik hoogstens 120 tekens; dit zijn er 200." in response.content.decode()


@override_settings(SECURE_SSL_REDIRECT=True)
def test_https_redirects(client: Client) -> None:
    assert client.get("/").status_code == 301
