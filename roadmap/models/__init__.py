"""What is kept of plans: the plan itself, the people who share it, and what happened to it."""

from roadmap.models.history import Change, Milestone
from roadmap.models.people import Membership
from roadmap.models.plan import Plan, PlanActivity, PlanFactor, PlanQuerySet, kept_until

__all__ = [
    "Change",
    "Membership",
    "Milestone",
    "Plan",
    "PlanActivity",
    "PlanFactor",
    "PlanQuerySet",
    "kept_until",
]
