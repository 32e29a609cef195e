"""The act of growing: from a profile to the next, with what the trekker ticked."""

from __future__ import annotations

from content.catalogue import Catalogue
from roadmap.domain.changes.profile_upgrade import NotOffered, Ticks, upgrade_edits
from roadmap.domain.plan.state import PLAN
from roadmap.history.errors import Conflict
from roadmap.history.reading import state_of, touched_since
from roadmap.history.transaction import Revision, in_revision
from roadmap.models import Change


@in_revision
def grow(rev: Revision, *, catalogue: Catalogue, version: int, ticks: Ticks) -> None:
    """Move the ticked pillars up a profile, take activities in and out: one act.

    Raises Conflict when another changed the plan's start since `version`, and for a tick that the
    plan no longer offers: a step is that one step, whatever the pillar's next one is by now. Raises
    PlanIsFull.
    """
    since = touched_since(rev.plan_id, version)
    if any(edit.ref == PLAN and "start" in (edit.after or {}) for edit in since):
        raise Conflict
    try:
        edits = upgrade_edits(catalogue, state_of(rev.plan_id), ticks)
    except NotOffered:
        raise Conflict from None
    rev.save(Change.Kind.GROW, edits)
