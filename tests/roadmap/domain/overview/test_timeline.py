from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.overview.timeline import (
    MAX_TICKS,
    SCALE,
    THIN,
    Bar,
    Tick,
    Timeline,
    percentage,
    place,
    timeline,
)
from roadmap.domain.plan.fields import ActivityValues, MilestoneValues, Status
from roadmap.domain.plan.phase_dates import Span, proposed
from tests.roadmap.domain.overview.test_grid import bare_catalogue

TODAY = date(2027, 2, 15)
YEAR = Span(date(2027, 1, 1), date(2027, 12, 31))


def drawn(*items: GridItem, spans: dict[int, Span] | None = None, today: date = TODAY) -> Timeline:
    return timeline(build_grid(bare_catalogue(), items), spans or {}, today)


def item(
    title: str, start: date | None, due: date | None, status: Status = Status.TODO
) -> GridItem:
    values = ActivityValues(title, "a", 1, 1, start_date=start, due_date=due, status=status)
    return GridItem.on(TODAY, values)


@pytest.mark.parametrize(
    ("day", "morning", "evening"),
    [
        (date(2027, 1, 1), 0, 1000 * 1 // 365),
        (date(2027, 7, 2), 1000 * 182 // 365, 1000 * 183 // 365),
        (date(2027, 12, 31), 1000 * 364 // 365, 1000),
    ],
)
def test_place_by_hand(day: date, morning: int, evening: int) -> None:
    assert place(YEAR, day) == morning
    assert place(YEAR, day, evening=True) == evening


@pytest.mark.parametrize(
    ("at", "text"), [(0, "0.0%"), (5, "0.5%"), (123, "12.3%"), (1000, "100.0%")]
)
def test_percentage(at: int, text: str) -> None:
    assert percentage(at) == text


def test_timeline_without_dates_has_nothing_to_draw() -> None:
    found = drawn(item("x", None, None))

    assert found.span is None
    assert (found.phases, found.ticks, found.now, found.now_x) == ((), (), None, "")
    assert [undated.title for _, undated in found.undated] == ["x"]
    assert not found.is_before


def test_timeline_covers_whole_months_of_all_dates() -> None:
    found = drawn(
        item("x", date(2027, 1, 20), None),
        item("y", None, date(2028, 2, 3)),
        spans={2: Span(date(2027, 3, 5), date(2027, 4, 1))},
    )

    assert found.span == Span(date(2027, 1, 1), date(2028, 2, 29))


def test_timeline_bars_points_and_undated() -> None:
    found = drawn(
        item("balk", date(2027, 1, 1), date(2027, 12, 31)),
        item("einde", None, date(2027, 7, 2)),
        item("begin", date(2027, 7, 2), None),
        item("geen", None, None),
    )

    lines = {line.item.title: line.bar for line in found.phases[0].lines}
    assert lines["balk"] == Bar(0, SCALE)
    assert lines["einde"] == lines["begin"] == Bar(498, 498)
    assert lines["einde"].is_point
    assert (lines["balk"].x, lines["balk"].width) == ("0.0%", "100.0%")
    assert [undated.title for _, undated in found.undated] == ["geen"]


def test_timeline_phase_bars() -> None:
    found = drawn(spans={1: Span(date(2027, 1, 1), date(2027, 1, 31)), 3: YEAR})

    assert [part.bar for part in found.phases] == [Bar(0, 1000 * 31 // 365), None, Bar(0, SCALE)]
    assert [part.span for part in found.phases][1] is None


def test_timeline_lines_by_date() -> None:
    found = drawn(
        item("c", None, date(2027, 5, 1)),
        item("a", date(2027, 1, 1), date(2027, 6, 1)),
        item("b", date(2027, 1, 1), date(2027, 7, 1)),
    )

    assert [line.item.title for line in found.phases[0].lines] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("due", "status", "is_late"),
    [
        (date(2027, 2, 14), Status.DOING, True),
        (date(2027, 2, 15), Status.DOING, False),
        (date(2027, 2, 14), Status.DONE, False),
    ],
)
def test_timeline_late(due: date, status: Status, is_late: bool) -> None:
    (line,) = drawn(item("x", None, due, status)).phases[0].lines

    assert line.item.is_late == is_late


@pytest.mark.parametrize(
    ("today", "now", "is_before"),
    [
        (date(2026, 12, 31), None, True),
        (date(2027, 1, 1), 0, False),
        (date(2027, 12, 31), 997, False),
        (date(2028, 1, 1), None, False),
    ],
)
def test_timeline_today(today: date, now: int | None, is_before: bool) -> None:
    found = drawn(spans={1: YEAR}, today=today)

    assert (found.now, found.is_before) == (now, is_before)


def test_ticks_of_a_year_are_months_and_carry_their_year() -> None:
    ticks = drawn(spans={1: YEAR}).ticks

    assert [tick.month for tick in ticks] == [
        *("jan", "feb", "mrt", "apr", "mei", "jun"),
        *("jul", "aug", "sep", "okt", "nov", "dec"),
    ]
    assert [tick.year for tick in ticks] == ["2027", *[""] * 11]
    assert ticks[1] == Tick(1000 * 31 // 365, "feb", "")


def test_ticks_of_three_years_are_quarters() -> None:
    ticks = drawn(spans=proposed(date(2027, 1, 1), 36, 3)).ticks

    assert [tick.month for tick in ticks] == ["jan", "apr", "jul", "okt"] * 3
    assert [tick.year for tick in ticks if tick.year] == ["2027", "2028", "2029"]


def test_ticks_begin_where_the_calendar_begins_unless_words_would_touch() -> None:
    from_august = drawn(spans={1: Span(date(2026, 8, 1), date(2028, 6, 30))}).ticks
    from_december = drawn(spans={1: Span(date(2026, 12, 1), date(2029, 6, 30))}).ticks

    assert [(t.month, t.year) for t in from_august[:3]] == [
        ("aug", "2026"),
        ("okt", ""),
        ("jan", "2027"),
    ]
    assert [(t.month, t.year) for t in from_december[:2]] == [("jan", "2027"), ("apr", "")]


def test_ticks_of_a_century_are_years_only() -> None:
    ticks = drawn(spans={1: Span(date(2000, 1, 1), date(2100, 12, 31))}).ticks

    assert all(tick.year and not tick.month for tick in ticks)
    assert [tick.year for tick in ticks[:2]] == ["2000", "2010"]


SOON = (
    item("kort", date(2026, 12, 1), date(2026, 12, 31)),
    item("kwartaal", date(2027, 1, 1), date(2027, 3, 31)),
)
"""Four dates in four months."""
FOUR_MONTHS = Span(date(2026, 12, 1), date(2027, 3, 31))
START_OF_2027 = 1000 * 31 // 121


@pytest.mark.parametrize(
    ("start", "due", "bar"),
    [
        (
            date(2027, 1, 1),
            date(2099, 12, 31),
            Bar(START_OF_2027, SCALE, after="loopt tot 31/12/2099"),
        ),
        (
            date(2000, 2, 1),
            date(2026, 12, 31),
            Bar(0, START_OF_2027, before="loopt vanaf 01/02/2000"),
        ),
        (
            date(2000, 2, 1),
            date(2099, 12, 31),
            Bar(0, SCALE, "loopt vanaf 01/02/2000", "loopt tot 31/12/2099"),
        ),
        (
            date(2090, 5, 1),
            date(2099, 12, 31),
            Bar(SCALE, SCALE, after="van 01/05/2090 tot 31/12/2099"),
        ),
        (date(2000, 2, 1), date(2001, 3, 1), Bar(0, 0, before="van 01/02/2000 tot 01/03/2001")),
        (None, date(2099, 12, 31), Bar(SCALE, SCALE, after="einde 31/12/2099")),
        (date(2099, 12, 31), None, Bar(SCALE, SCALE, after="begin 31/12/2099")),
        (None, date(2000, 2, 1), Bar(0, 0, before="einde 01/02/2000")),
        (date(2027, 3, 31), date(2099, 1, 1), Bar(991, SCALE, after="loopt tot 01/01/2099")),
    ],
)
def test_far_dates_stand_in_words_at_the_border(
    start: date | None, due: date | None, bar: Bar
) -> None:
    found = drawn(*SOON, item("ver", start, due))

    assert found.span == FOUR_MONTHS
    assert [line.bar for line in found.phases[0].lines if line.item.title == "ver"] == [bar]
    assert found.goes_beyond and bar.goes_beyond and not bar.is_point
    assert bar.is_outside == (bar.left == bar.right)


def test_far_end_of_a_phase_stands_in_words_at_the_border() -> None:
    found = drawn(*SOON, spans={1: Span(date(2027, 1, 1), date(2099, 12, 31))})

    assert found.span == FOUR_MONTHS
    assert found.phases[0].bar == Bar(START_OF_2027, SCALE, after="loopt tot 31/12/2099")


def test_far_activities_leave_the_scale_to_the_phases() -> None:
    far = item("ver", date(2090, 1, 1), date(2099, 12, 31))

    found = drawn(far, spans=proposed(date(2027, 1, 1), 36, 3))

    assert found.span == Span(date(2027, 1, 1), date(2029, 12, 31))
    assert [part.bar and part.bar.goes_beyond for part in found.phases] == [False] * 3


@pytest.mark.parametrize(
    ("items", "span"),
    [
        ([item("één", None, date(2099, 12, 5))], Span(date(2099, 12, 1), date(2099, 12, 31))),
        (
            [item("lang", date(2027, 1, 1), date(2099, 12, 31))],
            Span(date(2027, 1, 1), date(2099, 12, 31)),
        ),
        (
            [item(str(year), None, date(year, 1, 1)) for year in (2000, 2030, 2060, 2099)],
            Span(date(2000, 1, 1), date(2099, 1, 31)),
        ),
        (
            [*SOON, item("vijf jaar", None, date(2032, 3, 31))],
            Span(date(2026, 12, 1), date(2032, 3, 31)),
        ),
    ],
    ids=["one date", "one bar", "all apart", "five years on"],
)
def test_dates_without_a_bulk_are_all_on_the_scale(items: list[GridItem], span: Span) -> None:
    found = drawn(*items)

    assert found.span == span
    assert not found.goes_beyond


LATER = [item("a", None, date(2090, 5, 5)), item("b", date(2090, 6, 1), date(2091, 5, 31))]
"""Three dates in thirteen months."""
SPLIT = [item("x", None, date(2027, 1, 9)), item("y", date(2027, 3, 1), date(2027, 5, 2)), *LATER]


@pytest.mark.parametrize(
    ("items", "today", "span"),
    [
        (SPLIT, date(2027, 1, 1), Span(date(2027, 1, 1), date(2027, 5, 31))),
        (SPLIT, date(2089, 1, 1), Span(date(2090, 5, 1), date(2091, 5, 31))),
        (
            [*SPLIT, item("z", None, date(2091, 6, 1))],
            date(2027, 1, 1),
            Span(date(2090, 5, 1), date(2091, 6, 30)),
        ),
        (
            [*LATER, item("p", None, date(2000, 1, 1)), item("q", None, date(2040, 1, 1))],
            date(2027, 1, 1),
            Span(date(2090, 5, 1), date(2091, 5, 31)),
        ),
    ],
    ids=["as many, today's", "as many, nearest to today", "most", "most, of three years"],
)
def test_dates_split_over_far_years_leave_the_scale_to_most_of_them(
    items: list[GridItem], today: date, span: Span
) -> None:
    found = drawn(*items, today=today)

    assert found.span == span
    for line in found.phases[0].lines:
        assert line.bar.goes_beyond == (line.span.last < span.first or line.span.first > span.last)


def test_a_day_over_five_years_on_is_beyond_the_scale() -> None:
    found = drawn(*SOON, item("later", None, date(2032, 4, 1)))

    assert found.span == FOUR_MONTHS
    assert found.phases[0].lines[-1].bar == Bar(SCALE, SCALE, after="einde 01/04/2032")


DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(
    st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), min_size=1, max_size=8),
    st.dictionaries(st.integers(1, 3), st.tuples(DAYS, DAYS).map(sorted)),
    DAYS,
)
def test_timeline_everything_is_on_the_scale(
    dates: list[tuple[date | None, date | None]], spans: dict[int, list[date]], today: date
) -> None:
    items = [
        item("x", *(sorted((start, due)) if start and due else (start, due)))
        for start, due in dates
    ]

    found = drawn(
        *items, spans={n: Span(first, last) for n, (first, last) in spans.items()}, today=today
    )

    bars = [line.bar for part in found.phases for line in part.lines]
    assert len(bars) + len(found.undated) == len(items)
    for bar in [*bars, *(part.bar for part in found.phases if part.bar)]:
        assert 0 <= bar.left <= bar.right <= SCALE
        assert bar.is_point or bar.is_outside or bar.right - bar.left >= THIN
    places = [tick.at for tick in found.ticks]
    assert places == sorted(set(places))
    assert len(places) <= MAX_TICKS + 2
    assert found.now is None or 0 <= found.now < SCALE
    assert not found.ticks or found.ticks[0].year


def test_milestones_stand_on_the_scale_by_day_and_beyond_it_in_words() -> None:
    milestones = {
        1: MilestoneValues("Einde", date(2099, 1, 1)),
        2: MilestoneValues("Akkoord", date(2027, 1, 1)),
        3: MilestoneValues("Start", date(2027, 1, 1)),
    }
    spans = {1: Span(date(2027, 1, 1), date(2027, 12, 31))}

    found = timeline(build_grid(bare_catalogue(), ()), spans, date(2027, 1, 2), milestones)

    assert [(one.row, one.title, one.is_past) for one in found.milestones] == [
        (2, "Mijlpaal: Akkoord", True),
        (3, "Mijlpaal: Start", True),
        (1, "Mijlpaal: Einde", False),
    ]
    assert found.milestones[0].bar.is_point and found.milestones[0].bar.left == 0
    assert found.milestones[2].bar.after == "op 01/01/2099"
    assert found.goes_beyond


def test_milestone_alone_gives_the_calendar_its_month() -> None:
    milestones = {1: MilestoneValues("Akkoord", date(2027, 3, 15))}

    found = timeline(build_grid(bare_catalogue(), ()), {}, date(2027, 1, 2), milestones)

    assert found.span == Span(date(2027, 3, 1), date(2027, 3, 31))
