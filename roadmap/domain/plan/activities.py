"""A plan's activity as it is when it comes into a plan. Pure."""

from __future__ import annotations

from dataclasses import replace

from content.catalogue import Activity
from roadmap.domain.plan.fields import ActivityValues


def catalogue_row(activity: Activity) -> ActivityValues:
    """A catalogue activity at the place that the playbook gives it, in today's words."""
    return ActivityValues(
        activity.title,
        activity.track.slug,
        activity.phase.number,
        activity.order,
        activity=activity.slug,
        published_title=activity.title,
    )


def is_untouched(row: ActivityValues, activity: Activity) -> bool:
    """Whether a row is still as the playbook gave it: words, place (but its order) and state."""
    title = row.published_title
    given = replace(catalogue_row(activity), title=title, published_title=title, order=row.order)
    return row == given
