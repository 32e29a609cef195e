from __future__ import annotations

from datetime import date

from roadmap.domain.overview.overview import phase_heads
from roadmap.domain.plan.phase_dates import Span
from tests.roadmap.domain.overview.test_grid import bare_catalogue


def test_heads_have_dates_today_and_what_is_out_of_order() -> None:
    spans = {
        1: Span(date(2027, 3, 1), date(2027, 6, 30)),
        2: Span(date(2027, 1, 1), date(2027, 3, 1)),
    }

    first, second, *_ = phase_heads(bare_catalogue().phases, spans, date(2027, 3, 1))

    assert (first.span, first.is_now, first.remark) == (spans[1], True, "")
    assert (second.is_now, second.remark) == (True, "Fase 2 begint vroeger dan fase 1.")
    assert not any(head.is_now for head in phase_heads(bare_catalogue().phases, spans))
