"""A plan at one version as every export holds it. Pure.

Its document is canonical: equal plans, equal bytes. It holds no id of this database. Activities
stand in reading order (track, phase, place) and count from 1 in their cell; lists without an order
of their own are sorted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Self
from uuid import UUID

from content.catalogue import Catalogue
from roadmap.domain.overview.reading import NamedState, PastDate, PlanReading
from roadmap.domain.plan.fields import MilestoneValues, Values
from roadmap.domain.plan.limits import MIB
from roadmap.domain.plan.state import State

SCHEMA = "ai-playbook/stappenplan/2"
FILE_NAME = "stappenplan.json"
"""Of the document inside a PDF."""

SELECTION = "selection"
"""Names, in a document of some of a plan's activities, which: no reader takes it for the plan."""
PART = "Alleen een deel van het plan"
"""Begins the line above the table of such a file."""
MAX_DOCUMENT_BYTES = 8 * MIB
"""Size of a document in its canonical form, so that an exported JSON can be imported."""
MAX_SAVED_BYTES = 6 * MIB
"""The saved states' part of that; the rest holds 300 activities with full notes and links, or 100
of which all 50 steps are full as well. Without saved states the whole holds any plan in letters of
two bytes, thanks to MAX_STEPS_BYTES."""

Document = dict[str, Any]
"""What `json.loads` makes of an export; `schema.py` says what stands in it."""


@dataclass(frozen=True)
class Snapshot:
    """`plan` is the plan itself, `rows` the ids of its activities, in its order.

    `milestone_rows`: those of its milestones. `past_dates`: those that it had before, for a
    calendar only.
    """

    id: UUID
    version: int
    changed_at: datetime
    day: date
    plan: Document
    rows: tuple[int, ...]
    milestone_rows: tuple[int, ...]
    past_dates: tuple[PastDate, ...]
    with_notes: bool
    selection: str = ""

    @classmethod
    def of(
        cls,
        reading: PlanReading,
        catalogue: Catalogue,
        day: date,
        *,
        with_notes: bool = True,
        selection: str = "",
    ) -> Self:
        """The plan as it was read, exported on this day. Without notes no part has any.

        `selection`: of which activities alone, in words; such a file is not read back.
        """
        tracks = [track.slug for track in catalogue.tracks]
        plan = plan_document(reading.state, reading.saved_states, tracks, with_notes=with_notes)
        state, past_dates = reading.state, reading.past_dates
        rows = tuple(in_order(state, tracks)), tuple(by_day(state.milestones))
        about = reading.id, reading.version, reading.changed_at, day
        return cls(*about, plan, *rows, past_dates, with_notes, selection)

    @property
    def document(self) -> Document:
        """`without_notes` is set only when notes were left out: earlier releases read the rest."""
        document = envelope(self.id, self.version, self.day, self.plan)
        document |= {SELECTION: self.selection} if self.selection else {}
        return document if self.with_notes else document | {"without_notes": True}

    @property
    def json(self) -> bytes:
        return canonical(self.document)


def plan_document(
    state: State,
    saved_states: Iterable[NamedState],
    tracks: Sequence[str],
    *,
    with_notes: bool = True,
) -> Document:
    """The plan itself; `tracks`: slugs in reading order."""
    named: list[Document] = [
        {"name": s.name, "at": instant(s.at), "plan": _content(s.state, tracks, with_notes)}
        for s in saved_states
    ]
    named.sort(key=lambda m: (m["at"], m["name"], canonical(m["plan"])))
    return _content(state, tracks, with_notes) | {"saved_states": named}


def envelope(plan_id: UUID, version: int, day: date, plan: Document) -> Document:
    """The plan itself and where it comes from."""
    about = {"schema": SCHEMA, "id": str(plan_id), "version": version, "date": day.isoformat()}
    return about | {"plan": plan}


def instant(at: datetime) -> str:
    """'2027-03-03T14:02:05Z'."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical(document: Document) -> bytes:
    """Sorted, indented, UTF-8, one line end at the end."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2)
    return text.encode() + b"\n"


def is_too_large(document: Document) -> bool:
    """Whether its export could not be imported, now or after the plan itself grows."""
    whole = len(canonical(document))
    today = len(canonical({**document, "plan": {**document["plan"], "saved_states": []}}))
    return whole > MAX_DOCUMENT_BYTES or whole - today > MAX_SAVED_BYTES


def _content(state: State, tracks: Sequence[str], with_notes: bool) -> Document:
    def content(values: Values) -> Document:
        return values.as_json() if with_notes else {**values.as_json(), "note": ""}

    plan = state.plan.as_json()
    plan["declined"] = sorted(state.plan.declined)
    counts: Counter[tuple[str, int]] = Counter()
    plan["activities"] = []
    for row in map(state.activities.__getitem__, in_order(state, tracks)):
        counts[row.cell] += 1
        roles, owner = tuple(sorted(row.roles)), str(row.owner)
        row = replace(row, order=counts[row.cell], roles=roles, owner=owner)
        plan["activities"].append(content(row))
    plan["factors"] = [content(state.factors[slug]) for slug in sorted(state.factors)]
    milestones = map(state.milestones.__getitem__, by_day(state.milestones))
    plan["milestones"] = [milestone.as_json() for milestone in milestones]
    return plan


def by_day(milestones: Mapping[int, MilestoneValues]) -> list[int]:
    """The ids of milestones in the order of a file."""
    return sorted(milestones, key=lambda key: (milestones[key].day, milestones[key].title, key))


def in_order(state: State, tracks: Sequence[str]) -> list[int]:
    """The ids of the activities in reading order."""
    place = {slug: number for number, slug in enumerate(tracks)}

    def key(row_id: int) -> tuple[Any, ...]:
        row = state.activities[row_id]
        return place.get(row.track, len(place)), *row.cell, row.order, row_id

    return sorted(state.activities, key=key)
