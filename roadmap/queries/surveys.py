"""What changed in a plan between two surveys."""

from __future__ import annotations

from datetime import date, timedelta

from roadmap.domain.changes.change_summary import ChangeSummary, change_summaries
from roadmap.history.reading import edits_since
from roadmap.models import Plan


def changes_between(plan: Plan, then: date, now: date) -> tuple[ChangeSummary, ...]:
    """The changes of its activities after the day `then`, up to and including `now`; no names."""
    titles = {str(key): title for key, title in plan.activities.values_list("pk", "title")}
    return change_summaries(edits_since(plan.pk, then + timedelta(days=1), now), titles)
