"""A plan whose database was put back from a backup: version numbers are given out again."""

from __future__ import annotations

from django.test import Client

from roadmap.exports import PlanPdf
from roadmap.models import Milestone, Plan
from roadmap.pdf_cache import Audience
from tests.roadmap.views.board.test_activities import data, first, url


def tag_of_pdf(plan: Plan) -> str:
    stored = Plan.objects.get(pk=plan.pk)
    return PlanPdf(stored, Audience.MEMBERS).etag


def test_page_from_before_a_restore_is_no_304_at_the_same_version(
    client: Client, plan: Plan
) -> None:
    backup = Plan.objects.filter(pk=plan.pk).values().get()
    row = first(plan)
    home = f"/plannen/{plan.pk}/"
    part = {"X-Part": "1"}
    client.get(home)  # takes the message that the plan was made
    client.post(url(row), data(row, title="Van voor het herstel"), headers=part)
    tag = client.get(home, headers=part)["ETag"]
    pdf_tag = tag_of_pdf(plan)
    assert client.get(home, headers={**part, "If-None-Match": tag}).status_code == 304

    plan.changes.filter(number=2).delete()
    plan.activities.filter(pk=row.pk).update(title=row.title, version=1)
    Plan.objects.filter(pk=plan.pk).update(**backup)
    client.post(url(row), data(row, title="Van na het herstel"), headers=part)

    answer = client.get(home, headers={**part, "If-None-Match": tag})
    assert Plan.objects.get(pk=plan.pk).version == backup["version"] + 1
    assert answer.status_code == 200 and "Van na het herstel" in answer.content.decode()
    assert tag_of_pdf(plan) != pdf_tag


def test_pdf_tag_tells_a_saved_state_from_one_with_the_same_id(plan: Plan) -> None:
    made = Milestone.objects.create(plan=plan, name="Voor", number=1, state=[])
    before = tag_of_pdf(plan)
    made.delete()

    Milestone.objects.create(pk=made.pk, plan=plan, name="Na", number=1, state=[])

    assert tag_of_pdf(plan) != before
