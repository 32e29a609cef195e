"""A compiled query gives the row that the ORM gives, with each value anew."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db.models import CharField, DateField, F, IntegerField, UUIDField

from content.compiled_query import CompiledQuery, parameter
from content.models import PlaybookVersion
from content.published import current_version
from roadmap.models import Membership, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TODAY = date(2027, 1, 10)


def make_plan(**fields: object) -> Plan:
    return Plan.objects.create(
        title="Plan",
        playbook_version=PlaybookVersion.objects.get(),
        start={"innovatie": "piloot"},
        declined=["x"],
        review_on=TODAY,
        **fields,
    )


def test_row_is_the_one_of_the_queryset_for_each_person() -> None:
    plan = make_plan()
    people = [User.objects.create(username=str(number)) for number in range(3)]
    for person, role, remind in zip(people, ("owner", "reader"), (True, False), strict=False):
        Membership.objects.create(plan=plan, user=person, role=role, remind=remind)

    compiled = CompiledQuery(
        lambda: (
            Plan.objects.shared_with(parameter("user_id", IntegerField()))
            .alive(parameter("today", DateField()))
            .annotate(label=F("playbook_version__label"), **current_version())
            .filter(pk=parameter("plan_id", UUIDField()))
        )
    )

    for person in people:
        plans = Plan.objects.shared_with(person.pk).alive(TODAY)
        plans = plans.annotate(label=F("playbook_version__label"), **current_version())
        expected = plans.filter(pk=plan.pk).first()
        row = compiled.first(user_id=person.pk, today=TODAY, plan_id=plan.pk)
        assert values(row) == values(expected)
    assert values(expected) is None
    assert compiled.first(user_id=people[0].pk, today=TODAY, plan_id=uuid4()) is None


def test_end_date_and_browser_are_asked_with_each_use() -> None:
    make_plan(browser="a" * 43, kept_until=TODAY)

    compiled = CompiledQuery(
        lambda: Plan.objects.made_in(parameter("browser", CharField())).alive(
            parameter("today", DateField())
        )
    )

    row = compiled.first(browser="a" * 43, today=TODAY)
    assert values(row) == values(Plan.objects.made_in("a" * 43).first())
    assert compiled.first(browser="b" * 43, today=TODAY) is None
    assert compiled.first(browser="a" * 43, today=TODAY + timedelta(days=1)) is None


def values(row: Plan | None) -> dict[str, object] | None:
    """Columns and annotations, with the type of each: 1 is not True."""
    if row is None:
        return None
    return {name: (type(v), v) for name, v in vars(row).items() if name != "_state"}
