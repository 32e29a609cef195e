"""What asks for attention is found, counted and put in order by the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.published import published_catalogue
from roadmap.domain.plan.ownership import Member
from roadmap.models import Plan
from roadmap.queries.attention import AttentionGroup, attention_counts, attention_of
from tests.roadmap.conftest import fill, make_plan

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 3)


def titles(found: Iterable[AttentionGroup]) -> dict[str, list[str]]:
    return {group.slug: [line.item.title for line in group.lines] for group in found}


@pytest.fixture
def seen(plan: Plan) -> Plan:
    """A plan of its owner, in which no activity asks for anything."""
    plan.role = "owner"
    plan.activities.update(status="done")
    return plan


def put(plan: Plan, title: str, days: int | None = None, **fields: object) -> None:
    due = None if days is None else TODAY + timedelta(days=days)
    row = plan.activities.filter(status="done", review_on=None).first()
    assert row
    values = {"status": "todo", "owner": "An", "due_date": due, "title": title} | fields
    plan.activities.filter(pk=row.pk).update(**values)


def test_attention_puts_an_open_activity_in_each_group_that_it_belongs_to(seen: Plan) -> None:
    put(seen, "Over 31 dagen", 31)
    put(seen, "Over 30 dagen", 30, owner="")
    put(seen, "Vandaag", 0)
    put(seen, "Gisteren", -1)
    put(seen, "Nooit")
    put(seen, "Klaar", -1, status="done", review_on=TODAY)
    put(seen, "Later te herzien", 90, review_on=TODAY + timedelta(days=1))

    found = attention_of(published_catalogue(), [seen], TODAY)

    assert titles(found) == {
        "te-laat": ["Gisteren"],
        "binnenkort": ["Vandaag", "Over 30 dagen"],
        "te-herzien": ["Klaar"],
        "zonder-trekker": ["Over 30 dagen"],
        "zonder-datum": ["Nooit"],
    }


def test_counts_are_those_of_the_groups(
    seen: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    put(seen, "Gisteren", -1)
    put(seen, "Nooit", owner="", review_on=TODAY)
    seen.review_on = TODAY
    groups = attention_of(published_catalogue(), [seen], TODAY)

    with django_assert_num_queries(1):
        counts = attention_counts([seen], TODAY)

    found = {group.slug: group.count for group in groups if group.count}
    assert {one.slug: one.count for one in counts} == found
    assert found == {"te-laat": 1, "te-herzien": 2, "zonder-trekker": 1, "zonder-datum": 1}


def test_group_of_many_shows_fifty_at_a_time_and_each_once(seen: Plan) -> None:
    fill(seen, 153)
    total = seen.activities.filter(owner="").exclude(status="done").count()
    last, catalogue = -(-total // 50), published_catalogue()

    whole = attention_of(catalogue, [seen], TODAY)
    pages = [
        attention_of(catalogue, [seen], TODAY, only="zonder-trekker", page=page)
        for page in range(1, last + 1)
    ]

    [first] = [group for group in whole if group.slug == "zonder-trekker"]
    assert first.page and first.page.paginator.num_pages == last
    assert (len(first.lines), first.count) == (50, total)
    shown = [line.item.row for page in pages for line in page[0].lines]
    assert len(shown) == len(set(shown)) == total
    beyond = attention_of(catalogue, [seen], TODAY, only="zonder-trekker", page=last + 9)
    assert beyond[0].lines == pages[-1][0].lines


def test_ones_own_are_those_of_the_account_and_of_the_typed_name(client: Client) -> None:
    user = User.objects.create(username="an", first_name="Élise De Smet")
    plan = make_plan(client)
    plan.role = "owner"
    plan.activities.update(status="done")
    for owner in ("ÉLISE  de smet", "Elise De Smet", "Bo", ""):
        put(plan, f"Van ‘{owner}’", -1, owner=owner)
    put(plan, "Van het account", -1, owner="", member=user)
    put(plan, "Nieuwere naam", -1, owner="Bo", member=user)

    found = attention_of(
        published_catalogue(), [plan], TODAY, me=Member(user.pk, user.get_full_name())
    )

    assert sorted(titles(found)["te-laat"]) == ["Van het account", "Van ‘ÉLISE  de smet’"]
    assert "zonder-trekker" not in titles(found)
