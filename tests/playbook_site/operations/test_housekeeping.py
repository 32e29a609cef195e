"""Deleting what is past its end, a batch at a time (case 74)."""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

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
COUNT = 1000
"""Rows that are deleted in batches of 10, 20, 40 … 320 and the rest."""


@pytest.fixture
def ended_sessions() -> None:
    past = timezone.now() - timedelta(days=1)
    Session.objects.bulk_create(
        Session(session_key=f"{n:032}", session_data="", expire_date=past) for n in range(COUNT)
    )


def clock(*, seconds_of_a_batch: float) -> Any:
    ticks = (n * seconds_of_a_batch for n in count())
    return SimpleNamespace(monotonic=lambda: next(ticks), sleep=lambda _: None, time=time.time)


@pytest.mark.parametrize(("seconds", "batches"), [(0.01, 7), (0.04, 100), (0.2, 986)])
def test_batches_are_as_large_as_they_are_quick(
    seconds: float, batches: int, ended_sessions: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After slow ones: of 10, 5, 2 and then 1."""
    monkeypatch.setattr(housekeeping, "time", clock(seconds_of_a_batch=seconds))
    with CaptureQueriesContext(connection) as queries:
        numbers = housekeeping.delete_expired(housekeeping.Run())

    deleting = [q["sql"] for q in queries if q["sql"].startswith('DELETE FROM "django_session"')]
    assert numbers["sessions"] == COUNT
    assert len(deleting) == batches


def test_part_that_fails_is_logged_and_stops_no_other(
    ended_sessions: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(PlanQuerySet, "values_list", Mock(side_effect=ZeroDivisionError))
    run = housekeeping.Run()

    numbers = housekeeping.delete_expired(run)

    assert (numbers["plans"], numbers["sessions"], run.failed) == (0, COUNT, ["plans"])
    assert "ZeroDivisionError" in caplog.text


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

    housekeeping.delete_expired(housekeeping.Run())

    assert Plan.objects.get() == plan
