"""No answer from the database: 503 with what was typed, wherever it is met; reading goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.http.response import HttpResponseBase
from django.test import Client

from accounts.security.session_store import SessionStore
from playbook_site.operations.database_errors import is_database_trouble
from roadmap.models import Plan
from tests.playbook_site.middleware.test_responses import assert_guarded
from tests.roadmap.conftest import make_plan

pytestmark = pytest.mark.django_db
LOCKED = OperationalError("database is locked")
DETAILS = {"title": "Getypt <i>", "organisation": "Onze gemeente", "version": "1"}


@pytest.fixture
def plan(client: Client) -> Plan:
    return make_plan(client)


@pytest.fixture(autouse=True)
def _like_a_server(client: Client) -> None:
    client.raise_request_exception = False


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def assert_not_saved(response: HttpResponseBase) -> str:
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert_guarded(response)
    assert "Refresh" not in response
    page = response.content.decode()  # type: ignore[attr-defined]
    assert "Niet bewaard" in page
    return str(page)


@pytest.mark.parametrize("error", [LOCKED, InterfaceError("connection already closed")])
def test_save_is_503_with_what_was_typed(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr("roadmap.actions.plans.edit_details", failing(error))

    page = assert_not_saved(client.post(f"/plannen/{plan.pk}/gegevens/", DETAILS))

    assert "Getypt &lt;i&gt;" in page
    assert '<input type="hidden" name="organisation" value="Onze gemeente">' in page
    assert f'action="/plannen/{plan.pk}/gegevens/"' in page
    assert page.count('name="csrfmiddlewaretoken"') == 1


def test_sending_again_from_that_page_saves(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    token = browser.get("/plannen/nieuw/").context["csrf_token"]
    made = {"title": "Plan", "start": "piloot", "csrfmiddlewaretoken": str(token)}
    with monkeypatch.context() as trouble:
        trouble.setattr("roadmap.actions.plans.create", failing(LOCKED))
        refused = browser.post("/plannen/nieuw/", made)
    sent = dict(refused.context["sent"]) | {"csrfmiddlewaretoken": refused.context["csrf_token"]}

    assert browser.post("/plannen/nieuw/", sent).status_code == 302
    assert Plan.objects.filter(title="Plan").count() == 1


def test_script_gets_a_part(client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadmap.actions.plans.edit_details", failing(LOCKED))

    response = client.post(f"/plannen/{plan.pk}/gegevens/", DETAILS, headers={"X-Part": "1"})

    assert "<html" not in assert_not_saved(response)


def test_page_is_503_and_tries_again_by_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.views.plans.lifecycle.plans_of", failing(LOCKED))

    response = client.get("/plannen/")

    assert response.status_code == 503
    assert response["Retry-After"] == response["Refresh"] == "5"
    assert "De databank antwoordt even niet" in response.content.decode()
    assert "<form" not in response.content.decode()
    assert_guarded(response)


@pytest.mark.parametrize("method", ["load", "save"])
def test_session_that_cannot_be_read_or_kept_is_503(
    client: Client, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    make_plan(client)
    monkeypatch.setattr(SessionStore, method, failing(LOCKED))

    response = client.post("/plannen/nieuw/", {"title": "Plan", "start": "piloot"})

    assert 'name="title" value="Plan"' in assert_not_saved(response)


def interrupted(cause: DatabaseError) -> Callable[..., Any]:
    """What Django's session store does with any error of the database."""

    def save(*_: object, **__: object) -> None:
        try:
            raise cause
        except DatabaseError:
            raise UpdateError  # noqa: B904

    return save


def test_session_that_cannot_be_renewed_is_503(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_plan(client)
    monkeypatch.setattr(SessionStore, "save", interrupted(LOCKED))
    made = {"title": "Plan", "start": "piloot"}

    assert_not_saved(client.post("/plannen/nieuw/", made))

    monkeypatch.setattr(SessionStore, "save", interrupted(DatabaseError("no rows")))
    assert client.post("/plannen/nieuw/", made).status_code == 400  # signed out meanwhile


def test_reading_goes_on_without_the_session_being_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(client)  # its news waits in the session, to be shown and struck out
    monkeypatch.setattr(SessionStore, "save", failing(LOCKED))

    response = client.get(f"/plannen/{plan.pk}/")

    assert response.status_code == 200
    assert "Uw stappenplan is gemaakt" in response.content.decode()


def test_reading_goes_on_uncounted(
    client: Client, undrawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = client.post("/zelfevaluatie/", {f"vraag-{n}": "A" for n in range(1, 7)})["Location"]
    monkeypatch.setattr("playbook_site.middleware.rate_limits._over", failing(LOCKED))

    assert client.get("/stappenplannen/piloot/pdf").status_code == 200
    assert client.get(made).status_code == 200
    assert client.get("/zelfevaluatie/bestaat-niet-bestaat-niet-123/").status_code == 404
    assert_not_saved(client.post("/zelfevaluatie/", {"vraag-1": "A"}))


def test_cached_pdf_that_cannot_be_thrown_out_is_made_anew(
    client: Client, undrawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache.get", failing(LOCKED))

    assert client.get("/stappenplannen/piloot/pdf").content.startswith(b"%PDF")


def test_password_and_file_are_never_given_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SessionStore, "load", failing(LOCKED))
    client.cookies["sessie"] = "x" * 32
    file = SimpleUploadedFile("plan.json", b"{}")

    signing_in = client.post("/account/login/", {"login": "a@b.be", "password": "geheim"})
    importing = client.post("/plannen/nieuw/", {"title": "Getypt", "start": "piloot", "file": file})

    assert "geheim" not in assert_not_saved(signing_in)
    assert "Getypt" in assert_not_saved(importing)
    for response in (signing_in, importing):
        assert "Verstuur opnieuw" not in response.content.decode()


def test_other_errors_stay_500(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "roadmap.views.plans.lifecycle.plans_of", failing(DatabaseError("malformed"))
    )

    assert client.get("/plannen/").status_code == 500


def test_trouble_is_seen_through_what_it_caused() -> None:
    middle = ValueError()
    middle.__context__ = LOCKED
    outer = KeyError()
    outer.__cause__ = middle

    assert is_database_trouble(outer)
    assert not is_database_trouble(middle.__class__())
    assert not is_database_trouble(None)


@pytest.mark.once
def test_cursor_of_a_failed_statement_is_closed_by_its_own_thread() -> None:
    cursor = connection.cursor()

    with pytest.raises(OperationalError):
        cursor.execute("SELECT number FROM no_table")

    with pytest.raises(ProgrammingError, match="closed cursor"):
        cursor.execute("SELECT 1")
