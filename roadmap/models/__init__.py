"""What is stored of plans: the plan, its people, what happened to it, and what waits to come in."""

from roadmap.models.history import Change, SavedState
from roadmap.models.invitations import INVITATION_DAYS, FormerMember, Invitation, InvitationQuerySet
from roadmap.models.plan import (
    Membership,
    Plan,
    PlanActivity,
    PlanFactor,
    PlanMilestone,
    PlanQuerySet,
    kept_until,
)
from roadmap.models.sharing import CalendarFeed, Example, ExampleRemoval, ShareLink
from roadmap.models.uploads import Upload

__all__ = [
    "INVITATION_DAYS",
    "CalendarFeed",
    "Change",
    "Example",
    "ExampleRemoval",
    "FormerMember",
    "Invitation",
    "InvitationQuerySet",
    "Membership",
    "SavedState",
    "Plan",
    "PlanActivity",
    "PlanFactor",
    "PlanMilestone",
    "PlanQuerySet",
    "Upload",
    "ShareLink",
    "kept_until",
]
