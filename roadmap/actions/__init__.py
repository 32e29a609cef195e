"""Every act on a plan, one function each: keyword-only, atomic, told in the history."""

from roadmap.actions.activities import (
    add_activity,
    choose_activities,
    edit_activity,
    move_activity,
    remove_activity,
)
from roadmap.actions.factors import edit_factor
from roadmap.actions.growing import grow
from roadmap.actions.importing import import_onto, import_plan, keep_upload
from roadmap.actions.milestones import (
    MOST_MILESTONES,
    TooManyMilestones,
    delete_milestone,
    make_milestone,
    restorable_of,
    restore_milestone,
)
from roadmap.actions.news import answer_news
from roadmap.actions.people import leave_plans, plans_that_go, set_reminder, take_along
from roadmap.actions.plans import (
    archive_plan,
    create_plan,
    delete_plan,
    describe_plan,
    duplicate_plan,
)
from roadmap.actions.undoing import Clash, NothingLeft, acts_of, redo, revert, undo
from roadmap.ledger import Author, Conflict, Gone, TooMany

__all__ = [
    "MOST_MILESTONES",
    "Author",
    "Clash",
    "Conflict",
    "Gone",
    "NothingLeft",
    "TooMany",
    "TooManyMilestones",
    "acts_of",
    "add_activity",
    "answer_news",
    "archive_plan",
    "choose_activities",
    "create_plan",
    "delete_milestone",
    "delete_plan",
    "describe_plan",
    "duplicate_plan",
    "edit_activity",
    "edit_factor",
    "grow",
    "leave_plans",
    "make_milestone",
    "import_onto",
    "import_plan",
    "keep_upload",
    "move_activity",
    "plans_that_go",
    "redo",
    "remove_activity",
    "restorable_of",
    "restore_milestone",
    "revert",
    "set_reminder",
    "take_along",
    "undo",
]
