"""The plan itself as one canonical document: equal plans, equal bytes. Pure.

It holds no id of this database. Activities stand in reading order (track, phase, place) and count
from 1 in their cell, everything without an order of its own is sorted. All exports are made from
it, and an import ends in it: what one shows, all show.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roadmap.domain.plan.limits import MIB
from roadmap.domain.plan.state import PLAN, Fields, State

SCHEMA = "ai-playbook/stappenplan/1"
FACTOR_FIELDS = ("factor", "done", "note")

MAX_DOCUMENT_BYTES = 8 * MIB
"""Of a document in its canonical form: what leaves as JSON can be read in."""
MAX_SAVED_BYTES = 6 * MIB
"""Of that, for the milestones: what is left holds 300 activities with all their notes and links."""

Document = dict[str, Any]
"""What `json.loads` makes of an export; `schema.py` says what stands in it."""


@dataclass(frozen=True, slots=True)
class NamedState:
    """A milestone: `at` as '2027-03-03T14:02:05Z'."""

    name: str
    at: str
    state: State


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The plan itself, and beside it the ids of its activities, in the document's order."""

    plan: Document
    rows: tuple[int, ...]


def plan_document(
    state: State,
    milestones: Iterable[NamedState],
    tracks: Sequence[str],
    *,
    with_notes: bool = True,
) -> PlanDocument:
    """`tracks`: slugs in reading order. Without notes there is none in any form."""
    rows = _in_order(state, tracks)
    told = [
        {"name": m.name, "at": m.at, "plan": _content(m.state, tracks, with_notes)}
        for m in milestones
    ]
    plan = _content(state, tracks, with_notes)
    plan["milestones"] = sorted(told, key=lambda m: (m["at"], m["name"], canonical(m["plan"])))
    return PlanDocument(plan, tuple(row for row, _ in rows))


def envelope(
    plan_id: str, version: int, day: str, plan: Document, *, with_notes: bool = True
) -> Document:
    """The plan itself and where it comes from.

    That notes were left out is told, since an empty note looks the same; only then, so that every
    other file is one that earlier releases read too.
    """
    told = {"schema": SCHEMA, "id": plan_id, "version": version, "date": day, "plan": plan}
    return told if with_notes else told | {"without_notes": True}


def canonical(document: Document) -> bytes:
    """Sorted, indented, UTF-8, one line end at the end."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2)
    return text.encode() + b"\n"


def is_too_large(document: Document) -> bool:
    """Whether its export could not be read in, now or after the plan itself grows."""
    whole = len(canonical(document))
    today = len(canonical({**document, "plan": {**document["plan"], "milestones": []}}))
    return whole > MAX_DOCUMENT_BYTES or whole - today > MAX_SAVED_BYTES


def _content(state: State, tracks: Sequence[str], with_notes: bool) -> Document:
    plan = dict(state[PLAN])
    factors = [fields for ref, fields in state.items() if ref.is_factor]
    plan["declined"] = sorted(plan["declined"])
    plan["activities"] = [fields for _, fields in _in_order(state, tracks)]
    plan["factors"] = [
        {name: factor[name] for name in FACTOR_FIELDS}
        for factor in sorted(factors, key=lambda f: str(f["factor"]))
    ]
    if not with_notes:
        for part in ("activities", "factors"):
            plan[part] = [{**fields, "note": ""} for fields in plan[part]]
    return plan


def _in_order(state: State, tracks: Sequence[str]) -> list[tuple[int, Fields]]:
    """Each activity's id and fields in reading order, `order` counted anew from 1 in each cell."""
    place = {slug: number for number, slug in enumerate(tracks)}
    rows = [(int(ref.key), fields) for ref, fields in state.items() if ref.is_activity]
    rows.sort(key=lambda row: _reading_place(row, place))
    counts: defaultdict[tuple[str, int], int] = defaultdict(int)
    ordered: list[tuple[int, Fields]] = []
    for row, fields in rows:
        cell = fields["track"], fields["phase"]
        counts[cell] += 1
        kept = {**fields, "order": counts[cell], "roles": sorted(fields["roles"])}
        ordered.append((row, kept))
    return ordered


def _reading_place(row: tuple[int, Fields], place: Mapping[str, int]) -> tuple[Any, ...]:
    number, fields = row
    track = fields["track"]
    return place.get(track, len(place)), track, fields["phase"], fields["order"], number
