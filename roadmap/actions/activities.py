"""Acts on the activities of a plan: choose, add, change, move, take out."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from content.catalogue import Catalogue
from roadmap.domain.plan.activities import catalogue_row
from roadmap.domain.plan.limits import LAST_ORDER
from roadmap.domain.plan.state import (
    NEW_ACTIVITY,
    Edit,
    Fields,
    State,
    activity_ref,
    changed_fields,
)
from roadmap.history.reading import row_and_number, state_of, touched_since
from roadmap.history.transaction import Author, Conflict, NothingToDo, act, is_repeated, once
from roadmap.history.writing import write
from roadmap.models import Change, PlanActivity

Kind = Change.Kind


def choose(
    *, catalogue: Catalogue, plan_id: UUID, author: Author, version: int, slugs: Collection[str]
) -> None:
    """Make the plan hold exactly these catalogue activities; what it keeps is left as it is.

    Own activities, and those that the playbook has dropped, stay. Raises Conflict when another
    added or removed activities since.
    """
    with act(plan_id, author):
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
        if any(e.before is None or e.after is None for e in touched_since(plan_id, version)):
            raise Conflict
        write(plan_id, author, Kind.CHOOSE, edits)


def add(*, plan_id: UUID, author: Author, fields: Fields, key: UUID | None = None) -> None:
    """Put one more activity in the plan, last in its cell. The same `key` twice adds one.

    Raises Conflict when the plan holds this catalogue activity already, Gone.
    """
    with act(plan_id, author):
        if is_repeated(plan_id, key):
            raise NothingToDo
        rows = PlanActivity.objects.filter(plan_id=plan_id)
        if fields["activity"] and rows.filter(activity__slug=fields["activity"]).exists():
            raise Conflict
        edit = Edit(NEW_ACTIVITY, None, {**fields, "order": LAST_ORDER})
        write(plan_id, author, Kind.ADD, [edit], key=key)


def edit(
    *,
    plan_id: UUID,
    author: Author,
    row_id: int,
    version: int,
    fields: Fields,
    key: UUID | None = None,
) -> int:
    """Change these fields of one activity and give back its version; in another phase it stands
    last, and one of the playbook's stays in its track. Raises Conflict, Gone.

    One conditional update: an edit that starts from an older version of this activity conflicts,
    but for one that was done before under this `key`.
    """
    return _change(plan_id, author, Kind.EDIT, row_id, version, fields, key)


def move(
    *,
    plan_id: UUID,
    author: Author,
    row_id: int,
    version: int,
    phase: int,
    order: int,
    key: UUID | None = None,
) -> int:
    """Put an activity at a place (1: first) in its track's cell of this phase; gives its version.

    Once a `key`. Raises Conflict when the activity itself was changed since, Gone.
    """
    place = {"phase": phase, "order": order}
    return _change(plan_id, author, Kind.MOVE, row_id, version, place, key)


def remove(
    *, plan_id: UUID, author: Author, row_id: int, version: int, key: UUID | None = None
) -> None:
    """Take an activity out, once a `key`; undo brings it back whole. Raises Conflict, Gone."""
    with once(plan_id, key), act(plan_id, author):
        thing = activity_ref(row_id)
        _, now, number = row_and_number(plan_id, row_id)
        gone = [Edit(thing, now, None)]
        write(plan_id, author, Kind.REMOVE, gone, expected={thing: version}, number=number, key=key)


def additions(catalogue: Catalogue, state: State, slugs: Collection[str]) -> list[Edit]:
    """The edits that add those of these catalogue activities that the plan does not hold."""
    present = {fields["activity"] for thing, fields in state.items() if thing[0] == "activity"}
    return [
        Edit(NEW_ACTIVITY, None, catalogue_row(activity))
        for activity in catalogue.activities
        if activity.slug in slugs and activity.slug not in present
    ]


def _change(
    plan_id: UUID,
    author: Author,
    kind: Change.Kind,
    row_id: int,
    version: int,
    fields: Fields,
    key: UUID | None,
) -> int:
    """The activity's version afterwards: of the stored row, too, when it was like this already."""
    after = version
    with once(plan_id, key), act(plan_id, author):
        thing = activity_ref(row_id)
        after, now, number = row_and_number(plan_id, row_id)
        if now["activity"]:
            fields = {name: value for name, value in fields.items() if name != "track"}
        edit = changed_fields(thing, now, fields)
        if edit is None:
            raise NothingToDo
        place = {"phase", "track"} & (edit.after or {}).keys()
        if place and "order" not in fields:
            edit = changed_fields(thing, now, {**fields, "order": LAST_ORDER}) or edit
        expected = {thing: version}
        write(plan_id, author, kind, [edit], expected=expected, number=number, key=key)
        after = version + 1
    return after
