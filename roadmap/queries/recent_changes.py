"""What changed in a plan lately, from its history."""

from __future__ import annotations

from datetime import date

from roadmap.domain.changes.change_summary import ChangeSummary, change_summaries
from roadmap.history.reading import edits_since
from roadmap.models import Plan


def recent_changes(plan: Plan, since: date) -> tuple[ChangeSummary, ...]:
    """What changed in the plan from this day on, in two queries."""
    titles = {str(pk): title for pk, title in plan.activities.values_list("pk", "title")}
    return change_summaries(edits_since(plan.pk, since), titles)
