"""What asks for attention is counted by the database as the pages list it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from content.published import published_catalogue
from roadmap.domain.overview.attention import attention_of
from roadmap.models import Plan
from roadmap.queries.attention import attention_counts, due_reviews, open_lines

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 3)


def test_counts_are_those_of_the_groups(
    plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place, row in enumerate(plan.activities.all()):
        days = (None, -1, 0, 30, 31)[place % 5]
        row.due_date = None if days is None else TODAY + timedelta(days=days)
        row.status = ("todo", "doing", "done")[place % 3]
        row.owner = "Rik" if place % 4 else ""
        row.review_on = TODAY - timedelta(days=1) if place % 7 == 0 else None
        row.save()
    plan.review_on, plan.role = TODAY, "owner"
    groups = attention_of(
        open_lines(published_catalogue(), [plan], TODAY), due_reviews([plan], TODAY)
    ).groups

    with django_assert_num_queries(1):
        counts = attention_counts([plan], TODAY)

    assert len(counts) == 5
    assert [(c.slug, c.title, c.count) for c in counts] == [
        (group.slug, group.title, group.count) for group in groups
    ]
