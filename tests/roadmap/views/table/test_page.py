"""The list: what it shows to whom, in which order, and what it costs."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from roadmap.domain.plan.limits import MAX_ACTIVITIES
from roadmap.models import Plan
from tests.roadmap.conftest import fill, join
from tests.roadmap.views.board.test_activities import data, first, url

pytestmark = pytest.mark.django_db


def text_of(client: Client, plan: Plan, query: str = "", status: int = 200) -> str:
    response = client.get(f"/plannen/{plan.pk}/lijst/{query}")
    assert response.status_code == status
    return response.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'id="titel-\d+"[^>]*><bdi>([^<]*)<', page)


def test_list_holds_every_activity_with_its_cells(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row), data(row, owner="An", status="doing", due_date="2026-01-31"))

    page = text_of(client, plan)

    assert len(titles(page)) == 42 and "<strong>42</strong> van 42 activiteiten" in page
    cells = page.split(f'id="rij-{row.pk}"')[1].split("</tr>")[0]
    assert "<bdi>An</bdi>" in cells and ">Bezig</span>" in cells
    assert 'class="late"' in cells and "31 jan 2026" in cells and ", te laat" in cells
    assert 'aria-current="page">Lijst' in page


def test_list_is_sorted_and_filtered_by_its_address(client: Client, plan: Plan) -> None:
    rows = list(plan.activities.all()[:3])
    for row, owner in zip(rows, ("Bo", "an", "Cis"), strict=True):
        client.post(url(row), data(row, owner=owner))

    page = text_of(client, plan, "?sorteer=-trekker")

    assert titles(page)[:3] == [rows[2].title, rows[0].title, rows[1].title]
    assert page.count("aria-sort") == 1 and 'aria-sort="descending"' in page
    assert len(titles(text_of(client, plan, "?alleen=zonder-trekker"))) == 39
    both = text_of(client, plan, "?alleen=zonder-trekker&alleen=te-laat&sorteer=fase")
    assert "Geen activiteiten gevonden" in both
    assert "?alleen=te-laat&amp;sorteer=fase" in both  # one click takes a condition away


def test_list_with_a_wrong_filter_is_422_and_whole(client: Client, plan: Plan) -> None:
    page = text_of(client, plan, "?alleen=nooit", status=422)

    assert "Kies uit de lijst." in page and len(titles(page)) == 42


def test_grid_follows_the_same_conditions(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row), data(row, due_date="2026-01-31"))

    page = client.get(f"/plannen/{plan.pk}/?alleen=te-laat").content.decode()

    assert page.count('class="card-of-plan"') == 1


def test_reader_reads_the_list_and_changes_nothing(owner: Client, kept_plan: Plan) -> None:
    page = text_of(join(kept_plan, "lezer", "reader"), kept_plan)

    assert len(titles(page)) == 42
    assert "data-row" not in page and "<template" not in page and "Wijzig" not in page
    assert "table.js" not in page


def test_what_is_mine_is_one_click_away(owner: Client, kept_plan: Plan) -> None:
    row = first(kept_plan)
    owner.post(url(row), data(row, owner="An"))

    page = text_of(owner, kept_plan)

    assert 'href="?eigenaar=(mij)"' in page.replace("%28", "(").replace("%29", ")")
    assert 'Van mij <span class="number">1</span>' in page
    assert titles(text_of(owner, kept_plan, "?eigenaar=(mij)")) == [row.title]


def test_empty_plan_says_how_to_begin(client: Client, plan: Plan) -> None:
    plan.activities.all().delete()

    assert "Kies eerst de activiteiten" in text_of(client, plan)


def test_list_of_300_takes_as_many_queries_as_one_of_42(
    client: Client, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text_of(client, plan)  # its news is shown once
    with django_assert_num_queries(3):
        text_of(client, plan)
    fill(plan, MAX_ACTIVITIES)

    with django_assert_num_queries(3):
        page = text_of(client, plan)

    assert len(titles(page)) == MAX_ACTIVITIES
