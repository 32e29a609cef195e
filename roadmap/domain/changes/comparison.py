"""Two states of one plan side by side, in words. Pure.

What a milestone and 'now' differ in, and what an import would change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from content.catalogue import Catalogue
from roadmap.domain.overview.progress import StatusCounts, status_counts
from roadmap.domain.plan.state import State
from roadmap.domain.plan.values import ActivityValues, FactorValues, Values
from roadmap.domain.plan.wording import Wording

OWN_LISTS = {"track", "phase", "order", "status"}
"""Fields of an activity that a comparison tells in a list of their own."""
FieldChange = tuple[str, str, str]
"""Label, old and new value, in words."""
Rows = Mapping[int, ActivityValues]


@dataclass(frozen=True, slots=True)
class PlacedActivity:
    """An activity and where it stands, in words."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class FieldMove:
    """An activity of which one thing went from `old` to `new`."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangedThing:
    title: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Comparison:
    """`reordered`: in how many cells the activities that stayed there stand in another order."""

    added: tuple[PlacedActivity, ...]
    removed: tuple[PlacedActivity, ...]
    moved: tuple[FieldMove, ...]
    statuses: tuple[FieldMove, ...]
    changed: tuple[ChangedThing, ...]
    plan: tuple[FieldChange, ...]
    factors: tuple[ChangedThing, ...]
    reordered: int
    before: StatusCounts
    after: StatusCounts

    @property
    def is_empty(self) -> bool:
        lists = (self.added, self.removed, self.moved, self.statuses, self.changed)
        return not any((*lists, self.plan, self.factors, self.reordered))


def counts_of(state: State) -> StatusCounts:
    """How many of a state's activities have each status."""
    return status_counts(state.activities.values())


def compare(catalogue: Catalogue, old: State, new: State) -> Comparison:
    """What leads from `old` to `new`.

    A catalogue activity that was taken out and put back is the same activity, whatever its id.
    """
    wording = Wording(catalogue)
    before, after = old.activities, _aligned(new, old)
    coming = [row for key, row in _in_order(catalogue, after) if key not in before]
    going = [row for key, row in _in_order(catalogue, before) if key not in after]
    stayed = [(before[key], row) for key, row in _in_order(catalogue, after) if key in before]
    return Comparison(
        added=tuple(PlacedActivity(row.title, wording.place(row)) for row in coming),
        removed=tuple(PlacedActivity(row.title, wording.place(row)) for row in going),
        moved=tuple(
            FieldMove(row.title, *_move(wording, was, row))
            for was, row in stayed
            if was.cell != row.cell
        ),
        statuses=tuple(
            FieldMove(row.title, was.status.label, row.status.label)
            for was, row in stayed
            if was.status != row.status
        ),
        changed=tuple(
            ChangedThing(row.title, changes)
            for was, row in stayed
            if (changes := _changes(wording, was, row))
        ),
        plan=_changes(wording, old.plan, new.plan),
        factors=_factors(wording, old, new),
        reordered=_reordered(before, after),
        before=counts_of(old),
        after=counts_of(new),
    )


def _aligned(state: State, other: State) -> Rows:
    """The activities, each of the playbook's under the id that it has in `other`, if any."""
    known = other.slugs
    return {
        row_id if row_id in other.activities else known.get(row.activity, row_id): row
        for row_id, row in state.activities.items()
    }


def _in_order(catalogue: Catalogue, rows: Rows) -> list[tuple[int, ActivityValues]]:
    """In reading order, first what stands in the grid."""
    rank = {track.slug: rank for rank, track in enumerate(catalogue.tracks)}
    return sorted(
        rows.items(),
        key=lambda item: (
            rank.get(item[1].track, len(rank)),
            item[1].phase,
            item[1].order,
            item[1].title,
        ),
    )


def _move(wording: Wording, was: ActivityValues, row: ActivityValues) -> tuple[str, str]:
    """From where to where: within a track the phases say enough."""
    if was.track == row.track:
        return f"fase {was.phase}", f"fase {row.phase}"
    return wording.place(was), wording.place(row)


def _changes(wording: Wording, was: Values, now: Values) -> tuple[FieldChange, ...]:
    """The fields in which the two differ, but for those that have a list of their own."""
    return tuple(
        (one.label, one.stored, one.typed)
        for one in wording.differing(type(was), was.as_fields(), now.as_fields())
        if one.name not in OWN_LISTS
    )


def _factors(wording: Wording, old: State, new: State) -> tuple[ChangedThing, ...]:
    """In the playbook's order; a factor that nobody looked at is one without tick or note."""
    slugs = old.factors.keys() | new.factors.keys()
    order = [*wording.factors, *sorted(slugs - wording.factors.keys())]
    pairs = {
        slug: [state.factors.get(slug, FactorValues(slug)) for state in (old, new)]
        for slug in order
        if slug in slugs
    }
    return tuple(
        ChangedThing(wording.factor(slug), changes)
        for slug, (was, now) in pairs.items()
        if (changes := _changes(wording, was, now))
    )


def _reordered(before: Rows, after: Rows) -> int:
    cells: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for key in sorted(after, key=lambda key: after[key].order):
        if key in before and before[key].cell == after[key].cell:
            cells[after[key].cell].append(key)
    return sum(cell != sorted(cell, key=lambda key: before[key].order) for cell in cells.values())
