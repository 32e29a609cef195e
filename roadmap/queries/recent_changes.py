"""What changed in a plan lately, from its history."""

from __future__ import annotations

from datetime import date
from itertools import chain

from roadmap.domain.changes.change_summary import ChangeSummary, change_summaries
from roadmap.history.reading import edits_of
from roadmap.models import Plan

RECENT_DAYS = 30


def recent_changes(plan: Plan, since: date) -> tuple[ChangeSummary, ...]:
    """What changed in the plan from this day on, in two queries."""
    changes = plan.changes.filter(at__date__gte=since).order_by("number")
    edits = chain.from_iterable(edits_of(changes))
    titles = {str(pk): title for pk, title in plan.activities.values_list("pk", "title")}
    return change_summaries(edits, titles)
