"""The canonical document: equal plans, equal bytes, and no id of this database in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.catalogue import Catalogue
from roadmap.domain.plan.state import SavedState, State
from roadmap.domain.plan.values import ActivityValues, FactorValues, PlanValues
from roadmap.exchange import snapshot
from roadmap.exchange.document import canonical, plan_document
from roadmap.history.reading import state_of
from roadmap.models import Plan
from tests.roadmap.exchange.conftest import TODAY, taken

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
    one = plan_document(state_with([1, 2, 3, 4, 5]), [], TRACKS)
    other = plan_document(state_with(ids), [], TRACKS)

    assert canonical(other.plan) == canonical(one.plan)
    assert list(other.rows) == ids
    assert [(a["title"], a["order"]) for a in one.plan["activities"]] == [
        ("a", 1), ("b", 2), ("c", 1), ("d", 1), ("e", 1),
    ]  # fmt: skip
    assert one.plan["declined"] == ["a", "b"]
    assert [factor["factor"] for factor in one.plan["factors"]] == ["a", "z"]
    assert "version" not in one.plan["factors"][0]
    assert one.plan["activities"][0]["roles"] == ["a", "z"]


def test_milestones_are_in_order_of_time_and_name() -> None:
    state = state_with([1, 2, 3, 4, 5])
    told = [
        SavedState("b", datetime(2027, 1, 2, tzinfo=UTC), state),
        SavedState("a", datetime(2027, 1, 2, tzinfo=UTC), state),
        SavedState("z", datetime(2027, 1, 1, tzinfo=UTC), state),
    ]

    forward = plan_document(state, told, TRACKS).plan
    backward = plan_document(state, reversed(told), TRACKS).plan

    assert canonical(forward) == canonical(backward)
    assert [m["name"] for m in forward["milestones"]] == ["z", "a", "b"]
    assert forward["milestones"][0]["plan"] == {
        name: value for name, value in forward.items() if name != "milestones"
    }


@pytest.mark.django_db
def test_snapshot_holds_everything_and_no_id(rich_plan: Plan, catalogue: Catalogue) -> None:
    whole = taken(rich_plan, catalogue)

    assert set(whole.document) == {"schema", "id", "version", "date", "plan"}
    assert whole.document["version"] == 7
    assert whole.document["date"] == "2027-03-03"
    assert len(whole.plan["activities"]) == 42 + 7 == len(whole.rows)
    assert [m["name"] for m in whole.plan["milestones"]] == ["Voor de zomer", "Na de zomer"]
    assert whole.plan["milestones"][0]["at"] == "2027-02-01T13:02:05Z"
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
    """Somebody acts when a snapshot has the plan's version and not yet its state; gives each time
    that the state was read.
    """
    times: list[UUID] = []

    def meanwhile(plan_id: UUID) -> State:
        if not times:
            Plan.objects.filter(pk=plan_id).update(title="Intussen", version=8)
        times.append(plan_id)
        return state_of(plan_id)

    monkeypatch.setattr(snapshot, "state_of", meanwhile)
    return times


@pytest.mark.django_db
def test_snapshot_is_read_again_when_an_act_comes_between(
    rich_plan: Plan, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = act_in_between(monkeypatch)

    whole = snapshot.snapshot_of(rich_plan.pk, catalogue, TODAY)

    assert len(times) == 2
    assert (whole.version, whole.title) == (8, "Intussen")


@pytest.mark.control
@pytest.mark.django_db
def test_control_without_the_version_check_a_snapshot_is_torn(
    rich_plan: Plan, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    act_in_between(monkeypatch)
    monkeypatch.setattr(snapshot, "read_at_one_version", lambda plan_id, read: (0, read()))

    torn = snapshot.snapshot_of(rich_plan.pk, catalogue, TODAY)

    assert (torn.version, torn.title) == (7, "Intussen")
