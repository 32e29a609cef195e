from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.domain.plan.phase_dates import (
    LENGTHS,
    Span,
    lengths,
    months_later,
    proposed,
    remarks,
    spans_as_json,
    spans_of,
    working,
)

DAYS = st.dates(date(2000, 1, 1), date(2096, 12, 31))


@pytest.mark.parametrize(
    ("months", "each", "message"),
    [
        (12, (2, 2, 2, 3, 3), "2 maanden per fase, en 3 maanden voor elk van de laatste 2 fasen"),
        (24, (4, 5, 5, 5, 5), "4 maanden per fase, en 5 maanden voor elk van de laatste 4 fasen"),
        (36, (7, 7, 7, 7, 8), "7 maanden per fase, en 8 maanden voor de laatste fase"),
        (5, (1, 1, 1, 1, 1), "1 maand per fase"),
    ],
)
def test_lengths_are_as_equal_as_can_be(months: int, each: tuple[int, ...], message: str) -> None:
    assert lengths(months, 5) == each
    assert working(months, 5) == f"{months} maanden over 5 fasen: {message}."


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 1), 0, date(2027, 1, 1)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 5, 31), 24, date(2029, 5, 31)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_proposed_a_year_from_new_year() -> None:
    assert proposed(date(2027, 1, 1), 12, 5) == {
        1: Span(date(2027, 1, 1), date(2027, 2, 28)),
        2: Span(date(2027, 3, 1), date(2027, 4, 30)),
        3: Span(date(2027, 5, 1), date(2027, 6, 30)),
        4: Span(date(2027, 7, 1), date(2027, 9, 30)),
        5: Span(date(2027, 10, 1), date(2027, 12, 31)),
    }


@given(DAYS, st.sampled_from(LENGTHS))
def test_proposed_fills_the_time_without_gap_or_overlap(start: date, months: int) -> None:
    spans = proposed(start, months, 5)

    assert list(spans) == [1, 2, 3, 4, 5]
    assert spans[1].first == start
    assert spans[5].last == months_later(start, months) - timedelta(days=1)
    for one, two in pairwise(spans.values()):
        assert two.first == one.last + timedelta(days=1)
        assert one.first <= one.last
    assert remarks(spans) == ()


@given(st.dictionaries(st.integers(1, 5), st.tuples(DAYS, DAYS).map(sorted)))
def test_spans_as_json_and_back(days: dict[int, list[date]]) -> None:
    spans = {number: Span(first, last) for number, (first, last) in days.items()}

    assert spans_of(spans_as_json(spans)) == spans


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ({}, ()),
        ({1: ("2027-01-01", "2027-02-28"), 2: ("2027-03-01", "2027-04-30")}, ()),
        (
            {1: ("2027-01-01", "2027-03-01"), 2: ("2027-03-01", "2027-04-30")},
            ("Fase 1 en fase 2 overlappen 1 dag.",),
        ),
        (
            {1: ("2027-01-01", "2027-12-31"), 3: ("2027-03-01", "2027-03-31")},
            ("Fase 1 en fase 3 overlappen 31 dagen.",),
        ),
        (
            {2: ("2027-03-01", "2027-04-30"), 3: ("2027-01-01", "2027-02-28")},
            ("Fase 3 begint vroeger dan fase 2.",),
        ),
    ],
)
def test_remarks(spans: dict[int, tuple[str, str]], message: tuple[str, ...]) -> None:
    kept = {str(number): days for number, days in spans.items()}

    assert remarks(spans_of(kept)) == message
