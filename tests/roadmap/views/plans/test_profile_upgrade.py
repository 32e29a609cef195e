"""From a profile to the next, against a plan as it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.catalogue import Catalogue
from roadmap import actions
from roadmap.domain.changes.profile_upgrade import (
    NotOffered,
    Ticks,
    profile_upgrade,
    ticks_in_words,
    upgrade_edits,
)
from roadmap.domain.plan.fields import ActivityValues, PlanValues, Status
from roadmap.domain.plan.limits import MAX_ACTIVITIES
from roadmap.domain.plan.starting_profiles import activities_at_start, start_everywhere
from roadmap.domain.plan.state import State, applied
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, Revision
from roadmap.models import Change, Membership, Plan
from tests.roadmap.conftest import fill, make_plan

pytestmark = pytest.mark.django_db
AI_ACT = "bepaal-de-impact-van-de-eu-ai-act"
AN = Author("an")
LISTS = ("pijler", "erbij", "weg")


@pytest.fixture
def explorer(client: Client) -> Plan:
    return make_plan(client, "verkenner")


def home(plan: Plan) -> str:
    return f"/plannen/{plan.pk}/groeien/"


def state_at(catalogue: Catalogue, start: dict[str, str], declined: tuple[str, ...] = ()) -> State:
    """A plan of this start, untouched."""
    rows = map(ActivityValues.of_catalogue, activities_at_start(catalogue, start))
    plan = PlanValues("Plan", start=start, declined=declined, playbook="2026-05")
    return State(plan, dict(enumerate(rows, 1)))


def sent(plan: Plan, **ticked: list[str]) -> dict[str, Any]:
    version = Plan.objects.get(pk=plan.pk).version
    return {"version": str(version), "key": str(uuid4()), **ticked}


def shown(page: str) -> dict[str, Any]:
    """What the form of this page would send, were it sent as it is."""
    one = {n: re.findall(rf'name="{n}" value="([^"]+)"', page)[0] for n in ("version", "key")}
    ticked = {n: re.findall(rf'name="{n}" value="([^"]+)" checked', page) for n in LISTS}
    return one | ticked


def test_upgrade_from_explorer_adds_and_drops(catalogue: Catalogue) -> None:
    upgrade = profile_upgrade(
        catalogue, state_at(catalogue, start_everywhere(catalogue, "verkenner"))
    )

    assert upgrade.title == "Van AI Verkenner naar AI Piloot"
    assert [step.pillar for step in upgrade.steps] == list(catalogue.pillars)
    assert sum(len(step.added) for step in upgrade.steps) == 42 - 16 + 1
    (dropped,) = [item for step in upgrade.steps for item in step.dropped]
    assert dropped.values.activity == AI_ACT and dropped.is_untouched


def test_upgrade_per_pillar_goes_its_own_way(catalogue: Catalogue) -> None:
    start = {"innovatie": "verkenner", "betrouwbare-ai": "piloot", "ai-architectuur": "expert"}

    upgrade = profile_upgrade(catalogue, state_at(catalogue, start))

    assert upgrade.title == "Naar een volgend profiel"
    assert [(s.pillar.slug, s.following.slug) for s in upgrade.steps] == [
        ("innovatie", "piloot"),
        ("betrouwbare-ai", "expert"),
    ]
    assert [pillar.slug for pillar in upgrade.at_top] == ["ai-architectuur"]


def test_upgrade_of_empty_start_and_of_expert_has_no_steps(catalogue: Catalogue) -> None:
    empty = profile_upgrade(catalogue, state_at(catalogue, {}))
    expert = profile_upgrade(catalogue, state_at(catalogue, start_everywhere(catalogue, "expert")))

    assert not empty.steps and not empty.at_top
    assert not expert.steps and len(expert.at_top) == 5


@pytest.mark.parametrize(
    "touched",
    [
        {"status": Status.DOING},
        {"status": Status.DONE},
        {"owner": "An"},
        {"note": "x"},
        {"title": "Eigen woorden"},
        {"phase": 3},
        {"due_date": date(2027, 1, 1)},
        {"roles": ("juridische-afdeling",)},
        {"links": ("https://voorbeeld.be",)},
    ],
)
def test_upgrade_never_offers_what_was_touched(
    catalogue: Catalogue, touched: dict[str, Any]
) -> None:
    state = state_at(catalogue, start_everywhere(catalogue, "verkenner"))
    row_id = state.slugs[AI_ACT]
    row = replace(state.activities[row_id], **touched)
    state = replace(state, activities={**state.activities, row_id: row})

    (dropped,) = [item for step in profile_upgrade(catalogue, state).steps for item in step.dropped]

    assert not dropped.is_untouched
    with pytest.raises(NotOffered):
        upgrade_edits(catalogue, state, Ticks(dropped=frozenset({AI_ACT})))


PROFILES = st.sampled_from(["verkenner", "piloot", "expert", ""])


@pytest.mark.once
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_growing_does_what_is_ticked_and_touches_nothing_else(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    start = {p.slug: chosen for p in catalogue.pillars if (chosen := data.draw(PROFILES))}
    state = state_at(catalogue, start)
    done = data.draw(st.sets(st.sampled_from(sorted(state.activities) or [0]), max_size=6))
    rows = {
        row_id: replace(row, status=Status.DONE) if row_id in done else row
        for row_id, row in state.activities.items()
    }
    state = replace(state, activities=rows)
    steps = profile_upgrade(catalogue, state).steps

    def pick(names: set[str]) -> frozenset[str]:
        return data.draw(st.frozensets(st.sampled_from(sorted(names)))) if names else frozenset()

    moving = pick({step.name for step in steps})
    added = pick({a.activity.slug for step in steps for a in step.added})
    dropped = pick({d.values.activity for s in steps for d in s.dropped if d.is_untouched})

    edits = upgrade_edits(catalogue, state, Ticks(moving, added, dropped))

    gone = {int(edit.ref.key) for edit in edits if edit.after is None}
    came = [edit.after["activity"] for edit in edits if edit.before is None and edit.after]
    assert {rows[row_id].activity for row_id in gone} == dropped
    assert set(came) == added and len(came) == len(added)
    after = applied(state, [edit for edit in edits if edit.before is not None])
    assert after.activities == {key: row for key, row in rows.items() if key not in gone}
    following = {step.pillar.slug: step.following.slug for step in steps if step.name in moving}
    assert after.plan.start == {**start, **following}


def test_page_offers_all_but_removal_and_the_declined(client: Client, explorer: Plan) -> None:
    Plan.objects.filter(pk=explorer.pk).update(declined=["processen"])

    page = client.get(home(explorer)).content.decode()

    assert "<h1>Van AI Verkenner naar AI Piloot</h1>" in page
    assert page.count(" checked") == 5 + 26
    assert "eerder niet gewenst" in page
    assert "Bepaal de impact van de EU AI Act" in page and "niet gestart en niet aangepast" in page


def test_grow_is_one_act_that_can_be_undone(client: Client, explorer: Plan) -> None:
    before = state_of(explorer.pk)
    Plan.objects.filter(pk=explorer.pk).update(declined=["positionering"])
    ticked = sent(
        explorer,
        pijler=["mens-organisatie:piloot", "betrouwbare-ai:piloot"],
        erbij=["processen", "positionering"],
        weg=[AI_ACT],
    )

    assert client.post(home(explorer), ticked).status_code == 302
    assert client.post(home(explorer), ticked).status_code == 302

    explorer.refresh_from_db()
    assert explorer.changes.filter(kind=Change.Kind.GROW).count() == 1
    assert explorer.start["mens-organisatie"] == "piloot"
    assert explorer.start["innovatie"] == "verkenner"
    assert explorer.declined == []
    slugs = explorer.slugs()
    assert {"processen", "positionering"} <= slugs and AI_ACT not in slugs
    client.post(f"/plannen/{explorer.pk}/ongedaan/")
    back = replace(before, plan=replace(before.plan, declined=("positionering",)))
    assert state_of(explorer.pk) == back


def test_grow_nothing_ticked_or_unknown_is_422(client: Client, explorer: Plan) -> None:
    nothing = client.post(home(explorer), sent(explorer))
    unknown = client.post(home(explorer), sent(explorer, erbij=["bestaat-niet"]))

    assert nothing.status_code == unknown.status_code == 422
    assert "Vink aan wat u wilt overnemen." in nothing.content.decode()
    assert nothing.content.decode().count(" checked") == 0
    assert explorer.changes.count() == 1


def test_grow_past_the_limit_is_422(client: Client, explorer: Plan) -> None:
    fill(explorer, MAX_ACTIVITIES)

    response = client.post(home(explorer), sent(explorer, erbij=["processen"]))

    assert response.status_code == 422
    assert "hoogstens" in response.content.decode()
    assert explorer.activities.count() == MAX_ACTIVITIES


def test_grow_what_was_touched_meanwhile_is_409_and_stays(client: Client, explorer: Plan) -> None:
    ticked = sent(explorer, pijler=["betrouwbare-ai:piloot"], erbij=["processen"], weg=[AI_ACT])
    row = explorer.activities.get(activity__slug=AI_ACT)
    actions.activities.edit(
        Revision(explorer.pk, AN), row_id=row.pk, version=1, fields={"status": "doing"}
    )

    response = client.post(home(explorer), ticked)

    page = response.content.decode()
    assert response.status_code == 409
    assert "intussen veranderd" in page and "hieraan is gewerkt" in page
    assert 'value="processen" checked' in page
    assert explorer.activities.filter(pk=row.pk).exists()
    del ticked["weg"]
    ticked["version"] = "2"
    assert client.post(home(explorer), ticked).status_code == 302


def test_grow_twice_by_two_people_moves_one_profile(client: Client, explorer: Plan) -> None:
    first, second = (sent(explorer, pijler=["innovatie:piloot"]) for _ in range(2))

    assert client.post(home(explorer), first).status_code == 302
    assert client.post(home(explorer), second).status_code == 409
    explorer.refresh_from_db()
    assert explorer.start["innovatie"] == "piloot"


def test_grow_as_the_conflict_advises_moves_no_pillar_twice(
    client: Client, explorer: Plan, catalogue: Catalogue
) -> None:
    """What Bo ticked for the step that An took is not kept, said, and no step of another name."""
    pillars = [pillar.slug for pillar in catalogue.pillars]
    steps = [f"{pillar}:piloot" for pillar in pillars]
    an = sent(explorer, pijler=steps[:2], erbij=["positionering"])
    bo = sent(explorer, pijler=steps, erbij=["processen", "positionering"], weg=[AI_ACT])
    client.post(home(explorer), an)

    response = client.post(home(explorer), bo)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Niet meer aangevinkt" in page
    assert page.count("<li>Visie &amp; strategie naar AI Piloot</li>") == 1
    boxes = dict(re.findall(r'name="pijler" value="([^"]+)" (checked)?', page))
    assert boxes == {
        **dict.fromkeys((f"{pillar}:expert" for pillar in pillars[:2]), ""),
        **dict.fromkeys(steps[2:], "checked"),
    }
    assert client.post(home(explorer), {**bo, **shown(page)}).status_code == 302
    explorer.refresh_from_db()
    assert set(explorer.start.values()) == {"piloot"}


def test_grow_ticks_of_a_step_that_was_taken_go_into_no_other(
    client: Client, explorer: Plan
) -> None:
    steps = [f"{pillar}:piloot" for pillar in explorer.start]
    client.post(home(explorer), sent(explorer, pijler=steps, weg=[AI_ACT]))
    late = sent(explorer, pijler=steps, erbij=["processen"], weg=[AI_ACT])

    response = client.post(home(explorer), {**late, "version": "1"})

    page = response.content.decode()
    assert response.status_code == 409
    assert " checked" not in page
    assert "<li>‘Processen’ toevoegen</li>" in page
    assert "EU AI Act’ verwijderen" not in page  # it went
    again = client.post(home(explorer), late)
    assert again.status_code == 409, "its version is new, its steps are not"
    assert client.post(home(explorer), {**late, **shown(page)}).status_code == 422
    explorer.refresh_from_db()
    assert set(explorer.start.values()) == {"piloot"} and explorer.version == 2


def test_upgrade_tick_to_take_out_is_none_to_take_in(catalogue: Catalogue) -> None:
    """One activity goes out on the way to Piloot and may come in on the way to Expert."""
    start = start_everywhere(catalogue, "piloot")
    state = state_at(catalogue, start)
    out = Ticks(dropped=frozenset({AI_ACT}))

    upgrade = profile_upgrade(catalogue, state)

    assert AI_ACT in [added.activity.slug for step in upgrade.steps for added in step.added]
    assert upgrade.lost(out) == Ticks()
    assert upgrade_edits(catalogue, state, out) == []


def test_grow_old_or_crafted_step_is_409(client: Client, explorer: Plan) -> None:
    for value in ["innovatie", "innovatie:verkenner", "innovatie:expert"]:
        response = client.post(home(explorer), sent(explorer, pijler=[value]))

        assert response.status_code == 409, value
        assert "<li>Innovatie naar " in response.content.decode()
        explorer.refresh_from_db()
        assert explorer.version == 1


def test_grow_what_another_added_meanwhile_is_no_conflict(client: Client, explorer: Plan) -> None:
    client.post(home(explorer), sent(explorer, erbij=["processen"]))

    response = client.post(
        home(explorer), {**sent(explorer, erbij=["processen", "positionering"]), "version": "1"}
    )

    assert response.status_code == 302
    assert explorer.activities.filter(activity__slug="processen").count() == 1
    assert explorer.activities.filter(activity__slug="positionering").exists()


def test_ticks_in_words_leave_out_the_unknown(catalogue: Catalogue) -> None:
    unknown = frozenset({"bestaat-niet"})

    assert ticks_in_words(catalogue, Ticks(unknown, unknown, unknown)) == ()


@pytest.mark.parametrize(
    ("start", "message"), [("leeg", "vertrok niet van een profiel"), ("expert", "hoogste profiel")]
)
def test_grow_without_next_profile_leads_to_the_choice(
    client: Client, start: str, message: str
) -> None:
    plan = make_plan(client, start)

    page = client.get(home(plan)).content.decode()

    assert "Er is geen volgend profiel" in page and message in page
    assert f"/plannen/{plan.pk}/activiteiten/" in page
    assert client.post(home(plan), sent(plan, pijler=["innovatie:piloot"])).status_code == 409


def test_grow_link_for_who_may_edit(client: Client) -> None:
    owner, reader = (User.objects.create_user(name) for name in ("eigenaar", "lezer"))
    client.force_login(owner)
    plan = make_plan(client, "verkenner")
    Membership.objects.create(plan=plan, user=reader, role=Membership.Role.READER)

    assert home(plan) in client.get(f"/plannen/{plan.pk}/").content.decode()
    client.force_login(reader)
    assert home(plan) not in client.get(f"/plannen/{plan.pk}/").content.decode()
    assert client.get(home(plan)).status_code == 403
    assert client.post(home(plan), sent(plan, erbij=["processen"])).status_code == 403
