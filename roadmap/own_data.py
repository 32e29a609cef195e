"""A plan's own data in the parts that people change apart: its fields, and the dates of each phase.

Pure. Two people who change different parts never conflict; the dates are one field in which every
phase is a part of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from roadmap.phases import Kept, Span, as_kept, spans_of
from roadmap.state import PLAN, Edit

DATES = "phase_dates"
Redated = Mapping[int, Span | None]
"""Phases by number that get these dates, or none."""


def phase_part(number: int) -> str:
    return f"fase-{number}"


def parts(edit: Edit) -> frozenset[str]:
    """What an edit changes of the plan's own data: names of fields, and of phases 'fase-1'."""
    if edit.thing != PLAN or edit.before is None or edit.after is None:
        return frozenset()
    before, after = (spans_of(fields.get(DATES, {})) for fields in (edit.before, edit.after))
    numbers = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    return frozenset(edit.after.keys() - {DATES}) | {phase_part(number) for number in numbers}


def redated(kept: Kept, dates: Redated) -> dict[str, list[str]]:
    """What a plan keeps once these phases have these dates; the other phases stay as they are."""
    spans = {**spans_of(kept), **dates}
    return as_kept({number: span for number, span in spans.items() if span})
