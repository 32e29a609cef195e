"""States and edits: pure, so tried on many generated plans (1,000 a test in `make test-full`)."""

from __future__ import annotations

from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from roadmap.domain.changes.undo import LIMIT, Act, undo_and_redo
from roadmap.domain.plan.state import (
    Edit,
    State,
    activity_ref,
    applied,
    clashes,
    difference,
    inverse,
)

FIELDS = st.fixed_dictionaries(
    {"title": st.sampled_from("abc"), "status": st.sampled_from(["todo", "done"])}
)
STATES = st.dictionaries(st.sampled_from("123456").map(activity_ref), FIELDS, max_size=6)


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
            now = later.get(edit.ref)
            assert (now is None) == (edit.before is None)


def test_clashes_of_an_activity_that_is_there_again() -> None:
    row = {"title": "a", "activity": "a"}

    assert clashes({activity_ref("9"): row}, [Edit(activity_ref("5"), None, row)])
    assert not clashes({}, [Edit(activity_ref("5"), None, row)])


def test_place_is_no_reason_for_a_clash() -> None:
    edit = Edit(activity_ref("1"), {"order": 1}, {"order": 2})

    assert not clashes({activity_ref("1"): {"order": 7}}, [edit])


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
