"""Search and filters on the activities of a plan. Pure: a grid in, a grid out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from content.catalogue import Catalogue, Track
from content.search.words import QueryWord, folded, query_words
from roadmap.domain.overview.grid import Cell, Grid, GridItem, build_grid
from roadmap.domain.plan.fields import STATUSES
from roadmap.domain.plan.ownership import Member, is_of
from roadmap.domain.plan.state import State

NOBODY = "(niemand)"
"""As `owner`: activities without an owner."""
ME = "(mij)"
"""As `owner`: the visitor's own activities."""


class Condition(StrEnum):
    """A reason for which an unfinished activity needs attention, as on the page 'Aan zet'."""

    LATE = "te-laat"
    NO_OWNER = "zonder-trekker"
    NO_DUE_DATE = "zonder-datum"

    @property
    def label(self) -> str:
        return CONDITIONS[self]

    def holds(self, item: GridItem) -> bool:
        return HOLDS[self](item)


CONDITIONS: Mapping[Condition, str] = {
    Condition.LATE: "Te laat",
    Condition.NO_OWNER: "Zonder trekker",
    Condition.NO_DUE_DATE: "Zonder datum",
}
HOLDS: Mapping[Condition, Callable[[GridItem], bool]] = {
    Condition.LATE: lambda item: item.is_late,
    Condition.NO_OWNER: lambda item: not item.owner and not item.is_done,
    Condition.NO_DUE_DATE: lambda item: item.due_date is None and not item.is_done,
}


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Criteria that an activity must all meet; an empty one is none.

    `owner`: a name in any case, NOBODY, or ME for `me`. `status`: a code. `pillar`: a slug. `q`:
    each word must be in the title, track, owner, note or a step, in any inflection. `words`: those
    of `q`, with the catalogue activities that they find. `meant`: a suggestion for a mistyped `q`.
    """

    owner: str = ""
    status: str = ""
    pillar: str = ""
    q: str = ""
    conditions: tuple[Condition, ...] = ()
    me: Member | None = None
    words: tuple[QueryWord, ...] = ()
    meant: str = ""

    def __bool__(self) -> bool:
        return self.is_searched or bool(self.conditions)

    @property
    def is_searched(self) -> bool:
        """Whether it has criteria other than `conditions`."""
        return any((self.owner, self.status, self.pillar, self.q.strip()))


def filtered(grid: Grid, wanted: PlanFilter) -> Grid:
    """The same rows and columns, with only the activities that meet `wanted`."""
    words = wanted.words or query_words(wanted.q)
    is_blank = not wanted.q.strip()
    owner = "" if wanted.owner == NOBODY else wanted.owner.casefold()

    def has_owner(item: GridItem) -> bool:
        if wanted.owner == ME:
            return wanted.me is not None and is_of(item.owner, wanted.me)
        return not wanted.owner or item.owner.casefold() == owner

    def fits(item: GridItem, track: Track) -> bool:
        return (
            wanted.pillar in ("", track.pillar.slug)
            and wanted.status in ("", item.status)
            and has_owner(item)
            and (is_blank or bool(words) and all(_contains(item, track, word) for word in words))
            and all(one.holds(item) for one in wanted.conditions)
        )

    def left(cell: Cell, track: Track) -> Cell:
        return replace(cell, items=tuple(item for item in cell.items if fits(item, track)))

    rows = (
        replace(row, cells=tuple(left(cell, row.track) for cell in row.cells)) for row in grid.rows
    )
    return Grid(grid.phases, tuple(rows))


def _contains(item: GridItem, track: Track, word: QueryWord) -> bool:
    if item.activity and item.activity in word.slugs:
        return True
    steps = (step.text for step in item.steps)
    return word.is_in((item.title, track.full_name, item.owner, item.note, *steps))


def selected_state(catalogue: Catalogue, state: State, wanted: PlanFilter, today: date) -> State:
    """The state with only the activities that meet the filter."""
    rows = state.activities.items()
    grid = build_grid(catalogue, (GridItem.on(today, row, row=key) for key, row in rows))
    left = {item.row for _, _, item in filtered(grid, wanted).placed}
    return replace(state, activities={key: row for key, row in rows if key in left})


def filter_in_words(catalogue: Catalogue, wanted: PlanFilter) -> str:
    """'te laat, trekker An, pijler Innovatie, met ‘vorming’'."""
    owner = {ME: "van mij", NOBODY: "zonder trekker", "": ""}
    if wanted.me is not None:
        owner[ME] = f"van {wanted.me.name}"
    pillar = catalogue.pillar_by_slug.get(wanted.pillar)
    parts = (
        *(condition.label.lower() for condition in wanted.conditions),
        owner.get(wanted.owner, f"trekker {wanted.owner}"),
        f"status {STATUSES[wanted.status]}" if wanted.status else "",
        f"pijler {pillar.name}" if pillar else "",
        f"met ‘{wanted.q.strip()}’" if wanted.q.strip() else "",
    )
    return ", ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class ConditionChoice:
    """A condition that one click turns on or off.

    `count`: the activities of the whole plan for which it holds; `then`: all conditions after the
    click, None for none.
    """

    condition: Condition
    count: int
    is_on: bool
    then: tuple[Condition, ...] | None


def condition_choices(grid: Grid, wanted: PlanFilter) -> tuple[ConditionChoice, ...]:
    def then(condition: Condition) -> tuple[Condition, ...]:
        others = tuple(one for one in wanted.conditions if one is not condition)
        return others if condition in wanted.conditions else (*others, condition)

    return tuple(
        ConditionChoice(
            condition,
            sum(condition.holds(item) for _, _, item in grid.placed),
            condition in wanted.conditions,
            then(condition) or None,
        )
        for condition in Condition
    )


@dataclass(frozen=True, slots=True)
class MineChoice:
    """The visitor's own activities, turned on or off by one click, as ConditionChoice."""

    count: int
    is_on: bool

    @property
    def then(self) -> str | None:
        return None if self.is_on else ME


def mine_choice(grid: Grid, wanted: PlanFilter, me: Member | None) -> MineChoice | None:
    """None for a visitor without an account."""
    if me is None:
        return None
    return MineChoice(sum(is_of(item.owner, me) for _, _, item in grid.placed), wanted.owner == ME)


def owners_of(grid: Grid) -> tuple[str, ...]:
    """Each owner's name once, in alphabetical order; of 'An' and 'AN' the first in the grid."""
    names: dict[str, str] = {}
    for _, _, item in grid.placed:
        if item.owner:
            names.setdefault(item.owner.casefold(), str(item.owner))
    return tuple(sorted(names.values(), key=lambda name: (folded(name), name)))
