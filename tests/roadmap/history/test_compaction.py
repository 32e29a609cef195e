"""What the history of a plan keeps once it is large (case 65)."""

from __future__ import annotations

import pytest

from roadmap import actions
from roadmap.domain.plan.limits import KIB
from roadmap.history.transaction import Author, Revision
from roadmap.models import Plan

pytestmark = pytest.mark.django_db


def test_old_history_keeps_no_texts_but_what_can_be_undone(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"MAX_HISTORY_BYTES": 2 * KIB, "LIMIT": 5, "COMPACT_EVERY": 5}
    for name, value in few.items():
        monkeypatch.setattr(f"roadmap.history.compaction.{name}", value)
    row = plan.activities.all()[0]
    author = Author(plan.browser)
    for number in range(1, 25):
        actions.activities.edit(
            Revision(plan.pk, author),
            row_id=row.pk,
            version=number,
            fields={"note": f"{number} " * 200},
        )
    kept = plan.changes.exclude(edits=[]).values_list("number", flat=True)
    assert 10 <= len(kept) < 15
    for _ in range(5):
        actions.undo.undo(Revision(plan.pk, author))
    row.refresh_from_db()
    assert row.note.split()[0] == "19"
    with pytest.raises(actions.undo.NothingToUndo):
        actions.undo.revert(Revision(plan.pk, author), number=2)
