"""The act that moves pillars of a plan up to their next profile."""

from __future__ import annotations

from content.catalogue import Catalogue
from roadmap.domain.changes.profile_upgrade import NotOffered, Ticks, upgrade_edits
from roadmap.domain.plan.state import PLAN
from roadmap.history.errors import Conflict
from roadmap.history.reading import edits_after, state_of
from roadmap.history.transaction import Revision, in_revision
from roadmap.models import Change


@in_revision
def grow(rev: Revision, *, catalogue: Catalogue, version: int, ticks: Ticks) -> None:
    """Move the ticked pillars up a profile, and add and remove the ticked activities: one act.

    Raises Conflict when somebody changed the plan's starting profiles after `version` and for a
    tick that the plan no longer offers, and PlanIsFull.
    """
    since = edits_after(rev.plan_id, version)
    if any(edit.ref == PLAN and "start" in (edit.after or {}) for edit in since):
        raise Conflict
    try:
        edits = upgrade_edits(catalogue, state_of(rev.plan_id), ticks)
    except NotOffered:
        raise Conflict from None
    rev.save(Change.Kind.GROW, edits)
