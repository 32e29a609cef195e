"""Every act on a plan: one function each, keyword-only, atomic, recorded in the plan's history."""

from roadmap.actions import (
    activities,
    factors,
    imports,
    members,
    plans,
    playbook_updates,
    profile_upgrade,
    reminders,
    saved_states,
    sharing,
    undo,
)

__all__ = [
    "activities",
    "factors",
    "profile_upgrade",
    "imports",
    "members",
    "plans",
    "playbook_updates",
    "reminders",
    "saved_states",
    "sharing",
    "undo",
]
