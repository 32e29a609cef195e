"""A plan at one version, from which every export is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from content.catalogue import Catalogue
from roadmap.exchange.document import (
    Document,
    canonical,
    envelope,
    plan_document,
)
from roadmap.history.errors import Gone
from roadmap.history.reading import read_at_one_version, saved_states_of, state_of
from roadmap.models import Plan


@dataclass(frozen=True)
class Snapshot:
    """`plan` is the plan itself as `document.py` has it, `rows` the ids of its activities."""

    id: UUID
    version: int
    changed_at: datetime
    today: date
    plan: Document
    rows: tuple[int, ...]
    with_notes: bool = True

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
) -> Snapshot:
    """The plan at one version; without notes for holders of a share link. Raises Gone."""
    _, snapshot = read_at_one_version(
        plan_id,
        lambda: read_snapshot(
            plan_id, catalogue, today, with_notes=with_notes, with_past=with_past
        ),
    )
    return snapshot


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
