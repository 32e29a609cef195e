"""A first and a last day, and the phases of a plan by their dates. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A first and a last day, both included."""

    first: date
    last: date


Spans = Mapping[int, Span]
"""By the number of the phase."""


def spans_of(phase_dates: Mapping[str, Sequence[str]]) -> dict[int, Span]:
    """The spans in {"1": ["2027-01-01", "2027-03-31"]}, as rows and files hold them."""
    return {
        int(number): Span(date.fromisoformat(first), date.fromisoformat(last))
        for number, (first, last) in sorted(phase_dates.items())
    }


def spans_as_json(spans: Spans) -> dict[str, list[str]]:
    return {
        str(number): [span.first.isoformat(), span.last.isoformat()]
        for number, span in sorted(spans.items())
    }
