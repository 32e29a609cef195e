"""What a bulk edit skipped, for the page that answers it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from roadmap.domain.changes.bulk_edits import REMOVED, Changing, Skipped, bulk_edits
from roadmap.domain.plan.state import activity_ref
from roadmap.history.change_log import last_titles
from roadmap.history.reading import activities_of, edits_of
from roadmap.history.transaction import Revision
from roadmap.models import Change


def skipped_before(
    rev: Revision, versions: Mapping[int, int], change: Changing
) -> tuple[Skipped, ...]:
    """What the bulk edit with this revision's key skipped, when its form arrives a second time.

    `versions`, `change`: those of the form. An activity that already had the values is no skip.
    """
    done = Change.objects.filter(plan_id=rev.plan_id, key=rev.key)
    changed = {edit.ref for edits in edits_of(done) for edit in edits}
    left = {row: version for row, version in versions.items() if activity_ref(row) not in changed}
    return bulk_edits(activities_of(rev.plan_id), left, change).skipped


def with_titles(plan_id: UUID, skipped: Collection[Skipped]) -> tuple[Skipped, ...]:
    """The same, with the former titles of removed activities where the history still has them."""
    gone = {one.row: activity_ref(one.row) for one in skipped if one.reason == REMOVED}
    titles = last_titles(plan_id, set(gone.values())) if gone else {}
    return tuple(
        replace(one, title=titles.get(gone[one.row], one.title)) if one.row in gone else one
        for one in skipped
    )
