"""Why an act on a plan could not be done; the act leaves no trace."""

from __future__ import annotations

from roadmap.domain.plan.limits import MILESTONES_ARE_FULL, PLAN_IS_FULL, STEPS_ARE_FULL


class Conflict(Exception):
    """What the act changes was changed since the version that the act started from."""


class Gone(Exception):
    """The plan or the activity was removed in the meantime."""


class RoleLost(Exception):
    """The author may no longer change this plan."""


class Archived(Exception):
    """The plan is in the archive, where nobody changes it; an owner takes it out."""


class PlanIsFull(Exception):
    """The plan would hold more of a kind of things than it may; `text` says so in Dutch."""

    text: str


class TooManyActivities(PlanIsFull):
    """The plan would hold more than `limits.MAX_ACTIVITIES`."""

    text = PLAN_IS_FULL


class TooManyMilestones(PlanIsFull):
    """The plan would hold more than `limits.MAX_MILESTONES`."""

    text = MILESTONES_ARE_FULL


class StepsTooLong(PlanIsFull):
    """The texts of all steps would take more than `limits.MAX_STEPS_BYTES`."""

    text = STEPS_ARE_FULL


class QuotaExceeded(Exception):
    """The visitor stored all that one day allows."""
