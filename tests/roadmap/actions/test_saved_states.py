"""Restoring stores no text that the plan's history holds (case 65)."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest

from roadmap import actions
from roadmap.domain.changes.stored_texts import LONG
from roadmap.domain.plan.limits import KIB, MAX_NOTE
from roadmap.domain.plan.state import Edit, activity_ref
from roadmap.history import compaction
from roadmap.history.reading import edits_of, state_of
from roadmap.history.transaction import Author, Revision, in_revision
from roadmap.models import Change, Plan
from tests.roadmap.conftest import fill

pytestmark = pytest.mark.django_db


@in_revision
def note_everywhere(rev: Revision, text: str) -> None:
    rows = state_of(rev.plan_id).activities.items()
    edits = [Edit(activity_ref(pk), {"note": row.note}, {"note": text}) for pk, row in rows]
    rev.save(Change.Kind.EDIT, edits)


def restore(plan: Plan, saved_state_id: int) -> Change:
    author = Author(plan.browser)
    version = Plan.objects.get(pk=plan.pk).version
    actions.saved_states.restore(
        Revision(plan.pk, author), saved_state_id=saved_state_id, version=version
    )
    return plan.changes.latest("number")


def save(plan: Plan) -> int:
    author = Author(plan.browser)
    actions.saved_states.make(plan_id=plan.pk, author=author, name="Zo")
    return plan.saved_states.latest("pk").pk


def test_two_full_states_that_alternate_are_stored_once(plan: Plan) -> None:
    fill(plan, 300)
    plan.activities.update(note="x" * MAX_NOTE)
    author = Author(plan.browser)
    old, before = save(plan), state_of(plan.pk)
    note_everywhere(Revision(plan.pk, author), "y" * MAX_NOTE)
    new, after = save(plan), state_of(plan.pk)

    for saved_state, state in ((old, before), (new, after)) * 2:
        change = restore(plan, saved_state)
        assert len(json.dumps(change.edits)) < 300 * 160
        assert state_of(plan.pk) == state
    [edits] = edits_of([plan.changes.latest("number")])
    assert edits[0].before == {"note": "x" * MAX_NOTE}
    assert edits[0].after == {"note": "y" * MAX_NOTE}
    actions.undo.undo(Revision(plan.pk, author))
    assert state_of(plan.pk) == before


def test_act_that_a_restore_refers_to_is_not_emptied(plan: Plan) -> None:
    author = Author(plan.browser)
    note_everywhere(Revision(plan.pk, author), "x" * MAX_NOTE)
    old, before = save(plan), state_of(plan.pk)
    note_everywhere(Revision(plan.pk, author), "y" * MAX_NOTE)
    actions.plans.edit_details(Revision(plan.pk, author), version=3, fields={"title": "Ander"})
    restore(plan, old)

    with patch.multiple(compaction, MAX_HISTORY_BYTES=0, LIMIT=1, LARGE=0):
        note_everywhere(Revision(plan.pk, author), "z" * KIB)
    kept = plan.changes.exclude(edits=[]).values_list("number", flat=True)
    assert set(kept) == {3, 5, 6}

    actions.undo.undo(Revision(plan.pk, author))
    assert state_of(plan.pk) == before


def test_restore_that_empties_old_acts_leaves_what_it_refers_to(plan: Plan) -> None:
    author = Author(plan.browser)
    note_everywhere(Revision(plan.pk, author), "x" * MAX_NOTE)
    old, before = save(plan), state_of(plan.pk)
    for letter in "yzw":
        note_everywhere(Revision(plan.pk, author), letter * LONG)

    with patch.multiple(compaction, MAX_HISTORY_BYTES=0, LIMIT=1, LARGE=0):
        change = restore(plan, old)

    [edits] = edits_of([change])
    assert {edit.after and edit.after["note"] for edit in edits} == {"x" * MAX_NOTE}
    actions.undo.undo(Revision(plan.pk, author))
    actions.undo.redo(Revision(plan.pk, author))
    assert state_of(plan.pk) == before
