"""A plan on one page: what comes, and how lists are cut."""

from __future__ import annotations

from datetime import date

from content.catalogue import Catalogue
from roadmap.domain.changes.change_summary import ChangeSummary
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.overview.overview import Overview
from roadmap.domain.plan.fields import PlanValues, Status
from roadmap.domain.plan.phase_dates import Span, Spans
from roadmap.pdf.summary import (
    MAX_NEEDED,
    ROOM,
    Upcoming,
    excerpt,
    fitting,
    summary_of,
    upcoming,
)

TODAY = date(2027, 3, 1)
UNTIL = date(2027, 6, 1)


def item(title: str, **fields: object) -> GridItem:
    return GridItem(title, fields.pop("track"), 1, 1, **fields)  # type: ignore[arg-type]


def overview(catalogue: Catalogue, items: list[GridItem], spans: Spans) -> Overview:
    plan = PlanValues("Plan", phase_dates=spans)
    return Overview(catalogue, plan, build_grid(catalogue, items), "", 1, TODAY)


def test_coming_tells_what_begins_and_falls_due_by_day(catalogue: Catalogue) -> None:
    track = catalogue.tracks[0].slug
    items = [
        item("Vandaag", track=track, due_date=TODAY, owner="An"),
        item("Laatste dag", track=track, due_date=UNTIL, status=Status.DOING),
        item("Te ver", track=track, due_date=date(2027, 6, 2)),
        item("Te laat", track=track, due_date=date(2027, 2, 28)),
        item("Klaar", track=track, start_date=TODAY, due_date=UNTIL, status=Status.DONE),
        item("Bezig", track=track, start_date=date(2027, 4, 1), status=Status.DOING),
        item("Begint", track=track, start_date=date(2027, 4, 1), due_date=date(2027, 7, 1)),
    ]
    spans = {1: Span(date(2027, 1, 1), TODAY), 2: Span(date(2027, 4, 1), UNTIL)}

    found = list(upcoming(overview(catalogue, items, spans), UNTIL))

    phase = catalogue.phase_by_number[2]
    assert found == [
        Upcoming(TODAY, "klaar tegen", "Vandaag", "An"),
        Upcoming(date(2027, 4, 1), "fase begint", f"2. {phase.name}"),
        Upcoming(date(2027, 4, 1), "begint", "Begint", "nog niemand"),
        Upcoming(UNTIL, "klaar tegen", "Laatste dag", "nog niemand"),
    ]


def test_some_says_how_many_are_left_out() -> None:
    assert excerpt("abc", 3).more == 0
    cut = excerpt("abcde", 3)
    assert (cut.lines, cut.total, cut.more) == (("a", "b", "c"), 5, 2)


def test_summary_cuts_its_lists_and_puts_the_most_hours_first(catalogue: Catalogue) -> None:
    items = [
        GridItem(f"{n}", track.slug, 1, n, due_date=date(2027, 2 + n % 2, 20))
        for n in range(30)
        for track in catalogue.tracks
    ]
    whole = overview(catalogue, items, {})
    news = [ChangeSummary(f"{n} activiteiten klaar") for n in range(9)]

    result = summary_of(whole, news, TODAY)

    assert result.until == UNTIL
    assert len(result.late.lines) == int(ROOM / 2 / 1.4)
    assert len(result.coming.lines) == int((ROOM - len(result.late.lines) * 1.4) / 1.4)
    assert result.late.total == result.coming.total == 105
    assert result.changes.more == 3
    hours = [line.hours for line in result.needed.lines]
    assert len(hours) == MAX_NEEDED
    assert hours == sorted((line.hours for line in whole.effort.roles), reverse=True)[:MAX_NEEDED]


def test_summary_gives_the_room_of_the_one_table_to_the_other(catalogue: Catalogue) -> None:
    late = [
        item(f"{n}", track=catalogue.tracks[0].slug, due_date=date(2027, 2, 1)) for n in range(30)
    ]

    alone = summary_of(overview(catalogue, late, {}), [], TODAY).late

    assert len(alone.lines) == int(ROOM / 1.4)


def test_summary_shows_long_titles_whole_and_fewer_of_them(catalogue: Catalogue) -> None:
    long = "Een activiteit met een titel die wat langer is dan de kolom breed is " * 2
    titles = [long, *(f"{n}" for n in range(20))]
    items = [
        item(title, track=catalogue.tracks[0].slug, due_date=date(2027, 2, n))
        for n, title in enumerate(titles, 1)
    ]

    lines = summary_of(overview(catalogue, items, {}), [], TODAY).late.lines

    assert lines[0].title == long
    assert len(lines) < int(ROOM / 1.4)


def test_title_that_no_page_has_room_for_is_cut_and_says_so() -> None:
    (line,) = fitting([Upcoming(TODAY, "begint", "W" * 200, "M" * 120)], 4.8).lines

    assert line.title.endswith("…") and line.owner.endswith("…")
