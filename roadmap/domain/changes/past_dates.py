"""The dates that a plan had and no longer has: earlier calendar exports may show them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from roadmap.domain.changes.undo import Reference
from roadmap.domain.overview.plan_reading import ACTIVITY, MILESTONE, PHASE, REVIEW, PastDate, Thing
from roadmap.domain.plan.phase_dates import Span
from roadmap.domain.plan.state import RefKind

MAX_PAST_DATES = 300
PAST_DATES = "past_dates"
"""The kind of the stored item that holds the past dates of compacted acts."""
DATES: Mapping[str, Mapping[str, str]] = {
    RefKind.ACTIVITY: {"due_date": ACTIVITY, "review_on": REVIEW},
    RefKind.MILESTONE: {"day": MILESTONE},
    RefKind.PLAN: {"review_on": REVIEW},
}
"""For each kind of thing its date fields, with the kind of calendar event that each makes."""
StoredEdits = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _DateChange:
    """The change of one thing's date by one edit; None: no date."""

    thing: Thing
    before: Span | None
    after: Span | None
    title: str = ""


def past_dates(acts: Iterable[tuple[int, StoredEdits]]) -> tuple[PastDate, ...]:
    """The newest MAX_PAST_DATES, oldest first. `acts`: numbers and stored edits, oldest first."""
    past: dict[Thing, PastDate] = {}
    done: dict[int, list[_DateChange]] = {}
    for number, edits in acts:
        if reference := Reference.from_json(edits):
            changes = done.get(reference.number, [])
            if reference.is_inverse:
                changes = [replace(s, before=s.after, after=s.before) for s in reversed(changes)]
        else:
            changes = done[number] = list(_date_changes(edits))
            stored = (
                PastDate.from_json(item)
                for edit in edits
                if edit["kind"] == PAST_DATES
                for item in edit["before"]
            )
            past |= {one.thing: one for one in stored}
        for change in changes:
            known = past.pop(change.thing, None)
            span = change.before or known and known.span
            if span and not change.after:
                past[change.thing] = PastDate(change.thing, span, change.title)
    return tuple(past.values())[-MAX_PAST_DATES:]


def as_stored_edits(past: Iterable[PastDate]) -> list[dict[str, Any]]:
    """The past dates as the edits of a compacted act, without texts; empty without dates."""
    items = [one.as_json() for one in past]
    return [{"kind": PAST_DATES, "key": "", "before": items, "after": None}] if items else []


def _date_changes(edits: StoredEdits) -> Iterator[_DateChange]:
    for edit in edits:
        before, after = edit["before"] or {}, edit["after"] or {}
        for name, kind in DATES.get(edit["kind"], {}).items():
            if name in before or name in after:
                old, new = (_day(side.get(name)) for side in (before, after))
                title = before.get("title") or after.get("title") or ""
                yield _DateChange((kind, int(edit["key"] or 0)), old, new, title)
        if edit["kind"] == RefKind.PLAN:
            was, now = before.get("phase_dates", {}), after.get("phase_dates", {})
            for number in sorted({**was, **now}):
                yield _DateChange(
                    (PHASE, int(number)), _span(was.get(number)), _span(now.get(number))
                )


def _span(days: Sequence[str] | None) -> Span | None:
    return Span(*map(date.fromisoformat, days)) if days else None


def _day(day: str | None) -> Span | None:
    return _span([day, day]) if day else None
