"""How two states of one plan differ, in words: for a saved state, and before an import. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from content.catalogue import Catalogue
from roadmap.domain.overview.progress import StatusCounts, status_counts
from roadmap.domain.plan.fields import ActivityValues, FactorValues, Values
from roadmap.domain.plan.state import State
from roadmap.domain.plan.wording import Difference, Wording, day_in_words

OWN_LISTS = {"track", "phase", "order", "status"}
"""Fields of an activity that have a list of their own in a comparison."""
Rows = Mapping[int, ActivityValues]


@dataclass(frozen=True, slots=True)
class ComparedThing:
    """A thing in a list: with its `place`, with `old` and `new`, or with the fields that differ."""

    title: str
    place: str = ""
    old: str = ""
    new: str = ""
    fields: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """`reordered`: the number of cells whose remaining activities are in another order.

    `plan`: differences of the plan's own values. `before`, `after`: of all activities.
    """

    added: tuple[ComparedThing, ...]
    removed: tuple[ComparedThing, ...]
    moved: tuple[ComparedThing, ...]
    statuses: tuple[ComparedThing, ...]
    changed: tuple[ComparedThing, ...]
    plan: tuple[Difference, ...]
    factors: tuple[ComparedThing, ...]
    milestones: tuple[ComparedThing, ...]
    reordered: int
    before: StatusCounts
    after: StatusCounts

    @property
    def is_empty(self) -> bool:
        lists = (self.added, self.removed, self.moved, self.statuses, self.changed)
        return not any((*lists, self.plan, self.factors, self.milestones, self.reordered))


def compare(catalogue: Catalogue, old: State, new: State) -> Comparison:
    """The differences from `old` to `new`.

    A catalogue activity that was removed and added again is the same activity under another id.
    """
    wording = Wording(catalogue)
    before, after = old.activities, _aligned(new, old)
    coming = (row for key, row in _in_order(catalogue, after) if key not in before)
    going = (row for key, row in _in_order(catalogue, before) if key not in after)
    stayed = [(before[key], row) for key, row in _in_order(catalogue, after) if key in before]
    return Comparison(
        added=tuple(ComparedThing(row.title, wording.place(row)) for row in coming),
        removed=tuple(ComparedThing(row.title, wording.place(row)) for row in going),
        moved=tuple(_moved(wording, was, row) for was, row in stayed if was.cell != row.cell),
        statuses=tuple(
            ComparedThing(row.title, old=was.status.label, new=row.status.label)
            for was, row in stayed
            if was.status != row.status
        ),
        changed=_changed((row.title, _differences(wording, was, row)) for was, row in stayed),
        plan=_differences(wording, old.plan, new.plan),
        factors=_factors(wording, old, new),
        milestones=tuple(_milestones(wording, old, new)),
        reordered=_reordered(before, after),
        before=status_counts(old.activities.values()),
        after=status_counts(new.activities.values()),
    )


def _aligned(state: State, other: State) -> Rows:
    """The activities by id; catalogue activities by their id in `other` where it has them."""
    known = other.slugs
    return {
        row_id if row_id in other.activities else known.get(row.activity, row_id): row
        for row_id, row in state.activities.items()
    }


def _in_order(catalogue: Catalogue, rows: Rows) -> list[tuple[int, ActivityValues]]:
    """By the grid's reading order; tracks that the catalogue lacks come last."""
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


def _moved(wording: Wording, was: ActivityValues, row: ActivityValues) -> ComparedThing:
    """The move in words: within a track only the phases."""
    if was.track == row.track:
        return ComparedThing(row.title, old=f"fase {was.phase}", new=f"fase {row.phase}")
    return ComparedThing(row.title, old=wording.place(was), new=wording.place(row))


def _differences(wording: Wording, was: Values, now: Values) -> tuple[Difference, ...]:
    """The fields that differ, without OWN_LISTS."""
    found = wording.differing(type(was), was.as_fields(), now.as_fields())
    return tuple(one for one in found if one.name not in OWN_LISTS)


def _changed(
    things: Iterable[tuple[str, tuple[Difference, ...]]],
) -> tuple[ComparedThing, ...]:
    return tuple(ComparedThing(title, fields=fields) for title, fields in things if fields)


def _factors(wording: Wording, old: State, new: State) -> tuple[ComparedThing, ...]:
    """In the playbook's order; a factor without a row counts as unticked, without a note."""
    order = dict.fromkeys((*wording.factors, *sorted(old.factors.keys() | new.factors.keys())))
    pairs = (
        (slug, [s.factors.get(slug, FactorValues(slug)) for s in (old, new)]) for slug in order
    )
    return _changed((wording.factor(slug), _differences(wording, *pair)) for slug, pair in pairs)


def _milestones(wording: Wording, old: State, new: State) -> Iterator[ComparedThing]:
    """Milestones that were added, removed or changed, by day; matched by id."""
    both = {**old.milestones, **new.milestones}
    for key in sorted(both, key=lambda key: (both[key].day, both[key].title)):
        was, now = old.milestones.get(key), new.milestones.get(key)
        if was and now:
            yield from _changed([(now.title, _differences(wording, was, now))])
        else:
            did = "toegevoegd" if now else "verwijderd"
            yield ComparedThing(both[key].title, f"{day_in_words(both[key].day)}, {did}")


def _reordered(before: Rows, after: Rows) -> int:
    cells: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for key in sorted(after, key=lambda key: after[key].order):
        if key in before and before[key].cell == after[key].cell:
            cells[after[key].cell].append(key)
    return sum(cell != sorted(cell, key=lambda key: before[key].order) for cell in cells.values())
