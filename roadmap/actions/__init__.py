"""Every act on a plan: one function each, keyword-only, atomic, recorded in the plan's history."""

from roadmap.actions import activities as activities
from roadmap.actions import factors as factors
from roadmap.actions import imports as imports
from roadmap.actions import members as members
from roadmap.actions import milestones as milestones
from roadmap.actions import plans as plans
from roadmap.actions import playbook_updates as playbook_updates
from roadmap.actions import profile_upgrade as profile_upgrade
from roadmap.actions import reminders as reminders
from roadmap.actions import saved_states as saved_states
from roadmap.actions import sharing as sharing
from roadmap.actions import undo as undo
