"""Acts on the activities of a plan: choose, add, change, move, take out."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from content.catalogue import Catalogue
from roadmap.ledger import (
    LAST,
    Author,
    Conflict,
    NothingToDo,
    act,
    is_repeated,
    row_of,
    state_of,
    touched_since,
    write,
)
from roadmap.models import Change
from roadmap.rows import catalogue_row
from roadmap.state import NEW_ACTIVITY, Edit, Fields, State, activity_thing, changed_fields

Kind = Change.Kind


def choose_activities(
    *, catalogue: Catalogue, plan_id: UUID, author: Author, version: int, slugs: Collection[str]
) -> None:
    """Make the plan hold exactly these catalogue activities; what it keeps is left as it is.

    Own activities, and those that the playbook has dropped, stay. Raises Conflict when another
    added or removed activities since.
    """
    with act(plan_id):
        if any(e.before is None or e.after is None for e in touched_since(plan_id, version)):
            raise Conflict
        state = state_of(plan_id)
        removed = [
            Edit(thing, fields, None)
            for thing, fields in state.items()
            if thing[0] == "activity"
            and fields["activity"] in catalogue.activity_by_slug
            and fields["activity"] not in slugs
        ]
        edits = [*removed, *additions(catalogue, state, slugs)]
        if not edits:
            raise NothingToDo
        write(plan_id, author, Kind.CHOOSE, edits)


def add_activity(*, plan_id: UUID, author: Author, fields: Fields, key: UUID | None = None) -> None:
    """Put one more activity in the plan, last in its cell. The same `key` twice adds one.

    Raises Conflict when the plan holds this catalogue activity already, Gone.
    """
    with act(plan_id):
        if is_repeated(plan_id, key):
            raise NothingToDo
        if fields["activity"] and any(
            row.get("activity") == fields["activity"] for row in state_of(plan_id).values()
        ):
            raise Conflict
        edit = Edit(NEW_ACTIVITY, None, {**fields, "order": LAST})
        write(plan_id, author, Kind.ADD, [edit], key=key)


def edit_activity(
    *, plan_id: UUID, author: Author, row_id: int, version: int, fields: Fields
) -> None:
    """Change these fields of one activity; in another phase it stands last. Raises Conflict, Gone.

    One conditional update: an edit that starts from an older version of this activity conflicts.
    """
    _change(plan_id, author, Kind.EDIT, row_id, version, fields)


def move_activity(
    *, plan_id: UUID, author: Author, row_id: int, version: int, phase: int, order: int
) -> None:
    """Put an activity at a place (1: first) in its track's cell of this phase.

    Raises Conflict when the activity itself was changed since, Gone.
    """
    _change(plan_id, author, Kind.MOVE, row_id, version, {"phase": phase, "order": order})


def remove_activity(*, plan_id: UUID, author: Author, row_id: int, version: int) -> None:
    """Take an activity out; undo brings it back whole. Raises Conflict, Gone."""
    with act(plan_id):
        thing = activity_thing(row_id)
        _, now = row_of(plan_id, row_id)
        write(plan_id, author, Kind.REMOVE, [Edit(thing, now, None)], expected={thing: version})


def additions(catalogue: Catalogue, state: State, slugs: Collection[str]) -> list[Edit]:
    """The edits that add those of these catalogue activities that the plan does not hold."""
    present = {fields["activity"] for thing, fields in state.items() if thing[0] == "activity"}
    return [
        Edit(NEW_ACTIVITY, None, catalogue_row(activity))
        for activity in catalogue.activities
        if activity.slug in slugs and activity.slug not in present
    ]


def _change(
    plan_id: UUID, author: Author, kind: Change.Kind, row_id: int, version: int, fields: Fields
) -> None:
    with act(plan_id):
        thing = activity_thing(row_id)
        _, now = row_of(plan_id, row_id)
        edit = changed_fields(thing, now, fields)
        if edit is None:
            raise NothingToDo
        place = {"phase", "track"} & (edit.after or {}).keys()
        if place and "order" not in fields:
            edit = changed_fields(thing, now, {**fields, "order": LAST}) or edit
        write(plan_id, author, kind, [edit], expected={thing: version})
