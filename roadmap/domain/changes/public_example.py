"""A plan as everybody may see it: what is left of it, and how it starts a new one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from roadmap.domain.overview.grid import GridItem
from roadmap.domain.plan.activities import UNTOUCHED
from roadmap.domain.plan.state import NEW_ACTIVITY, PLAN, Edit, Fields, State

KEPT = ("activity", "track", "phase", "order", "roles")
"""All that an example tells of an activity: no status, name, date, note or link."""


def own_titles(state: State, given: Mapping[str, str]) -> dict[str, str]:
    """Titles that the playbook does not give today, by activity id: somebody may have typed them.

    `given`: the playbook's titles by slug. What a plan itself calls published is not trusted: a
    file that came in can say anything.
    """
    return {
        ref.key: fields["title"]
        for ref, fields in state.items()
        if ref.is_activity and fields["title"] != given.get(fields["activity"])
    }


def public_state(state: State, titles: Mapping[str, str]) -> dict[str, Any]:
    """What becomes public. `titles`: the typed titles as they may be seen; '' leaves one out."""
    plan = state[PLAN]
    rows = []
    for ref, fields in state.items():
        if not ref.is_activity or titles.get(ref.key, "shown") == "":
            continue
        kept = {name: fields[name] for name in KEPT}
        title = titles.get(ref.key, fields["title"])
        published = title if fields["activity"] else ""
        rows.append({**kept, "title": title, "published_title": published})
    return {"playbook": plan["playbook"], "start": plan["start"], "activities": rows}


def example_items(rows: Iterable[Fields]) -> tuple[GridItem, ...]:
    return tuple(
        GridItem(
            title=row["title"],
            track=row["track"],
            phase=row["phase"],
            order=row["order"],
            slug=row["activity"],
            roles=tuple(row["roles"]),
        )
        for row in rows
    )


def example_edits(rows: Iterable[Fields]) -> list[Edit]:
    """The edits that fill a new plan with what the example holds."""
    return [Edit(NEW_ACTIVITY, None, {**UNTOUCHED, **row}) for row in rows]
