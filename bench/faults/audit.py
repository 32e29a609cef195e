"""Audits a database after a fault: `python -m bench.faults.audit` prints the result as JSON.

A plan is whole when its version is the number of its newest change, no change is missing, every row
is what the history says it became, and taking all of that back leaves the plan as it began.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass
from uuid import UUID

from bench.faults.sites import BASE, module

ACTIVITIES = 53
"""Every plan of a saver begins with the Expert's activities."""


@dataclass(frozen=True)
class Audit:
    """The number of plans, what is wrong with them, and the notes in their history."""

    plans: int
    torn: list[str]
    words: list[str]


def audited(environment: dict[str, str]) -> Audit:
    """Audits in a separate process. Raises CalledProcessError if it fails."""
    done = subprocess.run(
        module("bench.faults.audit"), cwd=BASE, env=environment, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return Audit(**json.loads(done.stdout))


def audit() -> Audit:
    from roadmap.models import Change, Plan

    words = [
        edit["after"]["note"]
        for edits in Change.objects.values_list("edits", flat=True)
        for edit in edits
        if "note" in (edit["after"] or {})
    ]
    plans = list(Plan.objects.values_list("pk", "version"))
    torn = [f"{pk}: {fault}" for pk, version in plans if (fault := fault_of(pk, version))]
    return Audit(len(plans), torn, words)


def fault_of(plan_id: UUID, version: int) -> str:
    """What is wrong with one plan; '' when it is whole."""
    from roadmap.domain.plan.state import applied, clashes, inverse
    from roadmap.history.reading import edits_of, state_of
    from roadmap.models import Change

    changes = list(Change.objects.filter(plan_id=plan_id).order_by("number"))
    numbers = [change.number for change in changes]
    if numbers != list(range(1, version + 1)):
        return f"version {version}, changes {numbers[:1]} to {numbers[-1:]}, {len(numbers)} of them"
    state = state_of(plan_id)
    for change, edits in reversed(list(zip(changes, edits_of(changes), strict=True))):
        back = inverse(edits)
        if clashes(state, back) or any(edit.ref not in state.things for edit in back):
            return f"change {change.number} is not what the rows hold"
        state = applied(state, back)
    left = len(state.activities)
    rows = (*state.activities.values(), *state.factors.values())
    notes = sum(bool(row.as_fields()["note"]) for row in rows)
    return "" if (left, notes) == (ACTIVITIES, 0) else f"began with {left} rows, {notes} notes"


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(asdict(audit())))
