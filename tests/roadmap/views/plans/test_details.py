"""The plan's own data by several people: different parts are kept of both, the same is asked."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from roadmap.domain.plan.phase_dates import redated, spans_of
from roadmap.domain.plan.state import PLAN, Edit, activity_ref
from roadmap.models import Change, Plan
from tests.roadmap.conftest import join, sent_by

pytestmark = pytest.mark.django_db
ONE = ["2027-01-01", "2027-02-28"]
OTHER = ["2027-05-01", "2027-06-30"]


@pytest.fixture
def bo(kept_plan: Plan) -> Client:
    return join(kept_plan, "bo", "editor")


def details(plan: Plan) -> str:
    return f"/plannen/{plan.pk}/gegevens/"


def dates(plan: Plan) -> str:
    return f"/plannen/{plan.pk}/fasen/"


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def days(number: int, span: list[str]) -> dict[str, str]:
    return {f"fase_{number}_begin": span[0], f"fase_{number}_eind": span[1]}


def stored(plan: Plan) -> tuple[str, str]:
    plan.refresh_from_db()
    return plan.title, plan.organisation


# --- the parts of a plan's own data


def test_parts_of_edits() -> None:
    before = {"title": "A", "phase_dates": spans_of({"1": ONE, "2": ONE, "3": ONE})}
    after = {"title": "B", "phase_dates": spans_of({"1": ONE, "2": OTHER, "4": ONE})}

    assert Edit(PLAN, before, after).changed_parts == {"title", "fase-2", "fase-3", "fase-4"}
    assert Edit(PLAN, {"organisation": ""}, {"organisation": "X"}).changed_parts == {"organisation"}
    assert Edit(activity_ref("1"), {"title": "A"}, {"title": "B"}).changed_parts == frozenset()
    assert Edit(activity_ref(""), None, {"title": "B"}).changed_parts == frozenset()


def test_redated_leaves_the_other_phases() -> None:
    one, other = spans_of({"1": ONE, "2": OTHER}).values()

    assert redated({1: one, 2: one, 3: one}, {1: other, 2: None}) == {1: other, 3: one}
    assert redated({}, {1: None, 5: other}) == {5: other}


# --- title and organisation


def test_describe_different_fields_are_both_kept(
    owner: Client, bo: Client, kept_plan: Plan
) -> None:
    an_has, bo_has = page_of(owner, details(kept_plan)), page_of(bo, details(kept_plan))

    an = owner.post(details(kept_plan), sent_by(an_has, title="Van An"))
    second = bo.post(details(kept_plan), sent_by(bo_has, organisation="Van Bo"))

    assert (an.status_code, second.status_code) == (302, 302)
    assert stored(kept_plan) == ("Van An", "Van Bo")
    change = Change.objects.latest("number")
    assert change.edits[0]["after"] == {"organisation": "Van Bo"}


def test_describe_same_field_is_409_with_both_and_a_choice(
    owner: Client, bo: Client, kept_plan: Plan
) -> None:
    bo_has = page_of(bo, details(kept_plan))
    both = {"title": "Van An", "organisation": "Ook van An"}
    owner.post(details(kept_plan), sent_by(page_of(owner, details(kept_plan)), **both))

    response = bo.post(details(kept_plan), sent_by(bo_has, title="Van <Bo>"))

    page = response.content.decode()
    assert response.status_code == 409
    assert "door <bdi>An</bdi>" in page
    assert "<bdi>Van An</bdi>" in page and "<bdi>Van &lt;Bo&gt;</bdi>" in page
    assert re.findall(r'name="(keuze-[^"]+)" value="([^"]+)" (checked)?', page) == [
        ("keuze-title", "bewaard", ""),
        ("keuze-title", "mijn", "checked"),
    ]
    again = sent_by(page)
    assert (again["title"], again["organisation"]) == ("Van <Bo>", "Ook van An")
    assert stored(kept_plan) == ("Van An", "Ook van An")


@pytest.mark.parametrize(("choice", "title"), [("bewaard", "Van An"), ("mijn", "Van Bo")])
def test_describe_after_the_choice_is_as_chosen(
    owner: Client, bo: Client, kept_plan: Plan, choice: str, title: str
) -> None:
    bo_has = page_of(bo, details(kept_plan))
    owner.post(details(kept_plan), sent_by(page_of(owner, details(kept_plan)), title="Van An"))
    typed = sent_by(bo_has, title="Van Bo", organisation="Van Bo")
    refused = bo.post(details(kept_plan), typed).content.decode()
    assert "keuze-organisation" not in refused, "nobody else changed it"

    response = bo.post(details(kept_plan), sent_by(refused, keuze_title=choice))

    assert response.status_code == 302
    assert stored(kept_plan) == (title, "Van Bo")


def test_describe_error_in_between_asks_for_what_was_changed(
    owner: Client, bo: Client, kept_plan: Plan
) -> None:
    bo_has = page_of(bo, details(kept_plan))
    owner.post(details(kept_plan), sent_by(page_of(owner, details(kept_plan)), title="Van An"))
    typed = sent_by(bo_has, organisation="x" * 121)
    refused = bo.post(details(kept_plan), typed)
    assert refused.status_code == 422

    mended = sent_by(refused.content.decode(), organisation="Van Bo")

    assert bo.post(details(kept_plan), mended).status_code == 302
    assert stored(kept_plan) == ("Van An", "Van Bo")


def test_describe_same_change_by_two_is_no_conflict(
    owner: Client, bo: Client, kept_plan: Plan
) -> None:
    bo_has = page_of(bo, details(kept_plan))
    owner.post(details(kept_plan), sent_by(page_of(owner, details(kept_plan)), title="Samen"))

    response = bo.post(details(kept_plan), sent_by(bo_has, title="Samen", organisation="Van Bo"))

    assert response.status_code == 302
    assert stored(kept_plan) == ("Samen", "Van Bo")


def test_describe_without_what_was_held_goes_by_the_version(client: Client, plan: Plan) -> None:
    """A client that sends the named fields only; also through a page with an error."""
    sent = {"title": plan.title, "organisation": "Van Bo", "version": "1"}
    client.post(details(plan), {"title": "Van An", "version": "1"})

    assert client.post(details(plan), sent).status_code == 409
    refused = client.post(details(plan), {**sent, "title": "", "version": "2"})
    assert refused.status_code == 422
    mended = sent_by(refused.content.decode(), title="Hersteld")
    assert client.post(details(plan), mended).status_code == 302
    assert stored(plan) == ("Hersteld", "Van Bo")


# --- dates of phases


def test_phases_different_phases_are_both_kept(owner: Client, bo: Client, kept_plan: Plan) -> None:
    bo_has = page_of(bo, dates(kept_plan))
    owner.post(dates(kept_plan), sent_by(page_of(owner, dates(kept_plan)), **days(1, ONE)))

    response = bo.post(dates(kept_plan), sent_by(bo_has, **days(3, OTHER)))

    kept_plan.refresh_from_db()
    assert response.status_code == 302
    assert kept_plan.phase_dates == {"1": ONE, "3": OTHER}


def test_phases_same_phase_is_409_with_a_choice_for_it_alone(
    owner: Client, bo: Client, kept_plan: Plan
) -> None:
    bo_has = page_of(bo, dates(kept_plan))
    an = days(1, ONE) | days(2, ONE)
    owner.post(dates(kept_plan), sent_by(page_of(owner, dates(kept_plan)), **an))

    response = bo.post(dates(kept_plan), sent_by(bo_has, **days(2, OTHER), **days(3, OTHER)))

    page = response.content.decode()
    assert response.status_code == 409
    assert re.findall(r'name="keuze-([^"]+)"', page) == ["fase-2", "fase-2"]
    assert "1 januari 2027 tot en met 28 februari 2027" in page
    assert "1 mei 2027 tot en met 30 juni 2027" in page
    again = sent_by(page)
    assert [again[f"fase-{n}-begin"] for n in range(1, 6)] == [ONE[0], OTHER[0], OTHER[0], "", ""]
    kept_plan.refresh_from_db()
    assert kept_plan.phase_dates == {"1": ONE, "2": ONE}


@pytest.mark.parametrize(("choice", "second"), [("bewaard", ONE), ("mijn", OTHER)])
def test_phases_after_the_choice_are_as_chosen(
    owner: Client, bo: Client, kept_plan: Plan, choice: str, second: list[str]
) -> None:
    bo_has = page_of(bo, dates(kept_plan))
    an = days(1, ONE) | days(2, ONE)
    owner.post(dates(kept_plan), sent_by(page_of(owner, dates(kept_plan)), **an))
    bo_sends = sent_by(bo_has, **days(2, OTHER), **days(3, OTHER))
    refused = bo.post(dates(kept_plan), bo_sends).content.decode()

    response = bo.post(dates(kept_plan), sent_by(refused, keuze_fase_2=choice))

    kept_plan.refresh_from_db()
    assert response.status_code == 302
    assert kept_plan.phase_dates == {"1": ONE, "2": second, "3": OTHER}


def test_phases_emptied_by_one_and_changed_by_the_other_is_409(
    owner: Client, bo: Client, kept_plan: Plan
) -> None:
    owner.post(dates(kept_plan), sent_by(page_of(owner, dates(kept_plan)), **days(1, ONE)))
    bo_has = page_of(bo, dates(kept_plan))
    owner.post(dates(kept_plan), sent_by(page_of(owner, dates(kept_plan)), **days(1, ["", ""])))

    response = bo.post(dates(kept_plan), sent_by(bo_has, fase_1_eind="2027-03-31"))

    assert response.status_code == 409
    assert "<bdi>geen begin of einde</bdi>" in response.content.decode()


def test_phases_of_a_proposal_are_asked_for(owner: Client, bo: Client, kept_plan: Plan) -> None:
    """The proposal stands in the form as if it were typed: over the stored days, not as them."""
    proposed = page_of(owner, f"{dates(kept_plan)}?begin=2027-01-01&maanden=12")

    assert owner.post(dates(kept_plan), sent_by(proposed)).status_code == 302
    kept_plan.refresh_from_db()
    assert kept_plan.phase_dates["1"] == ONE and len(kept_plan.phase_dates) == 5
    assert "has-error" not in proposed
    bo.post(dates(kept_plan), sent_by(page_of(bo, dates(kept_plan)), **days(5, ["", ""])))
    same = owner.post(dates(kept_plan), sent_by(proposed))
    assert same.status_code == 409, "the fifth phase was emptied since"


def test_phases_without_what_was_held_go_by_the_version(client: Client, plan: Plan) -> None:
    bare = {f"fase-{n}-{end}": "" for n in range(1, 6) for end in ("begin", "eind")}
    first = bare | {"fase-1-begin": ONE[0], "fase-1-eind": ONE[1], "version": "1"}
    third = bare | {"fase-3-begin": ONE[0], "fase-3-eind": ONE[1], "version": "1"}
    client.post(dates(plan), first)

    assert client.post(dates(plan), third).status_code == 409
    plan.refresh_from_db()
    assert plan.phase_dates == {"1": ONE}


def test_phases_put_back_only_while_no_other_phase_changed(
    owner: Client, bo: Client, kept_plan: Plan
) -> None:
    """One change of the dates is one field to the history: it names what came after it."""
    owner.post(dates(kept_plan), sent_by(page_of(owner, dates(kept_plan)), **days(1, ONE)))
    bo.post(dates(kept_plan), sent_by(page_of(bo, dates(kept_plan)), **days(3, OTHER)))
    home = f"/plannen/{kept_plan.pk}"

    refused = owner.post(f"{home}/ongedaan/")

    assert refused.status_code == 409
    assert "fase 3: 1 mei 2027 tot en met 30 juni 2027" in refused.content.decode()
    kept_plan.refresh_from_db()
    assert kept_plan.phase_dates == {"1": ONE, "3": OTHER}
    assert bo.post(f"{home}/ongedaan/").status_code == 303
    assert owner.post(f"{home}/ongedaan/").status_code == 303
    kept_plan.refresh_from_db()
    assert kept_plan.phase_dates == {}


def test_saved_state_of_each_quarter_is_turned_off_and_on(client: Client, plan: Plan) -> None:
    page = client.get(details(plan)).content.decode()
    sent = {"title": plan.title, "organisation": "", "initial-quarterly": "ja"}
    version = re.findall(r'name="version" value="(\d+)"', page)[0]

    client.post(details(plan), {**sent, "version": version, "quarterly": "nee"})

    plan.refresh_from_db()
    assert not plan.quarterly
    saved = f"/plannen/{plan.pk}/momentopnamen/"
    assert "Er wordt niet elk kwartaal vanzelf een gemaakt." in client.get(saved).content.decode()
    history = client.get(f"/plannen/{plan.pk}/geschiedenis/").content.decode()
    assert "Elk kwartaal een momentopname" in history
    client.post(f"/plannen/{plan.pk}/ongedaan/")
    plan.refresh_from_db()
    assert plan.quarterly


def test_details_of_a_page_without_the_quarter_leave_it(client: Client, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(quarterly=False)

    client.post(details(plan), {"title": "Anders", "organisation": "", "version": plan.version})

    plan.refresh_from_db()
    assert (plan.title, plan.quarterly) == ("Anders", False)


def test_quarter_that_two_people_changed_is_409_with_both(
    owner: Client, bo: Client, kept_plan: Plan
) -> None:
    first, second = page_of(owner, details(kept_plan)), page_of(bo, details(kept_plan))
    owner.post(details(kept_plan), sent_by(first, title="Eerst"))

    response = bo.post(details(kept_plan), sent_by(second, title="Later", quarterly="nee"))

    assert response.status_code == 409
    assert re.search(r'value="nee"[^>]*checked', response.content.decode())
    kept_plan.refresh_from_db()
    assert kept_plan.quarterly
