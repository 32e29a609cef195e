"""The dates of a plan's phases: stored, proposed, and possible mistakes in them. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A first and a last day, both included."""

    first: date
    last: date


Spans = Mapping[int, Span]
"""By the number of the phase."""


def spans_of(phase_dates: Mapping[str, Sequence[str]]) -> dict[int, Span]:
    """The spans of {"1": ["2027-01-01", "2027-03-31"]}, as rows and files hold them."""
    return {
        int(number): Span(date.fromisoformat(first), date.fromisoformat(last))
        for number, (first, last) in sorted(phase_dates.items())
    }


def spans_as_json(spans: Spans) -> dict[str, list[str]]:
    return {
        str(number): [span.first.isoformat(), span.last.isoformat()]
        for number, span in sorted(spans.items())
    }


LENGTHS = (12, 24, 36)
"""The lengths of a plan, in months, to choose from."""


def lengths(months: int, phases: int) -> tuple[int, ...]:
    """Whole months of each phase, as equal as possible; the last phases get the remainder."""
    each, left = divmod(months, phases)
    return (each,) * (phases - left) + (each + 1,) * left


def proposed(start: date, months: int, phases: int) -> dict[int, Span]:
    """Consecutive phases from this day, together exactly this many months.

    Each begin is counted from `start` itself: after a shorter month it is on the 31st again.
    """
    spans = {}
    gone = 0
    for number, length in enumerate(lengths(months, phases), 1):
        last = months_later(start, gone + length) - timedelta(days=1)
        spans[number] = Span(months_later(start, gone), last)
        gone += length
    return spans


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def working(months: int, phases: int) -> str:
    """How the lengths are computed, in Dutch."""
    each = lengths(months, phases)
    longer = sum(length > each[0] for length in each)
    text = f"{months} maanden over {phases} fasen: {in_months(each[0])} per fase"
    if longer:
        which = "de laatste fase" if longer == 1 else f"elk van de laatste {longer} fasen"
        text += f", en {in_months(each[-1])} voor {which}"
    return f"{text}."


def in_months(months: int) -> str:
    return f"{months} {'maand' if months == 1 else 'maanden'}"


def out_of_order(spans: Spans) -> dict[int, str]:
    """By number a remark for each phase that begins before the phase in front of it."""
    return {
        other: f"Fase {other} begint vroeger dan fase {number}."
        for (number, span), (other, later) in pairwise(sorted(spans.items()))
        if later.first < span.first
    }


def beyond_phase(spans: Spans, phase: int, due: date) -> str:
    """A remark on a due date after the end of its phase; '' for any other."""
    span = spans.get(phase)
    if span is None or due <= span.last:
        return ""
    return f"later dan het einde van fase {phase} ({span.last:%d/%m/%Y})"


def remarks(spans: Spans) -> tuple[str, ...]:
    """Remarks on possible mistakes: phases out of order, and phases that overlap."""
    warnings = []
    unordered = out_of_order(spans)
    for (number, span), (other, later) in pairwise(sorted(spans.items())):
        if other in unordered:
            warnings.append(unordered[other])
        elif later.first <= span.last:
            days = (min(span.last, later.last) - later.first).days + 1
            shared = f"{days} {'dag' if days == 1 else 'dagen'}"
            warnings.append(f"Fase {number} en fase {other} overlappen {shared}.")
    return tuple(warnings)


Redated = Mapping[int, Span | None]
"""New dates of phases, by number; None removes them."""


def phase_part(number: int) -> str:
    """The name of one phase's dates in `Edit.changed_parts` and in forms."""
    return f"fase-{number}"


def redated(spans: Spans, dates: Redated) -> Spans:
    """The spans with these new `dates`; other phases stay as they are."""
    return {number: span for number, span in {**spans, **dates}.items() if span}
