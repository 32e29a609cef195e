"""The plan itself as one canonical document: equal plans, equal bytes. Pure.

It holds no id of this database. Activities stand in reading order (track, phase, place) and count
from 1 in their cell; lists without an order of their own are sorted. Every export derives from it,
so that all show the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from roadmap.domain.plan.limits import MIB
from roadmap.domain.plan.state import SavedState, State
from roadmap.domain.plan.values import ActivityValues, Values

SCHEMA = "ai-playbook/stappenplan/1"
FILE_NAME = "stappenplan.json"
"""Of the document inside a PDF."""

MAX_DOCUMENT_BYTES = 8 * MIB
"""Size of a document in its canonical form, so that an exported JSON can be imported."""
MAX_SAVED_BYTES = 6 * MIB
"""The milestones' part of that; the rest holds 300 activities with full notes and links."""

Document = dict[str, Any]
"""What `json.loads` makes of an export; `schema.py` says what stands in it."""


def instant(at: datetime) -> str:
    """'2027-03-03T14:02:05Z'."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The plan itself, and beside it the ids of its activities, in the document's order."""

    plan: Document
    rows: tuple[int, ...]


def plan_document(
    state: State,
    saved_states: Iterable[SavedState],
    tracks: Sequence[str],
    *,
    with_notes: bool = True,
) -> PlanDocument:
    """`tracks`: slugs in reading order. Without notes there is none in any form."""
    rows = _in_order(state, tracks)
    named = [
        {"name": s.name, "at": instant(s.at), "plan": _content(s.state, tracks, with_notes)}
        for s in saved_states
    ]
    plan = _content(state, tracks, with_notes)
    plan["milestones"] = sorted(named, key=lambda m: (m["at"], m["name"], canonical(m["plan"])))
    return PlanDocument(plan, tuple(row for row, _ in rows))


def envelope(
    plan_id: str, version: int, day: str, plan: Document, *, with_notes: bool = True
) -> Document:
    """The plan itself and where it comes from.

    `without_notes` is set only when notes were omitted, so that earlier releases can still read
    all other files.
    """
    document = {"schema": SCHEMA, "id": plan_id, "version": version, "date": day, "plan": plan}
    return document if with_notes else document | {"without_notes": True}


def canonical(document: Document) -> bytes:
    """Sorted, indented, UTF-8, one line end at the end."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2)
    return text.encode() + b"\n"


def is_too_large(document: Document) -> bool:
    """Whether its export could not be imported, now or after the plan itself grows."""
    whole = len(canonical(document))
    today = len(canonical({**document, "plan": {**document["plan"], "milestones": []}}))
    return whole > MAX_DOCUMENT_BYTES or whole - today > MAX_SAVED_BYTES


def _content(state: State, tracks: Sequence[str], with_notes: bool) -> Document:
    def content(values: Values) -> Document:
        return values.as_json() if with_notes else {**values.as_json(), "note": ""}

    plan = state.plan.as_json()
    plan["declined"] = sorted(state.plan.declined)
    plan["activities"] = [content(row) for _, row in _in_order(state, tracks)]
    plan["factors"] = [content(state.factors[slug]) for slug in sorted(state.factors)]
    return plan


def _in_order(state: State, tracks: Sequence[str]) -> list[tuple[int, ActivityValues]]:
    """Each activity with its id in reading order, `order` counted anew from 1 in each cell."""
    place = {slug: number for number, slug in enumerate(tracks)}
    rows = sorted(
        state.activities.items(),
        key=lambda item: (
            place.get(item[1].track, len(place)), *item[1].cell, item[1].order, item[0],
        ),
    )  # fmt: skip
    counts: Counter[tuple[str, int]] = Counter()
    ordered = []
    for row_id, row in rows:
        counts[row.cell] += 1
        ordered.append(
            (row_id, replace(row, order=counts[row.cell], roles=tuple(sorted(row.roles))))
        )
    return ordered
