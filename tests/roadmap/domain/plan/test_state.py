"""States and edits: pure, so tried on many generated plans (1,000 a test in `make test-full`)."""

from __future__ import annotations

import json
from collections import deque
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from roadmap.domain.changes.undo import LIMIT, Act, undo_and_redo
from roadmap.domain.plan.fields import (
    ActivityValues,
    FactorValues,
    MilestoneValues,
    PlanValues,
    Status,
)
from roadmap.domain.plan.phase_dates import Span
from roadmap.domain.plan.state import (
    Edit,
    State,
    activity_ref,
    applied,
    clashes,
    difference,
    inverse,
)

ROWS = st.builds(
    ActivityValues,
    st.sampled_from("abc"),
    st.just("t"),
    st.integers(1, 2),
    st.integers(1, 3),
    status=st.sampled_from(Status),
    due_date=st.sampled_from([None, date(2027, 2, 28)]),
    roles=st.sampled_from([(), ("x",)]),
)
PLANS = st.builds(
    PlanValues,
    st.sampled_from("ab"),
    phase_dates=st.sampled_from([{}, {1: Span(date(2027, 1, 1), date(2027, 3, 31))}]),
)
FACTORS = st.builds(FactorValues, st.sampled_from("xy"), done=st.booleans())
STATES = st.builds(
    State,
    PLANS,
    st.dictionaries(st.integers(1, 6), ROWS, max_size=6),
    FACTORS.map(lambda factor: {factor.factor: factor}),
    st.dictionaries(
        st.integers(1, 3),
        st.builds(MilestoneValues, st.sampled_from("mn"), st.just(date(2027, 3, 15))),
        max_size=2,
    ),
)


@given(STATES, STATES)
def test_json_and_back(old: State, new: State) -> None:
    edits = difference(old, new)

    assert State.from_json(json.loads(json.dumps(old.as_json()))) == old
    stored = json.loads(json.dumps([edit.as_json() for edit in edits]))
    assert tuple(map(Edit.from_json, stored)) == edits


def test_edit_of_an_older_release_lacks_fields() -> None:
    stored = {"kind": "activity", "key": "5", "before": None, "after": {
        "title": "Oud", "track": "t", "phase": 1, "order": 1, "status": "doing", "gone": 1,
    }}  # fmt: skip

    state = applied(State(PlanValues("P")), [Edit.from_json(stored)])

    assert state.activities == {5: ActivityValues("Oud", "t", 1, 1, status=Status.DOING)}


def test_applied_numbers_what_has_no_id() -> None:
    rows = [ActivityValues(title, "t", 1, 1) for title in "ab"]

    state = applied(State(PlanValues("P")), map(Edit.new, rows))

    assert list(state.activities.values()) == rows and all(key < 0 for key in state.activities)


@given(STATES, STATES)
def test_difference_leads_there_and_its_inverse_back(old: State, new: State) -> None:
    edits = difference(old, new)

    assert applied(old, edits) == new
    assert applied(new, inverse(edits)) == old
    assert not clashes(old, edits)
    assert not clashes(new, inverse(edits))


@given(STATES, STATES, STATES)
def test_clashes_of_what_was_changed_since(old: State, new: State, later: State) -> None:
    back = inverse(difference(old, new))

    if not clashes(later, back):
        for edit in back:
            now = later.things.get(edit.ref)
            assert (now is None) == (edit.before is None)


def test_clashes_of_an_activity_that_is_there_again() -> None:
    row = ActivityValues("a", "t", 1, 1, activity="a")
    edit = Edit(activity_ref(5), None, row.as_fields())

    assert clashes(State(PlanValues("P"), {9: row}), [edit])
    assert not clashes(State(PlanValues("P")), [edit])


def test_place_is_no_reason_for_a_clash() -> None:
    edit = Edit(activity_ref("1"), {"order": 1}, {"order": 2})

    assert not clashes(State(PlanValues("P"), {1: ActivityValues("a", "t", 1, 7)}), [edit])


def acts(text: str) -> list[Act]:
    """Newest first, as a person would do them: an edit, undo, redo, and stepping over ('s').

    With the plain reckoning that `undo_and_redo` must agree with: two stacks, from the beginning.
    """
    return list(reversed(lived(text)[0]))


def lived(text: str) -> tuple[list[Act], tuple[int | None, int | None]]:
    done: deque[int] = deque(maxlen=LIMIT)
    undone: list[int] = []
    line: list[Act] = []
    for number, letter in enumerate(text, 1):
        if letter == "e":
            done.append(number)
            undone.clear()
            line.append(Act(number, "edit"))
        elif letter == "u" and done:
            undone.append(done.pop())
            line.append(Act(number, "undo", undone[-1]))
        elif letter == "r" and undone:
            done.append(undone.pop())
            line.append(Act(number, "redo", done[-1]))
        elif letter == "s" and done:
            line.append(Act(number, "skip", done.pop()))
    return line, (done[-1] if done else None, undone[-1] if undone else None)


def test_undo_and_redo_walk_the_persons_acts() -> None:
    expected = {
        "": (None, None),
        "e": (1, None),
        "ee": (2, None),
        "eeu": (1, 2),
        "eeuu": (None, 1),
        "eeuur": (1, 2),
        "eeue": (4, None),
        "u": (None, None),
        "ees": (1, None),
        "eesu": (None, 1),
        "eeus": (None, 2),
        "eess": (None, None),
    }
    assert {text: undo_and_redo(acts(text)) for text in expected} == expected


@given(st.text("eurs", max_size=80) | st.text("eeeeurs", max_size=300))
def test_undo_and_redo_are_two_stacks(text: str) -> None:
    line, expected = lived(text)

    assert undo_and_redo(reversed(line)) == expected


def test_undo_reaches_the_last_fifty() -> None:
    assert undo_and_redo(acts("e" * 60 + "u" * (LIMIT - 1))) == (11, 12)
    assert undo_and_redo(acts("e" * 60 + "u" * LIMIT)) == (None, 11)
    assert undo_and_redo(acts("e" * 60 + "u" * LIMIT + "eu")) == (None, 111)


def test_undo_and_redo_read_no_further_than_they_need() -> None:
    line = iter([Act(9, "undo", 8), Act(8, "edit"), Act(7, "edit"), Act(6, "edit")])

    assert undo_and_redo(line) == (7, 8)
    assert next(line) == Act(6, "edit")


def test_state_of_a_release_without_milestones_leaves_those_of_the_plan() -> None:
    now = State(PlanValues("a"), milestones={4: MilestoneValues("Goedkeuring", date(2027, 3, 15))})
    before = [{"kind": "plan", "key": "", "fields": {"title": "b"}}]

    assert State.from_json(before, missing=now).milestones == now.milestones
    assert State.from_json(State(PlanValues("b")).as_json(), missing=now).milestones == {}
