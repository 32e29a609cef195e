"""Two states of one plan side by side: what a milestone and 'now' differ in. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.catalogue import Catalogue
from roadmap.domain.overview.progress import StatusCounts
from roadmap.domain.plan.starts import start_in_words
from roadmap.domain.plan.state import PLAN, Fields, Ref, State, factor_ref
from roadmap.domain.plan.wording import LABELS, STATUSES, in_words

OWN_LISTS = {"phase", "status"}
"""Fields of an activity that a comparison tells in a list of their own."""
FieldChange = tuple[str, str, str]
"""Label, old and new value, in words."""


@dataclass(frozen=True, slots=True)
class Placement:
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
class Changed:
    title: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Comparison:
    """`reordered`: in how many cells the activities that stayed there stand in another order."""

    added: tuple[Placement, ...]
    removed: tuple[Placement, ...]
    moved: tuple[FieldMove, ...]
    statuses: tuple[FieldMove, ...]
    changed: tuple[Changed, ...]
    plan: tuple[FieldChange, ...]
    factors: tuple[Changed, ...]
    reordered: int
    before: StatusCounts
    after: StatusCounts

    @property
    def is_empty(self) -> bool:
        return not (
            self.added
            or self.removed
            or self.moved
            or self.statuses
            or self.changed
            or self.plan
            or self.factors
            or self.reordered
        )


def counts_of(state: State) -> StatusCounts:
    """How many of a state's activities have each status."""
    counts = Counter(row["status"] for row in _activities(state).values())
    return StatusCounts(counts["todo"], counts["doing"], counts["done"])


def compare(catalogue: Catalogue, old: State, new: State) -> Comparison:
    """What leads from `old` to `new`.

    A catalogue activity that was taken out and put back is the same activity, whatever its id.
    """
    words = _Words(catalogue)
    before = _activities(old)
    after = _aligned(_activities(new), before)
    stayed = [(before[ref], row) for ref, row in words.sorted(after) if ref in before]
    return Comparison(
        added=tuple(words.placed(row) for key, row in words.sorted(after) if key not in before),
        removed=tuple(words.placed(row) for key, row in words.sorted(before) if key not in after),
        moved=tuple(
            FieldMove(row["title"], *words.move(was, row))
            for was, row in stayed
            if _cell(was) != _cell(row)
        ),
        statuses=tuple(
            FieldMove(row["title"], STATUSES[was["status"]], STATUSES[row["status"]])
            for was, row in stayed
            if was["status"] != row["status"]
        ),
        changed=tuple(
            Changed(row["title"], fields)
            for was, row in stayed
            if (fields := words.differing(was, row))
        ),
        plan=words.differing(old[PLAN], new[PLAN]),
        factors=words.factors(old, new),
        reordered=_reordered(before, after),
        before=counts_of(old),
        after=counts_of(new),
    )


def _activities(state: State) -> dict[Ref, Fields]:
    return {ref: fields for ref, fields in state.items() if ref.is_activity}


def _aligned(rows: Mapping[Ref, Fields], others: Mapping[Ref, Fields]) -> dict[Ref, Fields]:
    """`rows`, each catalogue activity under the id that it has in `others`, if it is there."""
    known = {row["activity"]: ref for ref, row in others.items() if row["activity"]}
    return {
        ref if ref in others else known.get(row["activity"], ref): row for ref, row in rows.items()
    }


def _cell(row: Fields) -> tuple[str, int]:
    return row["track"], row["phase"]


def _reordered(before: Mapping[Ref, Fields], after: Mapping[Ref, Fields]) -> int:
    cells: defaultdict[tuple[str, int], list[Ref]] = defaultdict(list)
    for ref in sorted(after, key=lambda ref: int(after[ref]["order"])):
        if ref in before and _cell(before[ref]) == _cell(after[ref]):
            cells[_cell(after[ref])].append(ref)
    return sum(
        cell != sorted(cell, key=lambda ref: int(before[ref]["order"])) for cell in cells.values()
    )


class _Words:
    """Values in the words of a playbook, also those that it no longer holds."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.roles = {role.slug: role.name for role in catalogue.roles}
        self.rank = {track.slug: rank for rank, track in enumerate(catalogue.tracks)}
        self.factor_titles = {factor.slug: factor.title for factor in catalogue.success_factors}

    def sorted(self, rows: Mapping[Ref, Fields]) -> list[tuple[Ref, Fields]]:
        """In reading order."""
        return sorted(rows.items(), key=lambda item: self._place_of(item[1]))

    def placed(self, row: Fields) -> Placement:
        return Placement(row["title"], self.place(row))

    def place(self, row: Fields) -> str:
        track = self.catalogue.track_by_slug.get(row["track"])
        return f"{track.full_name if track else row['track']}, fase {row['phase']}"

    def move(self, was: Fields, row: Fields) -> tuple[str, str]:
        """From where to where: within a track the phases say enough."""
        if was["track"] == row["track"]:
            return f"fase {was['phase']}", f"fase {row['phase']}"
        return self.place(was), self.place(row)

    def differing(self, was: Fields, now: Fields) -> tuple[FieldChange, ...]:
        """The fields of `LABELS` in which the two differ, but for those told elsewhere."""
        told = [
            (label, self.value(name, was[name]), self.value(name, now[name]))
            for name, label in LABELS.items()
            if name not in OWN_LISTS and name in was and name in now and was[name] != now[name]
        ]
        if "activity" in was and bool(was["activity"]) != bool(now["activity"]):
            told.append(("Herkomst", _origin(was), _origin(now)))
        return tuple(told)

    def value(self, name: str, value: Any) -> str:
        if name == "start":
            return start_in_words(self.catalogue, value)
        if name == "roles":
            return in_words(name, [self.roles.get(slug, slug) for slug in value])
        if name == "declined":
            known = self.catalogue.activity_by_slug
            return in_words(name, [known[s].title if s in known else s for s in value])
        return in_words(name, value)

    def factors(self, old: State, new: State) -> tuple[Changed, ...]:
        """In the playbook's order; a factor that nobody looked at is one without tick or note."""
        blank: Fields = {"done": False, "note": ""}
        slugs = {ref.key for ref in (*old, *new) if ref.is_factor}
        order = [*self.factor_titles, *sorted(slugs - self.factor_titles.keys())]
        return tuple(
            Changed(self.factor_titles.get(slug, slug), fields)
            for slug in order
            if slug in slugs
            and (
                fields := self.differing(
                    old.get(factor_ref(slug), blank), new.get(factor_ref(slug), blank)
                )
            )
        )

    def _place_of(self, row: Fields) -> tuple[int, int, int, str]:
        rank = self.rank.get(row["track"], len(self.rank))
        return rank, row["phase"], row["order"], row["title"]


def _origin(row: Fields) -> str:
    return "Uit het playbook" if row["activity"] else "Eigen activiteit"
