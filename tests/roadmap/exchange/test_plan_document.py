"""The canonical document: equal plans, equal bytes, and no id of this database in it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.catalogue import Catalogue
from roadmap.domain.overview.plan_reading import NamedState
from roadmap.domain.plan import limits
from roadmap.domain.plan.fields import ActivityValues, FactorValues, MilestoneValues, PlanValues
from roadmap.domain.plan.state import State
from roadmap.domain.plan.steps import Step
from roadmap.exchange.plan_document import (
    MAX_DOCUMENT_BYTES,
    canonical,
    envelope,
    in_order,
    is_too_large,
    plan_document,
)
from roadmap.history import reading
from roadmap.models import Plan, PlanActivity
from tests.roadmap.exchange.conftest import taken

pytestmark = pytest.mark.once

TRACKS = ["een", "twee"]
ABOUT = PlanValues("Plan", playbook="2026-05", start={"p": "x"}, declined=("b", "a"))


def row(title: str, track: str, phase: int, order: int) -> ActivityValues:
    return ActivityValues(title, track, phase, order, roles=("z", "a"), note=f"n {title}")


def state_with(ids: list[int]) -> State:
    """The same plan under other ids, its rows met in another order."""
    rows = [
        row("a", "een", 1, 1), row("b", "een", 1, 4), row("c", "een", 2, 9), row("d", "twee", 1, 2),
        row("e", "drie", 1, 2),
    ]  # fmt: skip
    shuffled = dict(
        sorted(zip(ids, rows, strict=True), key=lambda pair: str(pair[0]), reverse=True)
    )
    factors = {slug: FactorValues(slug, note="f") for slug in ("z", "a")}
    return State(ABOUT, shuffled, factors)


@given(st.lists(st.integers(1, 10**6), min_size=5, max_size=5, unique=True))
def test_equal_plans_give_equal_bytes(ids: list[int]) -> None:
    one = plan_document(in_order(state_with([1, 2, 3, 4, 5]), TRACKS), [])
    other = in_order(state_with(ids), TRACKS)

    assert canonical(plan_document(other, [])) == canonical(one)
    assert list(other.activities) == ids
    assert [(a["title"], a["order"]) for a in one["activities"]] == [
        ("a", 1), ("b", 2), ("c", 1), ("d", 1), ("e", 1),
    ]  # fmt: skip
    assert one["declined"] == ["a", "b"]
    assert [factor["factor"] for factor in one["factors"]] == ["a", "z"]
    assert "version" not in one["factors"][0]
    assert one["activities"][0]["roles"] == ["a", "z"]


def test_saved_states_are_in_order_of_time_and_name() -> None:
    state = in_order(state_with([1, 2, 3, 4, 5]), TRACKS)
    states = [
        NamedState("b", datetime(2027, 1, 2, tzinfo=UTC), state),
        NamedState("a", datetime(2027, 1, 2, tzinfo=UTC), state),
        NamedState("z", datetime(2027, 1, 1, tzinfo=UTC), state),
    ]

    forward = plan_document(state, states)
    backward = plan_document(state, reversed(states))

    assert canonical(forward) == canonical(backward)
    assert [m["name"] for m in forward["saved_states"]] == ["z", "a", "b"]
    assert forward["saved_states"][0]["plan"] == {
        name: value for name, value in forward.items() if name != "saved_states"
    }


@pytest.mark.django_db
def test_document_of_the_fullest_plan_can_be_read_in() -> None:
    """All that forms let one type, in letters of two bytes; the steps as short as fills them all,
    which takes most room around their texts.
    """
    step, rest = divmod(limits.MAX_STEPS_BYTES // 2, limits.MAX_ACTIVITIES * limits.MAX_STEPS)
    assert rest and step < limits.MAX_STEP
    row = ActivityValues(
        title="é" * limits.MAX_ACTIVITY_TITLE,
        published_title="é" * limits.MAX_ACTIVITY_TITLE,
        track="t" * limits.MAX_SLUG,
        phase=1,
        order=1,
        owner="é" * limits.MAX_NAME,
        roles=tuple(f"rol-{number:046}" for number in range(20)),
        note="é" * limits.MAX_NOTE,
        steps=(Step("é" * step),) * limits.MAX_STEPS,
        links=(f"https://a.be/{'é' * 1986}",) * 2,
    )
    factor = FactorValues("f", note="é" * limits.MAX_NOTE)
    milestone = MilestoneValues("é" * limits.MAX_TITLE, date(2027, 1, 1))
    state = State(
        PlanValues("é" * limits.MAX_TITLE),
        dict.fromkeys(range(limits.MAX_ACTIVITIES), row),
        {str(number): factor for number in range(limits.MAX_FACTORS)},
        dict.fromkeys(range(limits.MAX_MILESTONES), milestone),
    )

    document = envelope(UUID(int=1), 1, date(2027, 1, 1), plan_document(state, []))

    assert len(canonical(document)) <= MAX_DOCUMENT_BYTES
    assert not is_too_large(document)


def test_snapshot_holds_everything_and_no_id(rich_plan: Plan, catalogue: Catalogue) -> None:
    whole = taken(rich_plan, catalogue)

    assert set(whole.document) == {"schema", "id", "version", "date", "plan"}
    assert whole.document["version"] == 7
    assert whole.document["date"] == "2027-03-03"
    assert len(whole.plan["activities"]) == 42 + 7 == len(whole.rows)
    assert [m["name"] for m in whole.plan["saved_states"]] == ["Voor de zomer", "Na de zomer"]
    assert whole.plan["saved_states"][0]["at"] == "2027-02-01T13:02:05Z"
    names = {name for activity in whole.plan["activities"] for name in activity}
    assert not names & {"id", "pk", "version", "plan"}
    assert json.loads(whole.json) == whole.document


@pytest.mark.django_db
def test_snapshot_without_notes_holds_none_in_any_form(
    rich_plan: Plan, catalogue: Catalogue
) -> None:
    whole = taken(rich_plan, catalogue)
    redacted = taken(rich_plan, catalogue, with_notes=False)

    assert b"geheime notitie" in whole.json
    assert b"geheime notitie" not in redacted.json
    assert [a["title"] for a in redacted.plan["activities"]] == [
        a["title"] for a in whole.plan["activities"]
    ]


def act_in_between(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Somebody acts when the plan's version was read and not yet its activities; gives each time
    that those were read.
    """
    times: list[UUID] = []
    unhindered = reading._state

    def meanwhile(plan: Plan) -> State:
        if not times:
            PlanActivity.objects.filter(plan=plan).update(owner="Intussen")
            Plan.objects.filter(pk=plan.pk).update(version=8)
        times.append(plan.pk)
        return unhindered(plan)

    monkeypatch.setattr(reading, "_state", meanwhile)
    return times


@pytest.mark.django_db
def test_snapshot_is_read_again_when_an_act_comes_between(
    rich_plan: Plan, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = act_in_between(monkeypatch)

    whole = taken(rich_plan, catalogue)

    assert len(times) == 2
    assert (whole.version, whole.plan["activities"][0]["owner"]) == (8, "Intussen")


@pytest.mark.control
@pytest.mark.django_db
def test_control_without_the_version_check_a_snapshot_is_torn(
    rich_plan: Plan, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    act_in_between(monkeypatch)
    monkeypatch.setattr(reading, "_read_from", lambda plan, read: (0, read(plan)))

    torn = taken(rich_plan, catalogue)

    assert (torn.version, torn.plan["activities"][0]["owner"]) == (7, "Intussen")
