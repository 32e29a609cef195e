"""What of an earlier state can still be, when the playbook has gone on since. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from content.catalogue import KnownCatalogue
from roadmap.domain.plan.state import State
from roadmap.domain.plan.values import ActivityValues


@dataclass(frozen=True)
class Restorable:
    """`left_out`: the titles of activities that have no place any more."""

    state: State
    left_out: tuple[str, ...]


def restorable(then: State, now: State, known: KnownCatalogue) -> Restorable:
    """The state `then` as far as it can be again, under the ids that it had.

    An activity whose track or phase the playbook no longer holds is left out; one that the
    playbook does not know at all becomes the plan's own.
    """
    placed = {
        row_id: _known_activity(row, known)
        for row_id, row in then.activities.items()
        if row.track in known.tracks and row.phase in known.phases
    }
    left_out = [row.title for row_id, row in then.activities.items() if row_id not in placed]
    plan = then.plan
    if plan.playbook not in known.playbooks:
        plan = replace(plan, playbook=now.plan.playbook)
    return Restorable(State(plan, placed, then.factors), tuple(left_out))


def _known_activity(row: ActivityValues, known: KnownCatalogue) -> ActivityValues:
    is_known = not row.activity or row.activity in known.activities
    return row if is_known else replace(row, activity="", published_title="")
