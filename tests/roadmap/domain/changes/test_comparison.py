"""Two states side by side, and what of an old one can be again: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.catalogue import Catalogue, KnownCatalogue
from roadmap.domain.changes.comparison import (
    ComparedThing,
    compare,
)
from roadmap.domain.changes.restore import restorable
from roadmap.domain.plan.fields import ActivityValues, FactorValues, PlanValues, Status
from roadmap.domain.plan.state import State
from roadmap.domain.plan.wording import Difference

pytestmark = pytest.mark.once

PLAN = PlanValues("Plan", playbook="2026-05")
TRACKS = ("visie-strategie", "ai-use-cases", "betrouwbare-ai")


def state(*rows: ActivityValues, **plan: Any) -> State:
    """A plan with these activities, with the ids 1, 2, 3 …"""
    return State(replace(PLAN, **plan), dict(enumerate(rows, 1)))


def row(title: str = "Iets", **fields: Any) -> ActivityValues:
    return replace(ActivityValues(title, "visie-strategie", 1, 1), **fields)


@pytest.mark.django_db
def test_compare_tells_each_change_in_its_list(catalogue: Catalogue) -> None:
    old = state(row("Weg"), row("Naar later"), row("Begonnen"), row("Van An", owner="An"))
    new = {
        2: row("Naar later", phase=4),
        3: row("Begonnen", status=Status.DOING),
        4: row("Van Bart", owner="Bart", start_date=date(2027, 1, 1)),
        9: row("Nieuw", track="betrouwbare-ai", phase=2),
    }

    found = compare(catalogue, old, State(PLAN, new))

    assert found.added == (ComparedThing("Nieuw", "Betrouwbare AI, fase 2"),)
    assert found.removed == (ComparedThing("Weg", "Visie & strategie, fase 1"),)
    assert found.moved == (ComparedThing("Naar later", old="fase 1", new="fase 4"),)
    assert found.statuses == (ComparedThing("Begonnen", old="Niet gestart", new="Bezig"),)
    assert found.changed == (
        ComparedThing(
            "Van Bart",
            fields=(
                Difference("title", "Titel", "Van An", "Van Bart"),
                Difference("owner", "Wie trekt dit", "An", "Bart"),
                Difference("start_date", "Begin", "(leeg)", "1 januari 2027"),
            ),
        ),
    )
    assert not found.plan and not found.factors and not found.reordered


@pytest.mark.django_db
def test_compare_to_another_track_names_both(catalogue: Catalogue) -> None:
    found = compare(catalogue, state(row()), state(row(track="betrouwbare-ai")))

    assert found.moved == (
        ComparedThing("Iets", old="Visie & strategie, fase 1", new="Betrouwbare AI, fase 1"),
    )


@pytest.mark.django_db
def test_compare_taken_out_and_put_back_is_the_same_activity(catalogue: Catalogue) -> None:
    processes = row("Processen", activity="processen")
    old = state(processes)
    new = State(PLAN, {77: replace(processes, status=Status.DONE)})

    found = compare(catalogue, old, new)

    assert not found.added and not found.removed
    assert found.statuses == (ComparedThing("Processen", old="Niet gestart", new="Klaar"),)


@pytest.mark.django_db
def test_compare_plan_and_factors_in_words(catalogue: Catalogue) -> None:
    everywhere = {pillar.slug: "verkenner" for pillar in catalogue.pillars}
    old = state(start=everywhere, declined=("processen",))
    new = state(title="Ander", start={"innovatie": "piloot"})
    factors = [FactorValues("beheer-verwachtingen", done=True), FactorValues("weg", note="Oud")]

    found = compare(
        catalogue, old, replace(new, factors={factor.factor: factor for factor in factors})
    )

    assert found.plan == (
        Difference("title", "Titel", "Plan", "Ander"),
        Difference("start", "Profiel", "AI Verkenner", "Innovatie: AI Piloot"),
        Difference("declined", "Niet gewenst", "Processen", "(leeg)"),
    )
    assert found.factors == (
        ComparedThing("Beheer verwachtingen", fields=(Difference("done", "In orde", "nee", "ja"),)),
        ComparedThing("weg", fields=(Difference("note", "Notitie", "(leeg)", "Oud"),)),
    )


@pytest.mark.django_db
def test_compare_kept_as_own_and_roles_by_name(catalogue: Catalogue) -> None:
    old = state(row(activity="processen"))
    new = state(row(roles=("juridische-afdeling", "onbekend")))

    (changed,) = compare(catalogue, old, new).changed

    assert changed.fields == (
        Difference("roles", "Rollen", "(leeg)", "Juridische afdeling, onbekend"),
        Difference("activity", "Herkomst", "Uit het playbook", "Eigen activiteit"),
    )


@pytest.mark.django_db
def test_compare_order_counts_cells_not_shifts(catalogue: Catalogue) -> None:
    a, b, c = row("A", order=1), row("B", order=2), row("C", order=3)

    shifted = compare(catalogue, state(a, b), state(at(a, 2), at(b, 3), row("0")))
    swapped = compare(catalogue, state(a, b, c), state(at(a, 2), at(b, 1), c))

    assert shifted.reordered == 0 and not shifted.changed
    assert swapped.reordered == 1 and not swapped.is_empty


def at(row: ActivityValues, order: int) -> ActivityValues:
    return replace(row, order=order)


ROWS = st.builds(
    row,
    st.sampled_from("abc"),
    track=st.sampled_from(TRACKS),
    phase=st.integers(1, 5),
    order=st.integers(1, 4),
    status=st.sampled_from(Status),
    owner=st.sampled_from(["", "An"]),
)
STATES = st.builds(
    lambda rows, title: State(replace(PLAN, title=title), rows),
    st.dictionaries(st.integers(1, 5), ROWS),
    st.sampled_from(["Plan", "Ander"]),
)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=STATES, new=STATES)
def test_compare_counts_add_up_and_mirror(catalogue: Catalogue, old: State, new: State) -> None:
    there, back = compare(catalogue, old, new), compare(catalogue, new, old)

    assert (there.added, there.removed) == (back.removed, back.added)
    assert len(there.moved) == len(back.moved)
    assert (there.before, there.after) == (back.after, back.before)
    grown = len(there.added) - len(there.removed)
    assert there.after.total - there.before.total == grown
    assert compare(catalogue, old, old).is_empty


NONE = frozenset[str]()
KNOWN = KnownCatalogue(
    playbooks=frozenset({"2026-05"}),
    activities=frozenset({"processen"}),
    pillars=NONE,
    profiles=NONE,
    tracks=frozenset({"visie-strategie"}),
    phases=frozenset({1, 2, 3, 4, 5}),
    roles=NONE,
    factors=NONE,
)


def test_restorable_leaves_out_what_has_no_place() -> None:
    then = state(row("Blijft"), row("Geen spoor", track="weg"), row("Geen fase", phase=6))

    found = restorable(then, state(), KNOWN)

    assert found.left_out == ("Geen spoor", "Geen fase")
    assert found.state == state(row("Blijft"))


def test_restorable_unknown_activity_becomes_the_plans_own() -> None:
    then = state(
        row("X", activity="nooit-geweest", published_title="X"),
        row("Processen", activity="processen", published_title="Processen"),
    )

    found = restorable(then, state(), KNOWN)

    one, two = (found.state.activities[key] for key in (1, 2))
    assert (one.title, one.activity, one.published_title) == ("X", "", "")
    assert two.activity == "processen"


def test_restorable_keeps_what_the_saved_state_did_not_know() -> None:
    now = state(row("Nu", owner="An"), organisation="Gemeente")
    stored = [
        {"kind": "plan", "key": "", "fields": {"title": "Toen", "playbook": "2020-01"}},
        {"kind": "activity", "key": "1", "fields": {"title": "Toen", "status": "done"}},
    ]

    found = restorable(State.from_json(stored, missing=now), now, KNOWN).state

    assert found.plan == replace(PLAN, title="Toen", organisation="Gemeente")
    assert found.activities == {1: row("Toen", owner="An", status=Status.DONE)}
