"""Why an act on a plan could not be done; the act leaves no trace."""

from __future__ import annotations


class Conflict(Exception):
    """Somebody changed the same thing since the version that the act started from."""


class Gone(Exception):
    """The plan or the activity was removed in the meantime."""


class RoleLost(Exception):
    """The author may no longer change this plan."""


class Archived(Exception):
    """The plan is in the archive, where nobody changes it; an owner takes it out."""


class PlanIsFull(Exception):
    """The plan would hold too many activities, milestones or steps; the message is in Dutch."""


class QuotaExceeded(Exception):
    """The visitor has stored as many bytes as one day allows."""
