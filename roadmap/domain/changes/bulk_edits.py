"""One change of many activities: what it does to each, and which ones it skips. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from roadmap.domain.plan.fields import ActivityValues, Fields
from roadmap.domain.plan.limits import FIRST_YEAR, LAST_ORDER, LAST_YEAR
from roadmap.domain.plan.state import Edit, activity_ref, changed_fields

CHANGED = "intussen veranderd"
REMOVED = "intussen verwijderd"
UNTITLED = "Een activiteit die er niet meer is"
CALENDAR = f"de nieuwe datum valt niet tussen {FIRST_YEAR} en {LAST_YEAR}"
DUE_FIRST = "‘klaar tegen’ zou voor het begin liggen"


class NotPossible(ValueError):
    """The change is not possible for this activity; the message says why, in Dutch."""


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What to do with each activity: set `fields`, move its dates by `shift` days, or remove it."""

    fields: Fields = field(default_factory=dict)
    shift: int = 0
    removes: bool = False

    def __call__(self, row_id: int, now: ActivityValues) -> Fields | None:
        """The fields to set on the activity `now`; None to remove it. Raises NotPossible."""
        return None if self.removes else {**self.fields, **shifted(now, self.shift)}


@dataclass(frozen=True, slots=True)
class Skipped:
    """An activity that the change left as it was, and why."""

    row: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class BulkEdits:
    edits: tuple[Edit, ...]
    skipped: tuple[Skipped, ...]


Versioned = Mapping[int, tuple[int, ActivityValues]]
"""The version and the values of each activity, by its id."""


Changing = Callable[[int, ActivityValues], Fields | None]
"""A function that gives the fields to set, or None to remove the activity; raises NotPossible."""


def bulk_edits(now: Versioned, wanted: Mapping[int, int], change: Changing) -> BulkEdits:
    """The edits that apply `change`, and the activities that were skipped.

    `wanted`: of each activity, by id, the version that the page showed. Activities that move to
    another phase come last there, in the order of the grid.
    """
    edits, skipped = [], []
    places = _last_places({row_id: now[row_id][1] for row_id in wanted if row_id in now})
    for row_id, version in wanted.items():
        stored, values = now.get(row_id, (0, None))
        if values is None:
            skipped.append(Skipped(row_id, UNTITLED, REMOVED))
        elif stored != version:
            skipped.append(Skipped(row_id, values.title, CHANGED))
        else:
            try:
                edits.append(_edit(row_id, values, change(row_id, values), places[row_id]))
            except NotPossible as error:
                skipped.append(Skipped(row_id, values.title, str(error)))
    return BulkEdits(tuple(filter(None, edits)), tuple(skipped))


def shifted(now: ActivityValues, days: int) -> dict[str, date]:
    """The begin and due date of an activity, moved by `days`. Raises NotPossible."""
    dates = {"start_date": now.start_date, "due_date": now.due_date} if days else {}
    try:
        moved = {name: day + timedelta(days) for name, day in dates.items() if day}
    except OverflowError:
        raise NotPossible(CALENDAR) from None
    if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in moved.values()):
        raise NotPossible(CALENDAR)
    return moved


def _last_places(rows: Mapping[int, ActivityValues]) -> dict[int, int]:
    """For each of these activities, by id, an `order` behind those of all others."""
    ids = sorted(rows, key=lambda row_id: (rows[row_id].phase, rows[row_id].order, row_id))
    return dict(zip(ids, range(LAST_ORDER - len(ids) + 1, LAST_ORDER + 1), strict=True))


def _edit(row_id: int, now: ActivityValues, fields: Fields | None, place: int) -> Edit | None:
    """`place`: the `order` of the activity if it moves to another phase."""
    ref = activity_ref(row_id)
    if fields is None:
        return Edit.removed(ref, now)
    start, due = (fields.get(name, getattr(now, name)) for name in ("start_date", "due_date"))
    if start and due and due < start:
        raise NotPossible(DUE_FIRST)
    if fields.get("phase", now.phase) != now.phase:
        fields = {**fields, "order": place}
    return changed_fields(ref, now, fields)
