"""What changed in a plan lately, from its history."""

from __future__ import annotations

from datetime import date

from roadmap.domain.changes.change_summary import ChangeSummary, change_summaries
from roadmap.domain.plan.state import Edit
from roadmap.models import Plan

RECENT_DAYS = 30


def recent_changes(plan: Plan, since: date) -> tuple[ChangeSummary, ...]:
    """What changed in the plan from this day on, in two queries."""
    changes = plan.changes.filter(at__date__gte=since).order_by("number")
    edits = [Edit.from_json(e) for told in changes.values_list("edits", flat=True) for e in told]
    titles = {str(pk): title for pk, title in plan.activities.values_list("pk", "title")}
    return change_summaries(edits, titles)
