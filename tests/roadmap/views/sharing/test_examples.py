"""A plan made public as an example: what is left of it, and starting from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from content.models import Phase, Track
from roadmap.domain.changes.public_example import own_titles, public_state
from roadmap.domain.plan.fields import ActivityValues, FactorValues, PlanValues
from roadmap.domain.plan.state import State
from roadmap.models import Example, Membership, Plan
from tests.roadmap.conftest import make_plan, person, signed_in

pytestmark = pytest.mark.django_db
PRIVATE = "Els Maes"


@pytest.fixture
def full_plan(kept_plan: Plan) -> Plan:
    """Everything in it that may not become public."""
    kept_plan.activities.update(
        owner=PRIVATE,
        note=f"Bel {PRIVATE}",
        links=["https://intranet.voorbeeld.be/geheim"],
        steps=[{"done": False, "text": f"Vraag {PRIVATE}"}],
        start_date="2027-01-04",
        due_date="2027-02-28",
        status="done",
    )
    kept_plan.milestones.create(title=f"Zitting met {PRIVATE}", day="2027-03-15")
    Plan.objects.update(phase_dates={"1": ["2027-01-01", "2027-03-31"]})
    kept_plan.activities.create(
        title=f"Opleiding door {PRIVATE}",
        track=Track.objects.get(slug="ai-use-cases"),
        phase=Phase.objects.get(number=2),
        order=9,
        owner=PRIVATE,
    )
    return kept_plan


def own(plan: Plan) -> int:
    return plan.activities.get(activity=None).pk


def publish(client: Client, plan: Plan, **data: str) -> Any:
    """As the page sends it: with the titles that the plan has."""
    fields = {"version": str(plan.version), "title": "Voorbeeld van een gemeente", "agreed": "on"}
    for row in plan.activities.filter(activity=None):
        fields[f"activity-{row.pk}"] = row.title
    return client.post(f"/plannen/{plan.pk}/voorbeeld/", fields | data)


def test_publish_shows_first_and_asks_twice(owner: Client, full_plan: Plan) -> None:
    tab = owner.get(f"/plannen/{full_plan.pk}/delen/").content.decode()
    assert f'href="/plannen/{full_plan.pk}/voorbeeld/"' in tab

    page = owner.get(f"/plannen/{full_plan.pk}/voorbeeld/").content.decode()
    assert f"Opleiding door {PRIVATE}" in page and "42 activiteiten" in page
    assert page.count("<li>") >= 42
    response = publish(owner, full_plan, agreed="")

    assert response.status_code == 422
    assert "Vink aan dat iedereen dit mag zien." in response.content.decode()
    assert not Example.objects.exists()


def test_example_holds_nothing_of_people_dates_and_notes(owner: Client, full_plan: Plan) -> None:
    public = {f"activity-{own(full_plan)}": "Opleiding op maat"}
    response = publish(owner, full_plan, **public)

    assert response.status_code == 302
    kept = Example.objects.get()
    text = (
        str(kept.state) + Client().get(f"/stappenplannen/voorbeelden/{kept.pk}/").content.decode()
    )
    status = ("Niet gestart", "Klaar")
    for private in (PRIVATE, "intranet", "2027", "Voorbeeldgemeente", *status, "Stappenplan AI"):
        assert private not in text
    assert "Opleiding op maat" in text
    assert len(kept.state["activities"]) == 43
    assert {key for row in kept.state["activities"] for key in row} == {
        "activity",
        "title",
        "published_title",
        "track",
        "phase",
        "order",
        "roles",
    }


def test_example_is_listed_for_everybody(owner: Client, full_plan: Plan) -> None:
    assert "nog geen voorbeeld" in Client().get("/stappenplannen/voorbeelden/").content.decode()
    publish(owner, full_plan)

    page = Client().get("/stappenplannen/voorbeelden/").content.decode()

    assert "Voorbeeld van een gemeente" in page and "43 activiteiten" in page
    assert "/stappenplannen/voorbeelden/" in Client().get("/stappenplannen/").content.decode()


def test_example_without_a_typed_title_leaves_that_activity_out(
    owner: Client, full_plan: Plan
) -> None:
    publish(owner, full_plan, **{f"activity-{own(full_plan)}": ""})

    assert len(Example.objects.get().state["activities"]) == 42


def test_begin_with_an_example(owner: Client, full_plan: Plan) -> None:
    publish(owner, full_plan)
    address = f"/stappenplannen/voorbeelden/{Example.objects.get().pk}/begin/"
    visitor = Client()
    key = str(uuid4())
    assert visitor.get(address).status_code == 200

    for _ in range(2):  # sent twice makes one
        response = visitor.post(address, {"title": "Ons plan", "organisation": "", "key": key})
        assert response.status_code == 302

    plan = Plan.objects.get(title="Ons plan")
    assert response["Location"] == f"/plannen/{plan.pk}/"
    assert plan.start == full_plan.start and plan.organisation == "" and plan.phase_dates == {}
    assert plan.activities.count() == 43
    assert set(plan.activities.values_list("status", "owner", "note", "start_date")) == {
        ("todo", "", "", None)
    }
    assert visitor.get(response["Location"]).status_code == 200
    assert visitor.post(address, {"title": "", "key": key}).status_code == 422


def test_begin_with_the_id_of_another_plan_is_404(owner: Client, full_plan: Plan) -> None:
    publish(owner, full_plan)
    address = f"/stappenplannen/voorbeelden/{Example.objects.get().pk}/begin/"
    sent = {"title": "Van mij", "key": str(uuid4())}
    assert Client().post(address, sent).status_code == 302

    response = Client().post(address, sent)

    assert response.status_code == 404
    assert Plan.objects.filter(title="Van mij").count() == 1


def test_publish_of_an_older_version_is_409(owner: Client, full_plan: Plan) -> None:
    version = full_plan.version
    owner.post(f"/plannen/{full_plan.pk}/gegevens/", {"title": "Anders", "version": str(version)})

    response = publish(owner, full_plan, title="Mijn titel")

    page = response.content.decode()
    assert response.status_code == 409
    assert "intussen veranderd" in page and "Mijn titel" in page
    assert f'name="version" value="{version + 1}"' in page
    assert not Example.objects.exists()


def test_published_again_takes_the_place(owner: Client, full_plan: Plan) -> None:
    publish(owner, full_plan)
    first = Example.objects.get()
    publish(owner, full_plan, title="Tweede titel")

    assert Example.objects.get().pk == first.pk
    assert Example.objects.get().title == "Tweede titel"


def test_withdrawn_example_is_gone_but_plans_stay(owner: Client, full_plan: Plan) -> None:
    publish(owner, full_plan)
    address = f"/stappenplannen/voorbeelden/{Example.objects.get().pk}/"
    Client().post(f"{address}begin/", {"title": "Ons plan", "key": str(uuid4())})

    owner.post(f"/plannen/{full_plan.pk}/voorbeeld/intrekken/")

    assert Client().get(address).status_code == 404
    assert Client().get(f"{address}begin/").status_code == 404
    assert Plan.objects.filter(title="Ons plan").exists()
    again = owner.post(f"/plannen/{full_plan.pk}/voorbeeld/intrekken/")
    assert again.status_code == 302


def test_example_goes_with_its_plan(owner: Client, full_plan: Plan) -> None:
    publish(owner, full_plan)

    owner.post(f"/plannen/{full_plan.pk}/verwijderen/", {"version": str(full_plan.version)})

    assert not Example.objects.exists()


def test_publish_forged_rows_and_fields_change_nothing(owner: Client, full_plan: Plan) -> None:
    theirs = make_plan(signed_in(person("bart")))
    row = theirs.activities.all()[0]
    forged = {
        f"activity-{row.pk}": "Gekaapt",
        "plan_id": str(theirs.pk),
        "state": "{}",
        "user": "9",
    }

    publish(owner, full_plan, **forged)

    kept = Example.objects.get()
    assert kept.plan_id == full_plan.pk
    assert "Gekaapt" not in str(kept.state)
    assert kept.user_id == Membership.objects.get(plan=full_plan).user_id
    row.refresh_from_db()
    assert row.title != "Gekaapt"


def row(title: str, **fields: Any) -> ActivityValues:
    return replace(ActivityValues(title, "t", 1, 1, owner=PRIVATE, note=PRIVATE), **fields)


def test_own_titles_are_all_that_the_playbook_did_not_write() -> None:
    rows = (
        row("Uit het playbook", activity="a", published_title="Uit het playbook"),
        row("Herdoopt", activity="b", published_title="Was anders"),
        row("Van ons"),
        row("Vals", published_title="Vals"),
        row("Vals", activity="a", published_title="Vals"),
    )
    factor = FactorValues("x", done=True, note=PRIVATE)
    state = State(PlanValues(PRIVATE), dict(enumerate(rows, 1)), {"x": factor})

    given = {"a": "Uit het playbook", "b": "Was anders"}

    assert own_titles(state, given) == {"2": "Herdoopt", "3": "Van ons", "4": "Vals", "5": "Vals"}
    public = public_state(state, {"2": "Anders", "3": "", "4": "", "5": ""})
    assert [r["title"] for r in public["activities"]] == ["Uit het playbook", "Anders"]
    assert PRIVATE not in str(public)


def test_example_has_a_title(kept_plan: Plan) -> None:
    with pytest.raises(IntegrityError, match="example_has_title"), transaction.atomic():
        Example.objects.create(
            plan=kept_plan, title="", state={}, published_on=timezone.localdate()
        )
