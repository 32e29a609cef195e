from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from roadmap.domain.changes.bulk_edits import (
    CALENDAR,
    CHANGED,
    DUE_FIRST,
    REMOVED,
    BulkChange,
    bulk_edits,
)
from roadmap.domain.plan.fields import ActivityValues, Status
from roadmap.domain.plan.limits import LAST_ORDER
from roadmap.domain.plan.state import activity_ref

pytestmark = pytest.mark.once

NOW = {
    1: (3, ActivityValues("Eén", "a", 1, 1, start_date=date(2027, 3, 1))),
    2: (1, ActivityValues("Twee", "a", 1, 2, owner="An", due_date=date(2027, 3, 31))),
    3: (2, ActivityValues("Drie", "b", 2, 1)),
}


def outcome(change: BulkChange, **versions: int) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What each edited activity gets, and which were skipped and why; of all at their version."""
    wanted = {row: version for row, (version, _) in NOW.items()}
    wanted |= {int(name.removeprefix("v")): version for name, version in versions.items()}
    found = bulk_edits(NOW, wanted, change)
    return (
        {edit.ref.key: edit.after for edit in found.edits},
        [(one.title, one.reason) for one in found.skipped],
    )


def test_bulk_edits_set_what_differs() -> None:
    assert outcome(BulkChange({"owner": "An", "status": Status.DOING})) == (
        {
            "1": {"owner": "An", "status": Status.DOING},
            "2": {"status": Status.DOING},
            "3": {"owner": "An", "status": Status.DOING},
        },
        [],
    )


def test_bulk_edits_to_a_phase_stay_in_the_order_of_the_grid() -> None:
    now = {
        1: (1, ActivityValues("Tweede", "a", 1, 2)),
        2: (1, ActivityValues("Derde", "a", 2, 1)),
        3: (1, ActivityValues("Eerste", "a", 1, 1)),
    }

    found = bulk_edits(now, {2: 1, 1: 1, 3: 1}, BulkChange({"phase": 4}))

    orders = {edit.ref.key: (edit.after or {})["order"] for edit in found.edits}
    assert sorted(orders, key=orders.__getitem__) == ["3", "1", "2"]
    assert max(orders.values()) == LAST_ORDER


def test_bulk_edits_name_what_changed_and_what_is_gone() -> None:
    done, skipped = outcome(BulkChange({"owner": "Bo"}), v2=7, v9=1)

    assert done.keys() == {"1", "3"}
    assert skipped == [("Twee", CHANGED), ("Een activiteit die er niet meer is", REMOVED)]


def test_bulk_edits_shift_the_dates_that_there_are() -> None:
    done, skipped = outcome(BulkChange(shift=-14))

    assert done == {"1": {"start_date": date(2027, 2, 15)}, "2": {"due_date": date(2027, 3, 17)}}
    assert not skipped


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (BulkChange(shift=999 * 7 * 9), CALENDAR),
        (BulkChange(shift=10**7), CALENDAR),
        (BulkChange({"due_date": date(2027, 2, 1)}), DUE_FIRST),
    ],
)
def test_bulk_edits_leave_what_cannot_be(change: BulkChange, reason: str) -> None:
    done, skipped = outcome(change, v2=9)

    assert ("Eén", reason) in skipped and "1" not in done


def test_bulk_edits_put_what_moves_last_in_its_phase() -> None:
    done, _ = outcome(BulkChange({"phase": 2}))

    assert done == {
        "1": {"phase": 2, "track": "a", "order": LAST_ORDER - 2},
        "2": {"phase": 2, "track": "a", "order": LAST_ORDER - 1},
    }


def test_bulk_edits_take_out() -> None:
    found = bulk_edits(NOW, {3: 2}, BulkChange(removes=True))

    assert [(edit.ref, edit.after) for edit in found.edits] == [(activity_ref(3), None)]
