from __future__ import annotations

from datetime import date

from pytest_django import DjangoAssertNumQueries

from content.catalogue import Catalogue
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.plan.fields import STATUSES, Status
from roadmap.models import Plan, PlanActivity
from roadmap.queries.overview import plan_overview


def test_statuses_are_those_of_the_model() -> None:
    assert dict(list(STATUSES.items())) == STATUSES


def items_of(catalogue: Catalogue, plan: Plan) -> list[GridItem]:
    overview = plan_overview(catalogue, plan, date(2027, 1, 1))
    return [item for _, _, item in overview.grid.placed]


def test_plan_overview_holds_all_that_the_plan_says(
    plan: Plan, catalogue: Catalogue, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = plan.activities.select_related("activity", "track", "phase").latest("pk")
    assert row.activity is not None
    PlanActivity.objects.filter(pk=row.pk).update(
        status="doing",
        owner="An",
        start_date="2027-01-01",
        due_date="2027-02-28",
        note="Samen met IT",
        roles=["juridische-afdeling"],
        links=["https://voorbeeld.be/"],
        version=3,
    )

    with django_assert_num_queries(2):
        items = items_of(catalogue, plan)

    assert [item for item in items if item.row == row.pk] == [
        GridItem(
            title=row.title,
            track=row.track.slug,
            phase=row.phase.number,
            order=row.order,
            activity=row.activity.slug,
            row=row.pk,
            version=3,
            status=Status.DOING,
            owner="An",
            start_date=date(2027, 1, 1),
            due_date=date(2027, 2, 28),
            note="Samen met IT",
            roles=("juridische-afdeling",),
            links=("https://voorbeeld.be/",),
            published_title=row.published_title,
        )
    ]
    assert len(items) == 42


def test_grid_item_status_in_words() -> None:
    item = GridItem("X", "a", 1, 1, status=Status.DOING)

    assert item.status_label == "Bezig"
    assert item.is_begun
    assert not item.is_done


def test_plan_overview_own_activity_has_no_slug(plan: Plan, catalogue: Catalogue) -> None:
    plan.activities.update(activity=None)

    assert {item.activity for item in items_of(catalogue, plan)} == {""}
