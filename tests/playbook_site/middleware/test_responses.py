"""The headers that every answer must have, whoever gives it: view, error page, file (case 58)."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.http.response import HttpResponseBase
from django.test import Client, override_settings

from playbook_site.middleware import rate_limits
from tests.playbook_site.routes import all_routes, rolled_back
from tests.roadmap.conftest import make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def assert_guarded(response: HttpResponseBase) -> None:
    """All headers of the house, and nothing in the policy that lets a page's own script run."""
    policy = response["Content-Security-Policy"].split("; ")
    assert dict(part.split(maxsplit=1) for part in policy) == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cache-Control"]
    assert len(response["X-Request-ID"]) >= 8


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_every_route_is_guarded(undrawn: None, method: str) -> None:
    """A refused method also names what is allowed and shows a page of ours."""
    wrong = []
    for route in all_routes():
        client = Client(raise_request_exception=False)
        with rolled_back():
            response = getattr(client, method)(route.path)
        try:
            assert_guarded(response)
            assert response.status_code != 500
            if response.status_code == 405:
                assert response["Allow"]
                assert response["Content-Type"] == "text/html; charset=utf-8"
                assert "Naar de startpagina" in response.content.decode()
            elif route.pattern.startswith(("account/", "beheer/")):
                assert response["Cache-Control"] == "no-store"
        except (AssertionError, KeyError) as fault:
            wrong.append(f"{method} {route.path}: {fault}")
    assert not wrong


def test_error_pages_are_guarded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("geheim")

    plan = make_plan(client)
    monkeypatch.setattr("roadmap.views.plans.lifecycle.plans_of", broken)
    client.raise_request_exception = False
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(User.objects.create(username="lezer"))
    monkeypatch.setattr(settings, "MOST_BODY", 99)
    none_left = replace(rate_limits.INVITATIONS, per_browser=-1, per_address=-1)
    monkeypatch.setitem(rate_limits.LIMITS, "roadmap:people", none_left)
    answers = {
        400: client.get("/", headers={"Host": "kwaad.example"}),
        403: stranger.post("/plannen/nieuw/"),
        404: stranger.get(f"/plannen/{plan.pk}/"),
        405: client.get(f"/plannen/{plan.pk}/ongedaan/"),
        413: client.post("/plannen/importeren/", {"file": BytesIO(b"x" * 99)}),
        422: client.post("/zelfevaluatie/"),
        429: client.post(f"/plannen/{plan.pk}/mensen/"),
        500: client.get("/plannen/"),
    }

    for status, response in answers.items():
        assert response.status_code == status
        assert_guarded(response)


def test_error_pages_lead_to_https_as_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MOST_BODY", 99)
    with override_settings(SECURE_HSTS_SECONDS=60):
        refused = client.post("/plannen/importeren/", {"file": BytesIO(b"x" * 99)}, secure=True)
        unknown = client.get("/bestaat-niet/", secure=True)

    assert (refused.status_code, unknown.status_code) == (413, 404)
    assert refused["Strict-Transport-Security"] == unknown["Strict-Transport-Security"]


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=60)
def test_the_way_to_https_is_guarded(client: Client) -> None:
    away = client.get("/plannen/")
    assert away.status_code == 301
    assert_guarded(away)

    there = client.get("/plannen/", secure=True)
    assert there["Strict-Transport-Security"] == "max-age=60"
    assert_guarded(there)


def test_files_are_guarded() -> None:
    file = Path(settings.STATIC_ROOT) / "probe.css"
    file.write_text("a { color: red }")

    response = Client().get("/static/probe.css")
    response.close()
    file.unlink()

    assert response.status_code == 200
    assert_guarded(response)


def test_documents_are_guarded_and_private(client: Client, undrawn: None) -> None:
    plan = make_plan(client)

    for address in (f"/plannen/{plan.pk}/", f"/plannen/{plan.pk}/pdf"):
        response = client.get(address)
        response = client.get(address)  # the second time without the news of its making
        assert response.status_code == 200
        assert_guarded(response)
        assert response["Cache-Control"] == "private, no-cache"
        assert response["ETag"]
        again = client.get(address, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
        assert_guarded(again)


def test_pages_about_a_person_are_kept_by_nobody(client: Client) -> None:
    client.force_login(User.objects.create(username="iemand", email="iemand@voorbeeld.be"))

    assert client.get("/account/email/")["Cache-Control"] == "no-store"
    assert client.get("/plannen/")["Cache-Control"] == "private, no-cache"


MARKS = (".", ")", ",", "/.", "/).", "/>", "%29", "/%C2%BB", "…", "%20", "/*")
MAILED = (
    "/gedeeld/Ab-_9",
    "/uitnodiging/Ab-_",
    "/zelfevaluatie/Ab9",
    "/plannen/herinnering-stoppen/a:b:c",
    "/plannen/antwoord/a:b:c",
)


def test_marks_behind_an_address_are_taken_off(client: Client) -> None:
    for address, marks in product(MAILED, MARKS):
        response = client.get(address + marks)

        assert response.status_code == 302, address + marks
        assert response["Location"] == address


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/gedeeld/Ab/pdf).", "/gedeeld/Ab/pdf"),
        ("/plannen/?q=x.", None),
        ("/activiteiten/.?q=caf%C3%A9", "/activiteiten?q=caf%C3%A9"),
        ("/...", "/"),
        ("/a%25b.", "/a%25b"),
        ("/gedeeld/Ab_-/", None),
    ],
)
def test_address_with_marks_leads_to_itself_only(
    client: Client, asked: str, location: str | None
) -> None:
    response = client.get(asked)

    assert response.get("Location") == location


def test_address_with_marks_does_not_lead_elsewhere(client: Client) -> None:
    response = client.get("/", PATH_INFO="//evil.example/.")

    assert response["Location"] == "/%2Fevil.example"


def test_marks_behind_the_address_of_a_form_are_no_redirect(client: Client) -> None:
    assert client.post("/zelfevaluatie/.").status_code == 404


def test_page_opens_with_the_marks_of_a_sentence_behind_it(client: Client) -> None:
    response = client.get("/zelfevaluatie/).", follow=True)

    assert response.status_code == 200
