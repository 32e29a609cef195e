"""Acts on the activities of a plan: choose, add, change, move, review, remove."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Literal

from django.utils import timezone

from content.catalogue import Catalogue
from roadmap.domain.changes.bulk_edits import Changing, Skipped, bulk_edits
from roadmap.domain.overview.attention import rescheduled
from roadmap.domain.plan.fields import ActivityValues, Fields
from roadmap.domain.plan.limits import LAST_ORDER
from roadmap.domain.plan.state import Edit, activity_ref, changed_fields
from roadmap.domain.plan.steps import Step, checked_steps
from roadmap.history.errors import Conflict
from roadmap.history.reading import StoredActivity, activities_of, edits_after, state_of
from roadmap.history.transaction import Revision, in_revision
from roadmap.models import Change, PlanActivity
from roadmap.queries.members import OwnerNames

Kind = Change.Kind
CELL = ("track", "phase")


class ActivityConflict(Conflict):
    """Somebody changed the activity since the form was made; `stored` is its present state."""

    def __init__(self, stored: StoredActivity) -> None:
        super().__init__(stored.version)
        self.stored = stored


@in_revision
def choose(rev: Revision, *, catalogue: Catalogue, version: int, slugs: Collection[str]) -> None:
    """Make the plan hold exactly these catalogue activities; those that it has stay as they are.

    The plan's own activities, and those that the playbook has dropped, stay too. Raises Conflict
    when activities were added or removed after `version` of the plan.
    """
    state = state_of(rev.plan_id)
    removed = [
        Edit.removed(activity_ref(row_id), state.activities[row_id])
        for slug, row_id in state.slugs.items()
        if slug in catalogue.activity_by_slug and slug not in slugs
    ]
    wanted = [a for a in catalogue.activities if a.slug in slugs and a.slug not in state.slugs]
    edits = [*removed, *(Edit.new(ActivityValues.of_catalogue(activity)) for activity in wanted)]
    since = edits_after(rev.plan_id, version) if edits else ()
    if any(e.ref.is_activity and (e.before is None or e.after is None) for e in since):
        raise Conflict
    rev.save(Kind.CHOOSE, edits)


@in_revision
def add(rev: Revision, *, values: ActivityValues) -> None:
    """Add one activity to the plan, last in its cell.

    Raises PlanIsFull, and Conflict when the plan holds this catalogue activity already.
    """
    rows = PlanActivity.objects.filter(plan_id=rev.plan_id)
    if values.activity and rows.filter(activity__slug=values.activity).exists():
        raise Conflict
    rev.save(Kind.ADD, [Edit.new(replace(values, order=LAST_ORDER))])


@in_revision
def edit(rev: Revision, *, row_id: int, version: int, fields: Fields) -> int:
    """Change these fields of one activity and return its new version.

    In another phase or track it comes last; a catalogue activity cannot change track. Raises
    ActivityConflict for an edit that starts from an older version of this activity, and Gone.
    """
    return _change(rev, Kind.EDIT, row_id, version, fields)


@in_revision
def move(rev: Revision, *, row_id: int, version: int, phase: int, order: int) -> int:
    """Move an activity to position `order` (from 1) in its track's cell of this phase.

    Returns its new version.

    Raises ActivityConflict when the activity itself was changed since, Gone.
    """
    return _change(rev, Kind.MOVE, row_id, version, {"phase": phase, "order": order})


@in_revision
def review(rev: Revision, *, row_id: int, version: int, fields: Fields) -> int:
    """Record that the activity was reviewed: `fields` has the day of the next review, or None.

    Raises ActivityConflict, Gone.
    """
    return _change(rev, Kind.REVIEW, row_id, version, fields)


@in_revision
def take_over(
    rev: Revision,
    *,
    catalogue: Catalogue,
    row_id: int,
    version: int,
    part: Literal["steps", "results"],
) -> int:
    """Append the playbook's approach ('steps') or results to an activity's steps, without doubles.

    Returns the activity's new version. Raises ActivityConflict, Gone, PlanIsFull, and InvalidText
    when there would be too many steps.
    """
    now = rev.activity(row_id).values
    published = catalogue.activity_by_slug.get(now.activity)
    lines: tuple[str, ...] = getattr(published.guidance, part) if published else ()
    known = {step.text for step in now.steps}
    steps = checked_steps([*now.steps, *(Step(line) for line in lines if line not in known)])
    return _change(rev, Kind.EDIT, row_id, version, {"steps": steps})


@in_revision
def remove(rev: Revision, *, row_id: int, version: int) -> None:
    """Remove an activity; undo brings it back whole. Raises ActivityConflict, Gone."""
    stored, ref = rev.activity(row_id), activity_ref(row_id)
    if stored.version != version:
        raise ActivityConflict(stored)
    rev.save(Kind.REMOVE, [Edit.removed(ref, stored.values)], expected={ref: version})


@in_revision
def edit_many(
    rev: Revision, *, versions: Mapping[int, int], change: Changing
) -> tuple[Skipped, ...]:
    """Change or remove many activities as one act; returns those that were skipped.

    `versions`: of each activity, by id, the version that the page showed. An activity that was
    changed since, or for which the change is not possible, is skipped.
    """
    names = OwnerNames(rev.plan_id)

    def picked(row_id: int, now: ActivityValues) -> Fields | None:
        fields = change(row_id, now)
        return None if fields is None else names.picked(now, fields)

    found = bulk_edits(activities_of(rev.plan_id), versions, picked)
    removes = any(edit.after is None for edit in found.edits)
    rev.save(Kind.REMOVE if removes else Kind.EDIT, found.edits)
    return found.skipped


def _change(rev: Revision, kind: Change.Kind, row_id: int, version: int, fields: Fields) -> int:
    """Returns the activity's version after the act; the stored one when nothing changes."""
    stored, ref = rev.activity(row_id), activity_ref(row_id)
    now = stored.values
    if now.activity:
        fields = {name: value for name, value in fields.items() if name != "track"}
    fields = OwnerNames(rev.plan_id).picked(now, fields)
    edit = changed_fields(ref, now, fields)
    if edit is None:
        return stored.version
    if stored.version != version:
        raise ActivityConflict(stored)
    fields = rescheduled(now, fields, timezone.localdate())
    if "order" not in fields and any(
        name in fields and getattr(now, name) != fields[name] for name in CELL
    ):
        fields = {**fields, "order": LAST_ORDER}
    rev.save(kind, [changed_fields(ref, now, fields) or edit], expected={ref: version})
    return version + 1
