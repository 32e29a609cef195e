"""Who comes too often waits, and nobody else does (cases 8 and 17)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from secrets import token_urlsafe
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from playbook_site.middleware import rate_limits
from playbook_site.middleware.rate_limits import DRAFTS, LIMITS, QUIZ, STORED, What, add
from playbook_site.models import Count
from roadmap import actions
from tests.playbook_site.routes import all_routes
from tests.races import at_once
from tests.roadmap.conftest import make_plan

pytestmark = pytest.mark.django_db
ANSWERS = {f"vraag-{number}": "A" for number in range(1, 7)}
GUESSES = [limit.per_address for limit in LIMITS.values() if limit.what is What.MISSES]
WITHIN_AN_HOUR = 1_800_000_100.0
"""A moment well within one period: a test's counts all fall in it."""


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same limits at numbers that a test reaches."""
    for name, limit in LIMITS.items():
        few = replace(limit, per_browser=min(limit.per_browser, 3), per_address=5)
        monkeypatch.setitem(LIMITS, name, few)
    monkeypatch.setattr("time.time", lambda: WITHIN_AN_HOUR)


def statuses(client: Client, times: int, **extra: str) -> list[int]:
    return [
        client.post("/zelfevaluatie/", ANSWERS, headers=extra).status_code for _ in range(times)
    ]


def test_every_limit_has_a_route() -> None:
    assert set(LIMITS) <= {route.name for route in all_routes()}


def test_every_limit_is_applied() -> None:
    named = {value for value in vars(rate_limits).values() if isinstance(value, rate_limits.Limit)}

    assert named == {*LIMITS.values(), DRAFTS, STORED}


def test_imports_are_counted(strict: None) -> None:
    browser = Client()
    browser.get("/plannen/importeren/")

    sent = [browser.post("/plannen/importeren/", {}).status_code for _ in range(4)]

    assert sent == [422, 422, 422, 429]


def test_a_browser_waits_and_keeps_what_it_typed(strict: None) -> None:
    browser = Client()
    browser.get("/zelfevaluatie/")  # gives the cookie that forms need

    assert statuses(browser, 4) == [302, 302, 302, 429]
    refused = browser.post("/zelfevaluatie/", ANSWERS | {"vraag-6": "C"})

    page = refused.content.decode()
    assert refused["Retry-After"] == str(3600 - 1_800_000_100 % 3600)
    assert "Even wachten" in page
    assert '<input type="hidden" name="vraag-1" value="A">' in page
    assert '<input type="hidden" name="vraag-6" value="C">' in page
    assert len(re.findall(r'name="csrfmiddlewaretoken"', page)) == 1


def test_an_address_gets_more_than_a_browser_and_is_not_without_end(strict: None) -> None:
    browsers = [Client() for _ in range(3)]
    for browser in browsers:
        browser.get("/zelfevaluatie/")

    assert [statuses(browser, 2) for browser in browsers] == [[302, 302], [302, 302], [302, 429]]


def test_other_addresses_go_on(strict: None) -> None:
    assert statuses(Client(REMOTE_ADDR="192.0.2.1"), 6)[-1] == 429
    assert statuses(Client(REMOTE_ADDR="192.0.2.2"), 1) == [302]


def test_a_forged_header_is_no_other_address(strict: None) -> None:
    def last_of(addresses: list[str]) -> int:
        return [statuses(Client(), 1, **{"X-Forwarded-For": a}) for a in addresses][-1][0]

    forged = [f"198.51.100.{n}" for n in range(7)]

    assert last_of(forged) == 429
    with override_settings(TRUSTED_PROXIES=1):
        assert last_of([f"{a}, 203.0.113.9" for a in forged]) == 429
        assert last_of(forged) == 302  # control: what our proxy says is believed


def test_what_does_not_count_does_not_count(strict: None) -> None:
    client = Client()
    assert {client.get("/zelfevaluatie/").status_code for _ in range(9)} == {200}
    assert statuses(client, 1) == [302]


def test_a_new_period_begins_anew(strict: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    assert statuses(client, 6)[-1] == 429

    monkeypatch.setattr("time.time", lambda: WITHIN_AN_HOUR + 3600)

    assert statuses(client, 1) == [302]


@pytest.mark.parametrize("seconds", [90, 3600, 86_400])
def test_clock_set_back_makes_nobody_wait_longer(
    strict: None, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    """Neither where we count nor where allauth does."""
    client, wrong = Client(), {"login": "an@voorbeeld.be", "password": "fout"}
    assert statuses(client, 6)[-1] == 429
    sent = [client.post("/account/login/", wrong).status_code for _ in range(6)]
    assert sent[-1] == 429

    monkeypatch.setattr("time.time", lambda: WITHIN_AN_HOUR - seconds)

    assert statuses(client, 1) == [302]
    assert client.post("/account/login/", wrong).status_code == 422
    monkeypatch.setattr("time.time", lambda: WITHIN_AN_HOUR)
    assert statuses(client, 1) == [302]


def guesses(client: Client, times: int, below: str = "/zelfevaluatie/") -> list[int]:
    return [client.get(f"{below}{token_urlsafe(24)}/").status_code for _ in range(times)]


def test_guessing_tokens_ends_before_a_thousand(strict: None) -> None:
    assert all(most < 1000 for most in GUESSES)
    client = Client()
    result = client.post("/zelfevaluatie/", ANSWERS)["Location"]

    assert guesses(client, 9) == [404] * 5 + [429] * 4
    assert client.get(result).status_code == 200  # what one knows, one need not guess
    assert guesses(client, 1) == [429]
    assert guesses(Client(REMOTE_ADDR="192.0.2.9"), 1) == [404]


def test_a_browser_that_guesses_leaves_others_at_its_address_theirs(strict: None) -> None:
    client = Client()
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    assert guesses(client, 9) == [404] * 3 + [429] * 6
    assert guesses(Client(), 3) == [404] * 2 + [429]


def test_guesses_at_one_kind_of_address_are_none_at_another(strict: None) -> None:
    for below in ("/zelfevaluatie/", "/uitnodiging/", "/gedeeld/"):
        assert guesses(Client(), 6, below) == [404] * 5 + [429]
    assert Client().get(f"/gedeeld/{token_urlsafe(32)}/pdf").status_code == 429
    assert guesses(Client(), 1, "/zelfevaluatie/verder/") == [429]


def test_guesses_are_forgotten_after_ten_minutes(
    strict: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guesses(Client(), 6)[-1] == 429
    refused = Client().get(f"/zelfevaluatie/{token_urlsafe(24)}/")
    assert refused["Retry-After"] == str(600 - 1_800_000_100 % 600)

    monkeypatch.setattr("time.time", lambda: 1_800_000_100.0 + 600)

    assert guesses(Client(), 1) == [404]


def test_pdfs_below_a_link_are_counted_with_those_of_plans(strict: None, undrawn: None) -> None:
    owner = Client()
    owner.force_login(User.objects.create(username="an", email="an@voorbeeld.be"))
    plan = make_plan(owner)
    week = timezone.localdate() + timedelta(days=7)
    token = actions.sharing.make_link(
        plan_id=plan.pk, name="Raad", expires_on=week, with_notes=False, key=uuid4()
    )

    def asked(form: str, times: int) -> list[int]:
        return [Client().get(f"/gedeeld/{token}/{form}").status_code for _ in range(times)]

    assert asked("csv", 7) == [200] * 7
    assert asked("pdf", 6) == [200] * 5 + [429]
    assert owner.get(f"/plannen/{plan.pk}/pdf").status_code == 429
    assert asked("csv", 1) == [200]


def test_counts_hold_no_address(strict: None) -> None:
    statuses(Client(REMOTE_ADDR="192.0.2.77"), 1)

    row = Count.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}", row.key)
    assert "192.0.2.77" not in str(vars(row))


def test_old_counts_are_deleted(strict: None, capsys: pytest.CaptureFixture[str]) -> None:
    statuses(Client(), 1)
    Count.objects.create(key="x", number=1, ends=1_800_000_099)

    call_command("delete_expired")
    call_command("delete_expired")

    lines = capsys.readouterr().out.splitlines()
    deleted = [line.split(", ")[-1] for line in lines if line.startswith("Deleted")]
    assert deleted == ["1 counts.", "0 counts."]
    assert Count.objects.count() == 1


def test_workers_count_together(shared_database: None) -> None:
    """Each on a connection of its own; what they count is in the database alone."""

    def count() -> None:
        for _ in range(50):
            add(QUIZ, quiz_sent())

    at_once([count] * 4)

    assert sum(Count.objects.values_list("number", flat=True)) == 200


def quiz_sent() -> HttpRequest:
    request = RequestFactory().post("/zelfevaluatie/", REMOTE_ADDR="192.0.2.5")
    request.resolver_match = resolve("/zelfevaluatie/")
    return request


def test_one_statement_counts_browser_and_address(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    request = quiz_sent()
    request.COOKIES[settings.CSRF_COOKIE_NAME] = "koekje"
    with django_assert_num_queries(1):
        assert not add(QUIZ, request)

    assert Count.objects.count() == 2
    assert rate_limits.seconds_left(QUIZ) <= rate_limits.HOUR
