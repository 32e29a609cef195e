"""Two states side by side, and what of an old one can be again: pure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.catalogue import Catalogue
from roadmap.domain.changes.comparison import Changed, FieldMove, Placement, compare, counts_of
from roadmap.domain.changes.restore import Known, restorable
from roadmap.domain.overview.progress import StatusCounts
from roadmap.domain.plan.activities import own_row
from roadmap.domain.plan.state import PLAN, Fields, Ref, State, activity_ref, factor_ref

PLAN_FIELDS: Fields = {
    "title": "Plan",
    "organisation": "",
    "playbook": "2026-05",
    "start": {},
    "phase_dates": {},
    "declined": [],
}
TRACKS = ("visie-strategie", "ai-use-cases", "betrouwbare-ai")


def state(*rows: Fields, **plan: Any) -> State:
    """A plan with these activities, with the ids 1, 2, 3 …"""
    activities = {activity_ref(str(number)): row for number, row in enumerate(rows, 1)}
    return {PLAN: {**PLAN_FIELDS, **plan}, **activities}


def row(title: str = "Iets", **fields: Any) -> Fields:
    return {**own_row(title, "visie-strategie", 1, 1), **fields}


@pytest.mark.django_db
def test_compare_tells_each_change_in_its_list(catalogue: Catalogue) -> None:
    old = state(row("Weg"), row("Naar later"), row("Begonnen"), row("Van An", owner="An"))
    new = dict(old) | {
        activity_ref("2"): row("Naar later", phase=4),
        activity_ref("3"): row("Begonnen", status="doing"),
        activity_ref("4"): row("Van Bart", owner="Bart", start_date="2027-01-01"),
        activity_ref("9"): row("Nieuw", track="betrouwbare-ai", phase=2),
    }
    del new[activity_ref("1")]

    found = compare(catalogue, old, new)

    assert found.added == (Placement("Nieuw", "Betrouwbare AI, fase 2"),)
    assert found.removed == (Placement("Weg", "Visie & strategie, fase 1"),)
    assert found.moved == (FieldMove("Naar later", "fase 1", "fase 4"),)
    assert found.statuses == (FieldMove("Begonnen", "Niet gestart", "Bezig"),)
    assert found.changed == (
        Changed(
            "Van Bart",
            (
                ("Titel", "Van An", "Van Bart"),
                ("Wie trekt dit", "An", "Bart"),
                ("Begin", "(leeg)", "1 januari 2027"),
            ),
        ),
    )
    assert not found.plan and not found.factors and not found.reordered


@pytest.mark.django_db
def test_compare_to_another_track_names_both(catalogue: Catalogue) -> None:
    found = compare(catalogue, state(row()), state(row(track="betrouwbare-ai")))

    assert found.moved == (
        FieldMove("Iets", "Visie & strategie, fase 1", "Betrouwbare AI, fase 1"),
    )


@pytest.mark.django_db
def test_compare_taken_out_and_put_back_is_the_same_activity(catalogue: Catalogue) -> None:
    processes = row("Processen", activity="processen")
    old = state(processes)
    new = {PLAN: PLAN_FIELDS, activity_ref("77"): {**processes, "status": "done"}}

    found = compare(catalogue, old, new)

    assert not found.added and not found.removed
    assert found.statuses == (FieldMove("Processen", "Niet gestart", "Klaar"),)


@pytest.mark.django_db
def test_compare_plan_and_factors_in_words(catalogue: Catalogue) -> None:
    everywhere = {pillar.slug: "verkenner" for pillar in catalogue.pillars}
    old = state(start=everywhere, declined=["processen"])
    new = dict(state(title="Ander", start={"innovatie": "piloot"})) | {
        factor_ref("beheer-verwachtingen"): {
            "factor": "beheer-verwachtingen",
            "done": True,
            "note": "",
        },
        factor_ref("bestaat-niet-meer"): {
            "factor": "bestaat-niet-meer",
            "done": False,
            "note": "Oud",
        },
    }

    found = compare(catalogue, old, new)

    assert found.plan == (
        ("Titel", "Plan", "Ander"),
        ("Profiel", "AI Verkenner", "verschillend per pijler"),
        ("Niet gewenst", "Processen", "(leeg)"),
    )
    assert found.factors == (
        Changed("Beheer verwachtingen", (("In orde", "nee", "ja"),)),
        Changed("bestaat-niet-meer", (("Notitie", "(leeg)", "Oud"),)),
    )


@pytest.mark.django_db
def test_compare_kept_as_own_and_roles_by_name(catalogue: Catalogue) -> None:
    old = state(row(activity="processen"))
    new = state(row(roles=["juridische-afdeling", "onbekend"]))

    (changed,) = compare(catalogue, old, new).changed

    assert changed.fields == (
        ("Rollen", "(leeg)", "Juridische afdeling, onbekend"),
        ("Herkomst", "Uit het playbook", "Eigen activiteit"),
    )


@pytest.mark.django_db
def test_compare_order_counts_cells_not_shifts(catalogue: Catalogue) -> None:
    a, b, c = row("A", order=1), row("B", order=2), row("C", order=3)

    shifted = compare(catalogue, state(a, b), state({**a, "order": 2}, {**b, "order": 3}, row("0")))
    swapped = compare(catalogue, state(a, b, c), state({**a, "order": 2}, {**b, "order": 1}, c))

    assert shifted.reordered == 0
    assert swapped.reordered == 1 and not swapped.is_empty


def test_status_counts_count_the_activities_of_a_state() -> None:
    assert counts_of(state()) == StatusCounts()
    assert counts_of(state(row(status="done"), row(status="doing"))) == StatusCounts(0, 1, 1)


ROWS = st.builds(
    row,
    st.sampled_from("abc"),
    track=st.sampled_from(TRACKS),
    phase=st.integers(1, 5),
    order=st.integers(1, 4),
    status=st.sampled_from(["todo", "doing", "done"]),
    owner=st.sampled_from(["", "An"]),
)
STATES = st.builds(
    lambda rows, title: {
        PLAN: {**PLAN_FIELDS, "title": title},
        **{activity_ref(key): value for key, value in rows.items()},
    },
    st.dictionaries(st.sampled_from("12345"), ROWS),
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


KNOWN = Known(
    frozenset({"processen"}),
    frozenset({"visie-strategie"}),
    frozenset({1, 2, 3, 4, 5}),
    frozenset({"2026-05"}),
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

    one, two = (found.state[activity_ref(key)] for key in "12")
    assert (one["title"], one["activity"], one["published_title"]) == ("X", "", "")
    assert two["activity"] == "processen"


def test_restorable_keeps_what_the_milestone_did_not_know() -> None:
    ref: Ref = activity_ref("1")
    then = {PLAN: {"title": "Toen", "playbook": "2020-01"}, ref: row("Toen")}
    now = state({**row("Nu"), "later": 3}, organisation="Gemeente")

    found = restorable(then, now, KNOWN).state

    assert found[PLAN] == {**PLAN_FIELDS, "title": "Toen", "organisation": "Gemeente"}
    assert found[ref]["later"] == 3 and found[ref]["title"] == "Toen"
