"""A form with an old token: the quiz takes it, others send it again with one press."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from playbook_site.middleware.origin import is_from_our_page

pytestmark = pytest.mark.once

QUIZ = {f"vraag-{number}": "A" for number in range(1, 7)}
OURS: dict[str, Any] = {"HTTP_ORIGIN": "http://testserver"}
FOREIGN: dict[str, Any] = {"HTTP_ORIGIN": "http://evil.example"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        (OURS, True),
        (FOREIGN, False),
        ({"HTTP_ORIGIN": "null"}, False),
        ({"HTTP_ORIGIN": "https://testserver"}, False),
        ({"HTTP_ORIGIN": "http://testserver:8001"}, False),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        ({"HTTP_SEC_FETCH_SITE": "same-site", **OURS}, False),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, False),
        ({"HTTP_SEC_FETCH_SITE": "none"}, False),
    ],
)
def test_page_that_sent_a_form(headers: dict[str, Any], expected: bool | None) -> None:
    request: HttpRequest = RequestFactory().post("/", **headers)

    assert is_from_our_page(request) is expected


@pytest.mark.django_db
@pytest.mark.parametrize(("headers", "status"), [(OURS, 302), (FOREIGN, 403), ({}, 403)])
def test_quiz_with_an_old_token_is_taken_from_our_own_page(
    headers: dict[str, Any], status: int
) -> None:
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/zelfevaluatie/", QUIZ | {"csrfmiddlewaretoken": "x" * 32}, **headers)

    assert response.status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(("headers", "has_button"), [(OURS, True), ({}, True), (FOREIGN, False)])
def test_form_with_an_old_token_is_sent_again_with_one_press(
    headers: dict[str, Any], has_button: bool
) -> None:
    strict = Client(enforce_csrf_checks=True)
    sent = {"title": "Lang getypt", "csrfmiddlewaretoken": "x" * 32, "start": "piloot"}

    response = strict.post("/plannen/nieuw/?start=piloot", sent, **headers)
    page = response.content.decode()

    assert response.status_code == 403
    assert "Lang getypt" in page
    assert ("Verstuur opnieuw" in page) is has_button
    assert ('<input type="hidden" name="title" value="Lang getypt">' in page) is has_button
    assert ('action="/plannen/nieuw/?start=piloot"' in page) is has_button
    assert ("x" * 32 in page) is False


@pytest.mark.django_db
def test_form_with_a_password_is_not_given_back() -> None:
    strict = Client(enforce_csrf_checks=True)

    page = strict.post("/account/login/", {"login": "a@b.be", "password": "geheim"}, **OURS)

    assert page.status_code == 403
    assert b"Verstuur opnieuw" not in page.content and b"geheim" not in page.content
