"""Deleting what is past its end, a batch at a time (case 74)."""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from playbook_site.operations import housekeeping
from roadmap.models import Plan, PlanQuerySet
from tests.roadmap.conftest import make_plan

pytestmark = pytest.mark.django_db
FOR_EVER = float("inf")


COUNT = 2 * housekeeping.ROWS + 1


@pytest.fixture
def ended_sessions() -> None:
    """Of three batches."""
    past = timezone.now() - timedelta(days=1)
    Session.objects.bulk_create(
        Session(session_key=f"{n:032}", session_data="", expire_date=past) for n in range(COUNT)
    )


def test_rows_are_deleted_in_batches(ended_sessions: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        numbers = housekeeping.housekeeping(FOR_EVER)

    deleting = [q["sql"] for q in queries if q["sql"].startswith('DELETE FROM "django_session"')]
    assert numbers["sessions"] == COUNT
    assert len(deleting) == 3


def test_without_time_nothing_is_deleted(ended_sessions: None) -> None:
    numbers = housekeeping.housekeeping(0)

    assert set(numbers.values()) == {0}
    assert Session.objects.count() == COUNT


def test_next_run_goes_on(ended_sessions: None, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0] * 8)  # the start, six kinds without rows, one batch of sessions
    clock = SimpleNamespace(
        monotonic=lambda: next(moments, 9), sleep=lambda _: None, time=time.time
    )
    with monkeypatch.context() as patched:
        patched.setattr(housekeeping, "time", clock)
        first = housekeeping.housekeeping(1)

    second = housekeeping.housekeeping(FOR_EVER)

    assert (first["sessions"], second["sessions"]) == (housekeeping.ROWS, COUNT - housekeeping.ROWS)


def test_states_of_the_quarter_are_saved_while_there_is_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        make_plan(client)
    long_ago = timezone.now() - timedelta(days=100)
    Plan.objects.update(created_at=long_ago, browser="", kept_until=None)

    assert housekeeping.save_quarterly(0) == {}
    moments = iter([0.0])  # the start, and then too late
    clock = SimpleNamespace(monotonic=lambda: next(moments, 9), sleep=lambda _: None)
    with monkeypatch.context() as patched:
        patched.setattr(housekeeping, "time", clock)
        assert housekeeping.save_quarterly(1) == {True: 1}
    assert housekeeping.save_quarterly(FOR_EVER) == {True: 1}


def test_plan_that_is_taken_along_meanwhile_stays(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its person signs in between the look-up of a batch and its deletion."""
    plan = make_plan(client)
    Plan.objects.update(kept_until=timezone.localdate() - timedelta(days=1))
    values_list = PlanQuerySet.values_list

    def look_up(plans: PlanQuerySet, *names: str, **options: bool) -> list[Any]:
        found = list(values_list(plans, *names, **options))
        Plan.objects.update(browser="", kept_until=None)
        return found

    monkeypatch.setattr(PlanQuerySet, "values_list", look_up)

    housekeeping.housekeeping(FOR_EVER)

    assert Plan.objects.get() == plan
