"""A plan read as one version: every export is made from such a reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar
from uuid import UUID

from content.catalogue import Catalogue
from content.models import Activity, PlaybookVersion
from roadmap.domain.plan.state import state_from_json
from roadmap.exchange.document import Document, NamedState, canonical, envelope, plan_document
from roadmap.exchange.imports.references import References
from roadmap.history.reading import state_of
from roadmap.history.transaction import Gone
from roadmap.models import Milestone, Plan

Read = TypeVar("Read")
MAX_TRIES = 50


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


def read_at_one_version(plan_id: UUID, read: Callable[[], Read]) -> Read:
    """What `read` reads while no act on the plan comes in between. Raises Gone.

    Every act moves the plan's version in its own transaction, so a version that is the same
    before and after says that all in between belongs to it. Nothing is locked: readers never wait
    for writers, on neither database.
    """
    version = _version(plan_id)
    for _ in range(MAX_TRIES):
        result = read()
        now = _version(plan_id)
        if now == version:
            return result
        version = now
    raise RuntimeError(f"Plan {plan_id} changed {MAX_TRIES} times while it was read.")


def snapshot_of(
    plan_id: UUID,
    catalogue: Catalogue,
    today: date,
    *,
    with_notes: bool = True,
    with_past: bool = True,
) -> Snapshot:
    """The plan at one version; without notes as who holds a share link may see it. Raises Gone."""
    return read_at_one_version(
        plan_id, lambda: _read(plan_id, catalogue, today, with_notes, with_past)
    )


def _read(
    plan_id: UUID, catalogue: Catalogue, today: date, with_notes: bool, with_past: bool
) -> Snapshot:
    plan = Plan.objects.only("version", "changed_at").filter(pk=plan_id).first()
    if plan is None:
        raise Gone
    tracks = [track.slug for track in catalogue.tracks]
    named = saved_states_of(plan_id) if with_past else []
    told = plan_document(state_of(plan_id), named, tracks, with_notes=with_notes)
    return Snapshot(plan_id, plan.version, plan.changed_at, today, told.plan, told.rows, with_notes)


def saved_states_of(plan_id: UUID) -> list[NamedState]:
    """As a document tells them, in no order."""
    kept = Milestone.objects.filter(plan_id=plan_id).values_list("name", "at", "state")
    return [NamedState(name, instant(at), state_from_json(state)) for name, at, state in kept]


def _version(plan_id: UUID) -> int:
    version = Plan.objects.filter(pk=plan_id).values_list("version", flat=True).first()
    if version is None:
        raise Gone
    return version


def instant(at: datetime) -> str:
    """'2027-03-03T14:02:05Z'."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def known_to(catalogue: Catalogue) -> References:
    """What this site knows: its playbook, and of activities and versions the earlier ones too."""
    return References(
        playbooks=frozenset(PlaybookVersion.objects.values_list("number", flat=True)),
        activities=frozenset(Activity.objects.values_list("slug", flat=True)),
        pillars=frozenset(catalogue.pillar_by_slug),
        profiles=frozenset(catalogue.profile_by_slug),
        tracks=frozenset(catalogue.track_by_slug),
        phases=frozenset(catalogue.phase_by_number),
        roles=frozenset(role.slug for role in catalogue.roles),
        factors=frozenset(factor.slug for factor in catalogue.success_factors),
    )
