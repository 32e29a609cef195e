"""The public example of a plan: what it shows, and the rows that start a plan from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from roadmap.domain.plan.fields import ActivityValues
from roadmap.domain.plan.state import State

SHOWN = ("activity", "track", "phase", "order", "roles", "title", "published_title")
"""The only fields of an activity in an example: no status, name, date, note or link."""


def own_titles(state: State, published: Mapping[str, str]) -> dict[str, str]:
    """By activity id the titles that are not the playbook's: somebody may have typed them.

    `published`: the playbook's titles by slug. The plan's `published_title` is not trusted: it can
    come from an imported file.
    """
    return {
        str(row_id): row.title
        for row_id, row in state.activities.items()
        if row.title != published.get(row.activity)
    }


def public_state(state: State, titles: Mapping[str, str]) -> dict[str, Any]:
    """The state of an example, as JSON. `titles`: its titles by activity id; '' leaves one out."""
    rows = []
    for row_id, row in state.activities.items():
        title = titles.get(str(row_id), row.title)
        if title:
            shown = replace(row, title=title, published_title=title if row.activity else "")
            rows.append({name: value for name, value in shown.as_json().items() if name in SHOWN})
    return {"playbook": state.plan.playbook, "start": state.plan.start, "activities": rows}


def example_rows(state: Mapping[str, Any]) -> Iterable[ActivityValues]:
    return map(ActivityValues.from_json, state["activities"])
