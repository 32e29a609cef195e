"""A plan at one version, and its document, from which every export is made. Pure.

The document is canonical: equal plans give equal bytes. The plan's id is the only one in it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from content.catalogue import Catalogue
from roadmap.domain.overview.plan_reading import NamedState, PastDate, PlanReading
from roadmap.domain.plan.fields import ActivityValues, MilestoneValues
from roadmap.domain.plan.limits import MIB
from roadmap.domain.plan.state import State

SCHEMA = "ai-playbook/stappenplan/2"
FILE_NAME = "stappenplan.json"
"""Name of the document that is attached to a PDF."""

SELECTION = "selection"
"""The member, in a document of a part of a plan, that says which part; importing it is refused."""
PART = "Alleen een deel van het plan"
"""The first words above the table in a workbook of a part of a plan."""
MAX_DOCUMENT_BYTES = 8 * MIB
"""Maximum size of a document in canonical form: an export above it could not be imported."""
MAX_SAVED_BYTES = 6 * MIB
"""The part of it for saved states. The rest holds 300 activities with full notes and links, or 100
that also have 50 full steps. Without saved states the whole size holds any plan in letters of two
bytes, thanks to MAX_STEPS_BYTES."""

Document = dict[str, Any]
"""A parsed export; `schema.py` describes its members."""


@dataclass(frozen=True)
class Snapshot:
    """A plan to export on `day`. States are sorted by `in_order`; `past_dates`: for calendars.

    `selection`: in words, which activities a file of a part of the plan holds, or ''.
    """

    id: UUID
    version: int
    changed_at: datetime
    day: date
    state: State
    saved_states: tuple[NamedState, ...]
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
        """The snapshot of a plan that was read. `with_notes`: False removes all notes."""
        tracks = [track.slug for track in catalogue.tracks]

        def shown(state: State) -> State:
            return in_order(state if with_notes else state.without_notes(), tracks)

        named = tuple(replace(one, state=shown(one.state)) for one in reading.saved_states)
        about = reading.id, reading.version, reading.changed_at, day
        return cls(*about, shown(reading.state), named, reading.past_dates, with_notes, selection)

    @cached_property
    def plan(self) -> Document:
        return plan_document(self.state, self.saved_states)

    @property
    def rows(self) -> tuple[int, ...]:
        """The ids of the activities, in the plan's order."""
        return tuple(self.state.activities)

    @property
    def document(self) -> Document:
        """Only a document without notes has `without_notes`: older releases can read all others."""
        document = envelope(self.id, self.version, self.day, self.plan)
        document |= {SELECTION: self.selection} if self.selection else {}
        return document if self.with_notes else document | {"without_notes": True}

    @property
    def json(self) -> bytes:
        return canonical(self.document)


def comparable(state: State) -> State:
    """The state with orders that count from 1 in each cell, and with sorted roles and slugs."""
    counts: Counter[tuple[str, int]] = Counter()
    activities = dict(state.activities)
    for row_id, row in sorted(activities.items(), key=lambda item: (item[1].order, item[0])):
        counts[row.cell] += 1
        roles = tuple(sorted(row.roles))
        activities[row_id] = replace(row, order=counts[row.cell], roles=roles)
    plan = replace(state.plan, declined=tuple(sorted(state.plan.declined)))
    return replace(state, plan=plan, activities=activities)


def in_order(state: State, tracks: Sequence[str]) -> State:
    """The `comparable` state in the order of a file. `tracks`: slugs in reading order."""
    place = {slug: number for number, slug in enumerate(tracks)}

    def reading_order(item: tuple[int, ActivityValues]) -> tuple[Any, ...]:
        row = item[1]
        return place.get(row.track, len(place)), *row.cell, row.order

    def by_day(item: tuple[int, MilestoneValues]) -> tuple[Any, ...]:
        return item[1].day, item[1].title, item[0]

    state = comparable(state)
    return State(
        state.plan,
        dict(sorted(state.activities.items(), key=reading_order)),
        dict(sorted(state.factors.items())),
        dict(sorted(state.milestones.items(), key=by_day)),
    )


def plan_document(state: State, saved_states: Iterable[NamedState]) -> Document:
    """The member `plan` of a document, from states that `in_order` sorted."""
    named: list[Document] = [
        {"name": one.name, "at": instant(one.at), "plan": _content(one.state)}
        for one in saved_states
    ]
    named.sort(key=lambda one: (one["at"], one["name"], canonical(one["plan"])))
    return _content(state) | {"saved_states": named}


def envelope(plan_id: UUID, version: int, day: date, plan: Document) -> Document:
    """The document: schema, id, version, date and `plan`."""
    about = {"schema": SCHEMA, "id": str(plan_id), "version": version, "date": day.isoformat()}
    return about | {"plan": plan}


def instant(at: datetime) -> str:
    """'2027-03-03T14:02:05Z'."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical(document: Document) -> bytes:
    """The bytes of a document: sorted, indented, UTF-8, with one line end at the end."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2)
    return text.encode() + b"\n"


def is_too_large(document: Document) -> bool:
    """Whether its export could not be imported, now or once the plan itself grows."""
    whole = len(canonical(document))
    today = len(canonical({**document, "plan": {**document["plan"], "saved_states": []}}))
    return whole > MAX_DOCUMENT_BYTES or whole - today > MAX_SAVED_BYTES


def _content(state: State) -> Document:
    """The members of a state; owners with an account become names."""
    rows = [replace(row, owner=str(row.owner)) for row in state.activities.values()]
    return state.plan.as_json() | {
        "activities": [row.as_json() for row in rows],
        "factors": [row.as_json() for row in state.factors.values()],
        "milestones": [row.as_json() for row in state.milestones.values()],
    }
