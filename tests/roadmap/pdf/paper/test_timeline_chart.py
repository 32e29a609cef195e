"""A timeline on paper: sheets, places, what stands in a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from content.catalogue import Catalogue
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.overview.timeline import SCALE, ActivityLine, Bar, PhaseLines, timeline
from roadmap.domain.plan.phase_dates import Span
from roadmap.pdf.paper.timeline_chart import (
    CHART_PAPERS,
    HEAD,
    HEAD_LINES,
    LINE,
    ChartLine,
    chart_sheets,
)

TODAY = date(2027, 1, 16)
PAPER = CHART_PAPERS["a4"]
WIDTH, LINES = PAPER.width, PAPER.lines
SPANS = {1: Span(date(2027, 1, 1), date(2027, 1, 31))}


def items(catalogue: Catalogue, count: int, phase: int = 1) -> list[GridItem]:
    track = catalogue.tracks[-1].slug
    day = date(2027, 1, 1)
    return [
        GridItem(f"{n:03}", track, phase, n, start_date=day, due_date=day, late="3 dagen te laat")
        for n in range(count)
    ]


def test_chart_without_a_date_is_nothing(catalogue: Catalogue) -> None:
    grid = build_grid(catalogue, [GridItem("x", catalogue.tracks[0].slug, 1, 1)])

    assert chart_sheets(timeline(grid, {}, TODAY), PAPER) == ()


def test_chart_draws_on_the_scale_of_its_calendar(catalogue: Catalogue) -> None:
    (sheet,) = chart_sheets(
        timeline(build_grid(catalogue, items(catalogue, 1)), SPANS, TODAY), PAPER
    )

    phase, line, *others = sheet.lines
    assert (phase.x, phase.width) == (0, WIDTH)
    assert phase.is_phase and not line.is_phase
    assert isinstance(line.of, ActivityLine)
    assert [line.of.title, line.of.track.pillar.number, line.of.item.is_late] == ["000", 5, True]
    assert 0 < line.width < WIDTH / 20
    assert [one.top for one in sheet.lines] == [HEAD + LINE * n for n in range(6)]
    assert phase.top < phase.y < phase.middle < line.top
    assert all(one.of.span is None and one.of.bar is None and one.width == 0 for one in others)
    assert sheet.height == HEAD + LINE * 6


def test_chart_of_many_lines_takes_more_sheets_each_line_once(catalogue: Catalogue) -> None:
    grid = build_grid(catalogue, items(catalogue, 300))

    sheets = chart_sheets(timeline(grid, SPANS, TODAY), PAPER)

    assert all(len(sheet.lines) <= LINES for sheet in sheets)
    titles = [line.of.title for sheet in sheets for line in sheet.lines if not line.is_phase]
    assert titles == [f"{n:03}" for n in range(300)]


def test_chart_breaks_a_title_in_capitals_earlier(
    catalogue: Catalogue,
) -> None:
    title = "EEN TITEL DIE NIET OP ÉÉN REGEL PAST OMDAT"
    grid = build_grid(catalogue, [replace(items(catalogue, 1)[0], title=title)])

    (sheet,) = chart_sheets(timeline(grid, SPANS, TODAY), PAPER)

    assert sheet.lines[1].texts == (title, "(te\N{NO-BREAK SPACE}laat)")


def test_chart_gives_a_long_title_as_many_rows_as_it_needs(catalogue: Catalogue) -> None:
    title = "Een titel die niet op één regel past, omdat hij verder gaat dan de kolom breed is"
    first, second = (replace(one, late="") for one in items(catalogue, 2))
    grid = build_grid(catalogue, [replace(first, title=title), second])

    (sheet,) = chart_sheets(timeline(grid, SPANS, TODAY), PAPER)

    _, long, short, *_ = sheet.lines
    assert " ".join(long.texts) == title and len(long.texts) == 2
    assert short.top - long.top == 2 * LINE
    assert sheet.height == HEAD + LINE * 8


def test_chart_counts_the_rows_of_a_sheet(catalogue: Catalogue) -> None:
    long = [replace(one, title=f"{one.title} {'woord ' * 25}end") for one in items(catalogue, 12)]

    sheets = chart_sheets(timeline(build_grid(catalogue, long), SPANS, TODAY), PAPER)

    assert all(sheet.height <= HEAD + LINE * LINES for sheet in sheets)
    assert sum(len(sheet.lines) for sheet in sheets) == 12 + len(catalogue.phases)


def test_chart_leaves_room_for_the_title_above_the_first_sheet(catalogue: Catalogue) -> None:
    whole = timeline(build_grid(catalogue, items(catalogue, 60)), SPANS, TODAY)

    (first, *others), bare = (chart_sheets(whole, PAPER, with_head=head) for head in (True, False))

    rows = [len(sheet.lines) for sheet in (first, *others)]
    assert rows[0] <= LINES - HEAD_LINES
    assert max(rows[1:]) - rows[0] <= HEAD_LINES + 1
    assert sum(rows) == sum(len(sheet.lines) for sheet in bare)


def test_chart_sheets_are_equally_full(catalogue: Catalogue) -> None:
    grid = build_grid(catalogue, items(catalogue, LINES))

    first, second = chart_sheets(timeline(grid, SPANS, TODAY), PAPER)

    assert abs(len(first.lines) - len(second.lines)) <= 1


def test_chart_leaves_no_phase_alone_at_the_foot_of_a_sheet(catalogue: Catalogue) -> None:
    many = items(catalogue, 16) + items(catalogue, 12, phase=2)

    first, second = chart_sheets(timeline(build_grid(catalogue, many), SPANS, TODAY), PAPER)

    assert not first.lines[-1].is_phase
    assert second.lines[0].is_phase and second.lines[0].of.title.startswith("2.")


def test_chart_words_at_the_border_stand_beside_a_short_bar_and_on_a_long_one(
    catalogue: Catalogue,
) -> None:
    def line(bar: Bar) -> ChartLine:
        return ChartLine(PhaseLines("1", None, bar, catalogue.phases[0], ()), 0)

    (on,) = line(Bar(100, SCALE, after="tot 2099")).words
    (label,) = line(Bar(900, SCALE, after="tot 2099")).words
    (after_it,) = line(Bar(0, 100, before="vanaf 2000")).words
    first, last = line(Bar(0, SCALE, "vanaf 2000", "tot 2099")).words

    assert (on.text, on.x + on.width) == ("tot 2099", WIDTH)
    assert label.x + label.width == 122.4
    assert (after_it.text, after_it.x) == ("vanaf 2000", 13.6)
    assert (first.x, last.x + last.width) == (0, WIDTH)
    assert first.x <= first.arrow_x < first.text_x < first.x + first.width
    assert last.x < last.text_x < last.arrow_x < last.x + last.width
    assert line(Bar(0, SCALE)).words == ()
