"""A plan's activity as plain values, as it is when it comes into a plan. Pure."""

from __future__ import annotations

from content.catalogue import Activity
from roadmap.domain.plan.state import NEW_ACTIVITY, Edit, Fields, Ref

UNTOUCHED: Fields = {
    "activity": "",
    "published_title": "",
    "status": "todo",
    "owner": "",
    "roles": [],
    "start_date": None,
    "due_date": None,
    "note": "",
    "links": [],
}
"""What a new row holds besides its title and place."""


def catalogue_row(activity: Activity) -> Fields:
    """A catalogue activity at the place that the playbook gives it, in today's words."""
    return {
        **UNTOUCHED,
        "activity": activity.slug,
        "title": activity.title,
        "published_title": activity.title,
        "track": activity.track.slug,
        "phase": activity.phase.number,
        "order": activity.order,
    }


def own_row(title: str, track: str, phase: int, order: int) -> Fields:
    """An activity that is not the playbook's, in a cell of the grid."""
    return {**UNTOUCHED, "title": title, "track": track, "phase": phase, "order": order}


def is_untouched(fields: Fields, activity: Activity) -> bool:
    """Whether a row is still as the playbook gave it: words, place (but its order) and state."""
    given = {**catalogue_row(activity), "title": fields["published_title"]}
    return all(
        fields[name] == value
        for name, value in given.items()
        if name not in ("order", "published_title")
    )


def copied(ref: Ref, fields: Fields) -> Edit:
    """Adds the same thing to another plan."""
    return Edit(NEW_ACTIVITY if ref.is_activity else ref, None, fields)
