"""A plan at one version, from which every export is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from content.catalogue import Catalogue
from roadmap.domain.changes.past_dates import PastDate
from roadmap.exchange.document import (
    Document,
    canonical,
    envelope,
    plan_document,
)
from roadmap.history.errors import Gone
from roadmap.history.reading import (
    past_dates_of,
    read_at_one_version,
    saved_states_of,
    state_of,
)
from roadmap.models import Plan


@dataclass(frozen=True)
class Snapshot:
    """`plan` is the plan itself as `document.py` has it, `rows` the ids of its activities.

    `past_dates`: those that it had before, for a calendar only.
    """

    id: UUID
    version: int
    changed_at: datetime
    today: date
    plan: Document
    rows: tuple[int, ...]
    with_notes: bool = True
    past_dates: tuple[PastDate, ...] = ()

    @property
    def title(self) -> str:
        return str(self.plan["title"])

    @property
    def document(self) -> Document:
        day = self.today.isoformat()
        return envelope(str(self.id), self.version, day, self.plan, with_notes=self.with_notes)

    @property
    def json(self) -> bytes:
        return canonical(self.document)


def snapshot_of(
    plan_id: UUID,
    catalogue: Catalogue,
    today: date,
    *,
    with_notes: bool = True,
    with_past: bool = True,
    with_past_dates: bool = False,
) -> Snapshot:
    """The plan at one version, without notes and past for holders of a share link. Raises Gone.

    `with_past_dates`: also the dates that the plan lost; their titles belong to the past.
    """

    def read() -> Snapshot:
        snapshot = read_snapshot(
            plan_id, catalogue, today, with_notes=with_notes, with_past=with_past
        )
        past = past_dates_of(plan_id) if with_past_dates else ()
        if not with_past:
            past = tuple(replace(one, title="") for one in past)
        return replace(snapshot, past_dates=past)

    return read_at_one_version(plan_id, read)[1]


def read_snapshot(
    plan_id: UUID, catalogue: Catalogue, today: date, *, with_notes: bool, with_past: bool
) -> Snapshot:
    """The plan as it is; a part of what is read at one version. Raises Gone."""
    plan = Plan.objects.only("version", "changed_at").filter(pk=plan_id).first()
    if plan is None:
        raise Gone
    tracks = [track.slug for track in catalogue.tracks]
    saved = saved_states_of(plan_id) if with_past else ()
    made = plan_document(state_of(plan_id), saved, tracks, with_notes=with_notes)
    return Snapshot(plan_id, plan.version, plan.changed_at, today, made.plan, made.rows, with_notes)
