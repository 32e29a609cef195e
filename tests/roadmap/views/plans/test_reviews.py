"""The rhythm in which an activity or a whole plan is reviewed, and closing a review."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from roadmap.models import Change, Plan, PlanActivity
from tests.roadmap.views.plans.test_attention import group, page_of, press, row

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = date(2027, 1, 31)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


def set_rhythm(client: Client, plan: Plan, **sent: str) -> PlanActivity:
    activity = row(plan)
    data = {"title": activity.title, "status": "todo", "phase": 1, "version": activity.version}
    address = f"/plannen/{plan.pk}/activiteiten/{activity.pk}/"
    assert client.post(address, data | sent).status_code == 303
    return row(plan)


def reviewed(plan: Plan, days: int = -2, **fields: str) -> PlanActivity:
    return row(plan, review="quarterly", review_on=TODAY + timedelta(days), **fields)


def test_rhythm_gives_the_day_of_the_first_review(client: Client, plan: Plan) -> None:
    activity = set_rhythm(client, plan, review="monthly")

    assert (activity.review, activity.review_on) == ("monthly", date(2027, 2, 28))


def test_typed_day_of_the_review_stays(client: Client, plan: Plan) -> None:
    activity = set_rhythm(client, plan, review="yearly", review_on="2027-06-15")

    assert activity.review_on == date(2027, 6, 15)


def test_no_rhythm_any_more_takes_the_day_away(client: Client, plan: Plan) -> None:
    set_rhythm(client, plan, review="yearly")

    assert set_rhythm(client, plan, review="", review_on="2028-01-31").review_on is None


def test_due_review_stands_in_attention_also_of_what_is_done(client: Client, plan: Plan) -> None:
    reviewed(plan, status="done")

    lines = group(page_of(client, f"/plannen/{plan.pk}/aan-zet/"), "te-herzien")

    assert "Processen" in lines and 'value="herzien"' in lines and 'value="klaar"' not in lines


def test_closing_counts_on_from_the_closing_and_leaves_one_line(client: Client, plan: Plan) -> None:
    activity = reviewed(plan, days=-100)

    answer = press(client, plan, activity, "herzien")

    assert row(plan).review_on == date(2027, 4, 30)
    page = page_of(client, answer["Location"])
    assert "is herzien. De volgende keer: 30 april 2027." in page and 'id="te-herzien"' not in page
    assert [change.kind for change in Change.objects.filter(number__gt=1)] == ["review"]
    client.post(f"/plannen/{plan.pk}/ongedaan/", {"key": uuid4()})
    assert row(plan).review_on == activity.review_on


def test_whole_plan_has_a_rhythm_and_is_reviewed(client: Client, plan: Plan) -> None:
    sent = {"title": plan.title, "review": "quarterly", "version": plan.version}
    client.post(f"/plannen/{plan.pk}/gegevens/", sent)
    plan.refresh_from_db()
    assert plan.review_on == date(2027, 4, 30)
    Plan.objects.filter(pk=plan.pk).update(review_on=TODAY)

    lines = group(page_of(client, "/plannen/aan-zet/"), "te-herzien")
    data = {"due": TODAY.isoformat(), "key": uuid4(), "lijst": "alle"}
    answers = [client.post(f"/plannen/{plan.pk}/aan-zet/herzien/", data) for _ in range(2)]

    assert "Het hele plan" in lines
    assert [answer.status_code for answer in answers] == [303, 303]
    plan.refresh_from_db()
    assert plan.review_on == date(2027, 4, 30)
    assert Change.objects.filter(kind="review").count() == 1


def test_plan_that_another_reviewed_is_a_conflict(client: Client, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(review="monthly", review_on=date(2027, 5, 1))

    answer = client.post(f"/plannen/{plan.pk}/aan-zet/herzien/", {"due": "2027-01-01"})

    assert answer.status_code == 409


def test_calendar_has_the_review_and_cancels_one_that_is_gone(client: Client, plan: Plan) -> None:
    activity = set_rhythm(client, plan, review="yearly")
    calendar = f"/plannen/{plan.pk}/ics"
    first = client.get(calendar).content.decode().replace("\r\n ", "")
    set_rhythm(client, plan, review="", review_on="2028-01-31")

    then = client.get(calendar).content.decode().replace("\r\n ", "")

    uid = f"UID:herziening-{activity.pk}.{plan.pk}@ai-playbook"
    assert "SUMMARY:Herzien: Processen" in first and uid in first and "CANCELLED" not in first
    assert uid in then and "CANCELLED" in then
