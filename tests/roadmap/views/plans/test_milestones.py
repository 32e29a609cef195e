"""The milestones of a plan: on their page, on the timeline, in history, undo and conflicts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from roadmap import actions
from roadmap.domain.plan.fields import MilestoneValues
from roadmap.domain.plan.limits import MILESTONES_ARE_FULL
from roadmap.domain.plan.state import RefKind
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, Revision
from roadmap.history.writing import FULL
from roadmap.models import Plan, PlanMilestone
from tests.roadmap.conftest import join, make_plan, person, signed_in

pytestmark = pytest.mark.django_db
GOOD = {"title": "Goedkeuring door het college", "day": "15 maart 2027"}


def home(plan: Plan, tail: str = "") -> str:
    return f"/plannen/{plan.pk}/tijdlijn/mijlpalen/{tail}"


def added(client: Client, plan: Plan, **typed: str) -> PlanMilestone:
    client.post(home(plan), {**GOOD, "key": str(uuid4()), **typed})
    return plan.milestones.latest("pk")


def sent(milestone: PlanMilestone, **typed: Any) -> dict[str, Any]:
    """The form of the page as it was made, with what was typed."""
    held = {"title": milestone.title, "day": milestone.day.isoformat()}
    initial = {f"initial-{name}": value for name, value in held.items()}
    return {**held, **initial, "version": milestone.version, "key": str(uuid4()), **typed}


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_milestone_is_added_and_stands_on_its_page_the_timeline_and_in_the_history(
    client: Client, plan: Plan
) -> None:
    response = client.post(home(plan), {**GOOD, "key": str(uuid4())}, follow=True)

    assert "De mijlpaal ‘Goedkeuring door het college’ is toegevoegd." in response.content.decode()
    assert state_of(plan.pk).milestones == {
        plan.milestones.get().pk: MilestoneValues(GOOD["title"], date(2027, 3, 15))
    }
    assert "15 maart 2027" in page(client, home(plan))
    timeline = page(client, f"/plannen/{plan.pk}/tijdlijn/")
    assert GOOD["title"] in timeline and "15 maart 2027" in timeline
    line = "Mijlpaal ‘Goedkeuring door het college’ op 15 maart 2027 toegevoegd"
    assert line in page(client, f"/plannen/{plan.pk}/geschiedenis/")


def test_milestone_sent_twice_is_one(client: Client, plan: Plan) -> None:
    for _ in range(2):
        client.post(home(plan), data := {**GOOD, "key": "5d4c4b4a-0000-4000-8000-000000000001"})

    assert data and plan.milestones.count() == 1


def test_milestone_with_errors_is_422_and_keeps_what_was_typed(client: Client, plan: Plan) -> None:
    for typed, message in [
        ({"title": ""}, "Geef de mijlpaal een titel."),
        ({"day": ""}, "Geef de mijlpaal een datum."),
        ({"day": "15 maart"}, "Vul ook het jaar in."),
        ({"title": "x" * 121}, "120"),
    ]:
        response = client.post(home(plan), {**GOOD, "key": str(uuid4()), **typed})

        assert response.status_code == 422, typed
        assert message in response.content.decode()
        assert all(value in response.content.decode() for value in typed.values())
        assert not plan.milestones.exists()


def test_milestones_have_a_limit(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FULL, RefKind.MILESTONE, (1, MILESTONES_ARE_FULL))
    added(client, plan)

    response = client.post(home(plan), {**GOOD, "key": str(uuid4())})

    assert response.status_code == 422
    assert MILESTONES_ARE_FULL in response.content.decode()
    assert plan.milestones.count() == 1


def test_milestone_is_changed_and_undo_brings_it_back(client: Client, plan: Plan) -> None:
    milestone = added(client, plan)

    client.post(home(plan, f"{milestone.pk}/"), sent(milestone, day="1/4/2027"))

    assert plan.milestones.get().day == date(2027, 4, 1)
    assert "15 maart 2027" in page(client, f"/plannen/{plan.pk}/geschiedenis/")
    client.post(f"/plannen/{plan.pk}/ongedaan/")
    assert plan.milestones.get().day == date(2027, 3, 15)


def test_removed_milestone_comes_back_with_undo(client: Client, plan: Plan) -> None:
    milestone = added(client, plan)

    client.post(home(plan, f"{milestone.pk}/verwijderen/"), sent(milestone))

    assert not plan.milestones.exists()
    client.post(f"/plannen/{plan.pk}/ongedaan/")
    assert plan.milestones.get().pk == milestone.pk


def test_change_of_what_another_changed_is_409_with_both_versions(
    client: Client, plan: Plan
) -> None:
    milestone = added(client, plan)
    client.post(home(plan, f"{milestone.pk}/"), sent(milestone, title="Akkoord"))

    response = client.post(home(plan, f"{milestone.pk}/"), sent(milestone, title="Getypt"))

    text = response.content.decode()
    assert response.status_code == 409
    assert "Akkoord" in text and 'value="Getypt"' in text and "Mijn versie" in text
    assert plan.milestones.get().title == "Akkoord"
    milestone.refresh_from_db()
    client.post(home(plan, f"{milestone.pk}/"), sent(milestone, title="Getypt"))
    assert plan.milestones.get().title == "Getypt"


def test_removal_of_what_another_changed_is_409(client: Client, plan: Plan) -> None:
    milestone = added(client, plan)
    client.post(home(plan, f"{milestone.pk}/"), sent(milestone, title="Akkoord"))

    response = client.post(home(plan, f"{milestone.pk}/verwijderen/"), sent(milestone))

    assert response.status_code == 409
    assert plan.milestones.exists()


def test_change_of_a_removed_milestone_is_410_with_what_was_typed(
    client: Client, plan: Plan
) -> None:
    milestone = added(client, plan)
    client.post(home(plan, f"{milestone.pk}/verwijderen/"), sent(milestone))

    response = client.post(home(plan, f"{milestone.pk}/"), sent(milestone, title="Getypt"))

    assert response.status_code == 410
    assert 'value="Getypt"' in response.content.decode()
    assert client.get(home(plan, f"{milestone.pk}/")).status_code == 404


def test_removal_without_a_version_is_422(client: Client, plan: Plan) -> None:
    milestone = added(client, plan)

    assert client.post(home(plan, f"{milestone.pk}/verwijderen/")).status_code == 422


def test_reader_sees_milestones_and_no_form() -> None:
    owner = signed_in(person("an"))
    plan = make_plan(owner)
    added(owner, plan)

    text = page(join(plan, "rik", "reader"), home(plan))

    assert GOOD["title"] in text
    assert "Nieuwe mijlpaal" not in text and "Wijzig<" not in text


def test_milestone_that_is_being_added_keeps_nobody_from_choosing_activities(
    client: Client, plan: Plan
) -> None:
    chosen = [*plan.slugs()]
    version = plan.version
    added(client, plan)

    response = client.post(
        f"/plannen/{plan.pk}/activiteiten/", {"version": version, "activiteit": chosen[1:]}
    )

    assert response.status_code == 302
    assert len(plan.slugs()) == len(chosen) - 1


def test_saved_state_with_milestones_is_compared_and_restored(client: Client, plan: Plan) -> None:
    gone, changed = added(client, plan), added(client, plan, title="Evaluatie")
    actions.saved_states.make(plan_id=plan.pk, author=Author("an"), name="Goedgekeurd")
    saved = plan.saved_states.get()
    client.post(home(plan, f"{gone.pk}/verwijderen/"), sent(gone))
    client.post(home(plan, f"{changed.pk}/"), sent(changed, day="1/4/2027"))
    new = added(client, plan, title="Start")
    before = milestones_of(plan)

    text = page(client, f"/plannen/{plan.pk}/momentopnamen/vergelijk/?van={saved.pk}&met=nu")
    version = Plan.objects.get(pk=plan.pk).version
    actions.saved_states.restore(
        Revision(plan.pk, Author("an")), saved_state_id=saved.pk, version=version
    )

    assert "Mijlpalen (3)" in text and "15 maart 2027, verwijderd" in text
    assert {*milestones_of(plan)} == {gone.pk, changed.pk} and new.pk in before
    actions.undo.undo(Revision(plan.pk, Author("an")))
    assert milestones_of(plan) == before


def milestones_of(plan: Plan) -> dict[int, MilestoneValues]:
    return dict(state_of(plan.pk).milestones)


def test_milestones_of_the_list_take_as_many_queries_however_many(
    client: Client, plan: Plan, django_assert_num_queries: Any
) -> None:
    added(client, plan)
    client.get(home(plan))
    for number in range(5):
        added(client, plan, title=f"Zitting {number}")

    client.get(home(plan))
    with django_assert_num_queries(3):
        client.get(home(plan))
