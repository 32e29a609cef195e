"""The history page: by day and person, filtered, and what 'Zet terug' would do."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roadmap.models import Change, Plan
from tests.roadmap.conftest import join
from tests.roadmap.views.board.test_activities import data, first, url

pytestmark = pytest.mark.django_db


def history(client: Client, plan: Plan, query: str = "") -> str:
    return client.get(f"/plannen/{plan.pk}/geschiedenis/{query}").content.decode()


def numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'<li id="wijziging-(\d+)"', page)]


@pytest.fixture
def shared(owner: Client, kept_plan: Plan) -> Plan:
    """Yesterday An gave an activity an owner; today Bo began it and she described the plan."""
    row = first(kept_plan)
    owner.post(url(row), data(row, owner="Cas"))
    Change.objects.update(at=timezone.now() - timedelta(days=1))
    bo = join(kept_plan, "bo", "editor")
    bo.post(url(row, "status/"), {"version": "2", "status": "doing"})
    changed = {"title": "Nieuwe titel", "version": kept_plan.version}
    owner.post(f"/plannen/{kept_plan.pk}/gegevens/", changed)
    return kept_plan


def test_changes_stand_by_day_and_person(owner: Client, shared: Plan) -> None:
    headings = re.findall(
        r"<h([23])>(?:<bdi>)?([^<]+)<", history(owner, shared).split("</form>")[-1]
    )

    assert [level for level, _ in headings] == ["2", "3", "3", "2", "3"]
    assert [name for level, name in headings if level == "3"] == ["An", "Bo", "An"]
    assert headings[0][1] != headings[3][1]


def test_filters(owner: Client, shared: Plan) -> None:
    for query, found in [
        ("?wie=mij", [4, 2, 1]),
        ("?wie=anderen", [3]),
        ("?wat=activiteiten", [3, 2]),
        ("?wie=mij&wat=gegevens", [4, 1]),
        ("?wat=terug", []),
        ("?pagina=7", [4, 3, 2, 1]),
    ]:
        assert numbers(history(owner, shared, query)) == found


def test_unknown_filter_is_422_and_shows_all(owner: Client, shared: Plan) -> None:
    response = owner.get(f"/plannen/{shared.pk}/geschiedenis/?wat=onzin")

    assert response.status_code == 422
    assert "Kies uit de lijst." in response.content.decode()
    assert numbers(response.content.decode()) == [4, 3, 2, 1]


def test_pages_keep_the_filter(client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadmap.views.plans.history.PAGE_SIZE", 2)
    row = first(plan)
    for number in range(3):
        row.refresh_from_db()
        client.post(url(row), data(row, owner=f"Naam {number}"))

    page = history(client, plan, "?wat=activiteiten")

    assert "?wat=activiteiten&amp;pagina=2" in page
    assert len(numbers(history(client, plan, "?wat=activiteiten&pagina=2"))) == 1


def test_button_says_what_it_will_do(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row), data(row, owner="An", note="x" * 100))
    edited = unescape(re.sub(r"<[^>]+>", "", history(client, plan)))
    client.post(url(row, "verwijderen/"), {"version": "2"})
    removed = unescape(re.sub(r"<[^>]+>", "", history(client, plan)))

    assert f"Daarna: ‘{row.title}’: wie trekt dit (leeg), notitie (leeg)" in edited
    assert f"Daarna: ‘{row.title}’ toegevoegd" in removed


def test_queries_do_not_grow(client: Client, plan: Plan) -> None:
    row, costs = first(plan), []
    for number in range(6):
        row.refresh_from_db()
        client.post(url(row), data(row, owner=f"Naam {number}"))
        if number in (1, 5):
            history(client, plan)
            with CaptureQueriesContext(connection) as found:
                history(client, plan)
            costs.append(len(found))

    assert costs[0] == costs[1] <= 11
