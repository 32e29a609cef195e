"""What of an earlier state can still be, when the playbook has gone on since. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from roadmap.domain.plan.state import PLAN, Fields, Ref, State


@dataclass(frozen=True)
class Known:
    """What the playbook holds today, retired activities included: what rows may refer to."""

    activities: frozenset[str]
    tracks: frozenset[str]
    phases: frozenset[int]
    playbooks: frozenset[str]


@dataclass(frozen=True)
class Restorable:
    """`left_out`: the titles of activities that have no place any more."""

    state: State
    left_out: tuple[str, ...]


def restorable(then: State, now: State, known: Known) -> Restorable:
    """The state `then` as far as it can be again, under the ids that it had.

    An activity whose track or phase the playbook no longer holds is left out; one that the
    playbook does not know at all becomes the plan's own. Fields that `then` does not know yet
    stay as they are `now`.
    """
    state: dict[Ref, Fields] = {}
    left_out = []
    for ref, fields in then.items():
        if ref == PLAN:
            state[ref] = _plan(fields, now[PLAN], known)
        elif not ref.is_activity:
            state[ref] = {**now.get(ref, {}), **fields}
        elif fields["track"] in known.tracks and fields["phase"] in known.phases:
            state[ref] = {**now.get(ref, {}), **_known_activity(fields, known)}
        else:
            left_out.append(str(fields["title"]))
    return Restorable(state, tuple(left_out))


def _plan(then: Fields, now: Fields, known: Known) -> Fields:
    playbook = then.get("playbook")
    return {**now, **then, "playbook": playbook if playbook in known.playbooks else now["playbook"]}


def _known_activity(fields: Fields, known: Known) -> Fields:
    if not fields["activity"] or fields["activity"] in known.activities:
        return fields
    return {**fields, "activity": "", "published_title": ""}
