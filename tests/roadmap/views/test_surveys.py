"""Pages of a survey that need plans: a start that survives signing in, and a plan between two."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessment.survey.models import Survey
from roadmap.drafts.session import SESSION_KEY
from roadmap.models import Change, Plan
from tests.assessment.survey.surveys import (
    NEW,
    maker_address,
    pass_days,
    released,
    start_data,
    text_of,
)
from tests.roadmap.conftest import make_plan, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker() -> User:
    return person("zdenka")


@pytest.fixture
def repeated(maker: User) -> Survey:
    """A survey with an outcome of yesterday, and one before it of 100 days earlier."""
    then = released(maker)
    pass_days(then, 100)
    now = released(maker)
    Survey.objects.filter(pk=now.pk).update(repeats=then)
    return now


def signed_out(client: Client) -> None:
    """Its session has just run out."""
    del client.cookies[settings.SESSION_COOKIE_NAME]
    client.cookies[settings.TYPIST_COOKIE_NAME] = ""


def test_typed_start_comes_back_after_sign_in_without_its_key(maker: User) -> None:
    client = signed_in(maker)
    signed_out(client)
    data = start_data(title="Getypt", asked=41, way="link", readers="trekker")

    asked = client.post(NEW, data)
    assert asked["Location"] == f"/account/login/?next={NEW}"
    assert str(data["opening_key"]) not in str(client.session[SESSION_KEY])
    client.force_login(maker)
    page = client.get(NEW).content.decode()

    assert "Nog niet bewaard: u was intussen afgemeld" in page
    assert 'value="Getypt"' in page and 'value="41"' in page
    assert re.search(r'value="link"[^>]*checked', page)
    assert re.search(r'value="trekker"[^>]*checked', page)
    assert str(data["opening_key"]) not in page
    assert 'role="alert"' not in page
    [key] = re.findall(r'name="opening_key" value="([^"]+)"', page)
    assert client.post(NEW, data | {"opening_key": key}).status_code == 200
    assert SESSION_KEY not in client.session


def test_typed_start_of_a_repeat_still_repeats_after_sign_in(maker: User) -> None:
    client, then = signed_in(maker), released(maker)
    signed_out(client)

    client.post(f"{NEW}?herhaal={then.pk}", start_data(herhaal=then.pk))
    client.force_login(maker)

    page = client.get(NEW).content.decode()
    assert "Dezelfde bevraging opnieuw" in page
    assert f'name="herhaal" value="{then.pk}"' in page


@pytest.mark.parametrize("asked", ["x", "00000000-0000-0000-0000-000000000000"])
def test_repeat_of_no_survey_of_mine(maker: User, asked: str) -> None:
    page = signed_in(maker).get(f"{NEW}?herhaal={asked}")

    assert page.status_code == (200 if asked == "x" else 404)


def test_plan_tells_what_it_did_between_the_two_closings(
    maker: User, repeated: Survey, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(maker)
    plan = make_plan(client)
    done, late = plan.activities.order_by("pk")[:2]
    for row, days in ((done, 50), (late, 0)):
        finish(client, plan, row.pk)
        moved = timezone.now() - timedelta(days=days)
        Change.objects.filter(pk=plan.changes.latest("number").pk).update(at=moved)
    before = timezone.now() - timedelta(days=200)
    Change.objects.filter(plan=plan, number__lt=plan.changes.latest("number").number - 1).update(
        at=before
    )
    address = maker_address(repeated, "toen-en-nu/")
    assert "Toon wat het deed" in text_of(client, address)

    with django_assert_num_queries(7):
        page = " ".join(client.get(f"{address}?plan={plan.pk}").content.decode().split())

    assert f"1 activiteit klaar: <bdi>{done.title}</bdi>" in page
    assert late.title not in page
    assert "css/surveys.css" in page
    assert maker.first_name not in page[page.index('id="intussen"') : page.index("</main>")]


def finish(client: Client, plan: Plan, row_id: int) -> None:
    sent = {"version": 1, "status": "done"}
    response = client.post(f"/plannen/{plan.pk}/activiteiten/{row_id}/status/", sent)
    assert response.status_code in (302, 303), response.content.decode()


def test_plan_of_another_or_none_is_404(maker: User, repeated: Survey) -> None:
    client, address = signed_in(maker), maker_address(repeated, "toen-en-nu/")
    foreign = make_plan(signed_in(person("cleo")))

    for wrong in (foreign.pk, uuid4(), "x"):
        assert client.get(f"{address}?plan={wrong}").status_code == 404
    assert "Wat een stappenplan intussen deed" not in text_of(client, address)
