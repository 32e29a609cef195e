"""The part of an earlier state that can be restored under the present playbook. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from content.catalogue import KnownCatalogue
from roadmap.domain.plan.state import State


@dataclass(frozen=True)
class Restorable:
    """`left_out`: the titles of activities whose track or phase is gone."""

    state: State
    left_out: tuple[str, ...]


def restorable(then: State, now: State, known: KnownCatalogue) -> Restorable:
    """The part of the state `then` that can be restored, under its former ids.

    An activity whose track or phase the playbook no longer holds is left out; an activity that the
    playbook does not know becomes the plan's own.
    """
    placed, left_out = {}, []
    for row_id, row in then.activities.items():
        if row.track not in known.tracks or row.phase not in known.phases:
            left_out.append(row.title)
        elif row.activity and row.activity not in known.activities:
            placed[row_id] = replace(row, activity="", published_title="")
        else:
            placed[row_id] = row
    plan = then.plan
    if plan.playbook not in known.playbooks:
        plan = replace(plan, playbook=now.plan.playbook)
    return Restorable(replace(then, plan=plan, activities=placed), tuple(left_out))
