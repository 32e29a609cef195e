"""Restoring stores no text that the history holds (case 65); a state is saved each quarter."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils import timezone

from roadmap import actions
from roadmap.domain.changes.stored_texts import LONG
from roadmap.domain.plan.limits import KIB, MAX_NOTE
from roadmap.domain.plan.state import Edit, State, activity_ref
from roadmap.history import compaction
from roadmap.history.errors import Gone
from roadmap.history.reading import edits_of, state_of
from roadmap.history.transaction import Author, Revision, in_revision
from roadmap.models import Change, Membership, Plan
from tests.roadmap.conftest import fill, person

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
    fill(plan, 60)
    plan.activities.update(note="x" * MAX_NOTE)
    author = Author(plan.browser)
    old, before = save(plan), state_of(plan.pk)
    note_everywhere(Revision(plan.pk, author), "y" * MAX_NOTE)
    new, after = save(plan), state_of(plan.pk)

    for saved_state, state in ((old, before), (new, after)) * 2:
        change = restore(plan, saved_state)
        assert len(json.dumps(change.edits)) < 60 * 160
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

    with patch.multiple(compaction, MAX_HISTORY_BYTES=0, LIMIT=1, LARGE_ACT_BYTES=0):
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

    with patch.multiple(compaction, MAX_HISTORY_BYTES=0, LIMIT=1, LARGE_ACT_BYTES=0):
        change = restore(plan, old)

    [edits] = edits_of([change])
    assert {edit.after and edit.after["note"] for edit in edits} == {"x" * MAX_NOTE}
    actions.undo.undo(Revision(plan.pk, author))
    actions.undo.redo(Revision(plan.pk, author))
    assert state_of(plan.pk) == before


TODAY = timezone.localdate()
FIRST = date(TODAY.year, (TODAY.month - 1) // 3 * 3 + 1, 1)


@pytest.fixture
def old(plan: Plan) -> Plan:
    """A plan of before this quarter, of an account."""
    made = datetime.combine(FIRST - timedelta(days=1), time(12), UTC)
    Plan.objects.filter(pk=plan.pk).update(created_at=made, browser="", kept_until=None)
    return plan


def note(plan: Plan, text: str) -> None:
    note_everywhere(Revision(plan.pk, Author(plan.browser)), text)


def names(plan: Plan) -> list[str]:
    return [*plan.saved_states.values_list("name", flat=True)]


def test_state_is_saved_once_a_quarter(old: Plan) -> None:
    assert list(actions.saved_states.quarterly(TODAY)) == [True]
    assert list(actions.saved_states.quarterly(TODAY)) == []

    assert names(old) == [f"{FIRST.month // 3 + 1}e kwartaal {FIRST.year} (vanzelf)"]
    assert State.from_json(old.saved_states.get().state) == state_of(old.pk)
    note(old, "Nog iets")
    assert list(actions.saved_states.quarterly(FIRST + timedelta(days=100))) == [True]
    assert old.saved_states.count() == 2


def test_run_that_was_ended_before_it_noted_the_quarter_saves_no_second_state(old: Plan) -> None:
    list(actions.saved_states.quarterly(TODAY))
    note(old, "Nog iets")
    Plan.objects.update(quarter=None)

    assert list(actions.saved_states.quarterly(TODAY)) == [True]
    assert old.saved_states.count() == 1


def test_plan_that_did_not_change_since_its_newest_saved_state_gets_none(old: Plan) -> None:
    save(old)

    assert list(actions.saved_states.quarterly(TODAY)) == [True]
    assert names(old) == ["Zo"]


def test_plan_that_is_off_archived_new_or_of_a_browser_is_left_alone(old: Plan) -> None:
    for fields in (
        {"quarterly": False},
        {"is_archived": True},
        {"created_at": timezone.now()},
        {"browser": "sleutel", "kept_until": TODAY},
    ):
        with transaction.atomic():
            Plan.objects.filter(pk=old.pk).update(**fields)
            assert list(actions.saved_states.quarterly(TODAY)) == [], fields
            transaction.set_rollback(True)

    assert not old.saved_states.exists()


def test_plan_that_is_deleted_in_between_stops_no_other(
    old: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_: Any) -> None:
        raise Gone

    monkeypatch.setattr(actions.saved_states, "make", gone)

    assert list(actions.saved_states.quarterly(TODAY)) == []


def test_quarter_without_room_says_so_and_is_tried_again(
    old: Plan, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(person("an"))
    Membership.objects.create(plan=old, user=User.objects.get(username="an"), role="owner")
    with monkeypatch.context() as full:
        full.setattr(actions.saved_states, "MAX_SAVED_STATES", 0)
        assert list(actions.saved_states.quarterly(TODAY)) == [False]
    address = f"/plannen/{old.pk}/momentopnamen/"
    assert "er is geen plaats meer" in client.get(address).content.decode()

    assert list(actions.saved_states.quarterly(TODAY)) == [True]

    assert old.saved_states.count() == 1
    assert "er is geen plaats meer" not in client.get(address).content.decode()
