"""A grid on sheets of paper: letters that fit, sheets equally full, every activity once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from content.catalogue import Catalogue
from roadmap.domain.overview.grid import Grid, GridItem, build_grid
from roadmap.domain.plan.fields import ActivityValues, Status
from roadmap.pdf.paper.grid_scale import (
    A1,
    A2,
    A3,
    A4,
    SIZES,
    SMALLEST,
    PrintedItem,
    Scale,
    Sheet,
    grid_sheets,
    head_height,
    printed_rows,
)

TODAY = date(2027, 3, 15)
HEAD = 20.0


def ready(catalogue: Catalogue, profile: str) -> Grid:
    return build_grid(catalogue, map(GridItem.of_catalogue, catalogue.activities_of(profile)))


def many(catalogue: Catalogue, count: int, title: str = "Een eigen activiteit") -> Grid:
    tracks = [track.slug for track in catalogue.tracks]
    items = [
        GridItem(f"{title} {n}", tracks[n % len(tracks)], n % 5 + 1, n, status=Status.DOING)
        for n in range(count)
    ]
    return build_grid(catalogue, items)


@pytest.mark.parametrize("sheet", [A4, A3, A2, A1], ids=["a4", "a3", "a2", "a1"])
def test_every_ready_plan_is_one_sheet(catalogue: Catalogue, sheet: Sheet) -> None:
    for profile in catalogue.profiles:
        assert len(grid_sheets(ready(catalogue, profile.slug), sheet, HEAD).sheets) == 1


@pytest.mark.parametrize("sheet", [A4, A3, A2, A1], ids=["a4", "a3", "a2", "a1"])
@pytest.mark.parametrize("count", [81, 110, 300])
def test_sheets_hold_every_activity_once_and_are_none_of_them_near_empty(
    catalogue: Catalogue, sheet: Sheet, count: int
) -> None:
    grid = many(catalogue, count)

    found = grid_sheets(grid, sheet, HEAD)

    titles = [i.title for rows in found.sheets for r in rows for c in r.cells for i in c]
    assert sorted(titles) == sorted(item.title for *_, item in grid.placed)
    room, scale = sheet.height - HEAD, Scale(sheet, found.rank)
    for rows in found.sheets:
        assert room / 3 < sum(map(scale.row, rows)) <= room


def test_cell_taller_than_a_sheet_goes_on_where_it_was_cut(catalogue: Catalogue) -> None:
    track = catalogue.tracks[0].slug
    grid = build_grid(catalogue, [GridItem(f"{n:03}", track, 1, n) for n in range(200)])

    found = grid_sheets(grid, A4, HEAD)

    cut = [row.cells[0] for rows in found.sheets for row in rows if row.cells[0]]
    assert len(cut) > 1
    assert [item.title for part in cut for item in part] == [f"{n:03}" for n in range(200)]


def test_no_letter_on_any_paper_is_too_small_to_read() -> None:
    for sheet in (A4, A3, A2, A1):
        assert min(SIZES[rank] * sheet.zoom for rank in sheet.ranks) >= SMALLEST


def test_title_above_the_grid_leaves_less_room(catalogue: Catalogue) -> None:
    short, long = (head_height([(title, 15.0)], A4) for title in ("Plan", "W" * 120))

    assert short < long
    assert head_height([("", 15.0)], A4) < short


def test_plan_that_rests_shows_titles_alone(catalogue: Catalogue) -> None:
    grid = ready(catalogue, "expert")

    rows = printed_rows(grid)

    assert {item.state for row in rows for cell in row.cells for item in cell} == {""}


def test_state_tells_status_lateness_and_date(catalogue: Catalogue) -> None:
    values = ActivityValues("x", catalogue.tracks[0].slug, 1, 1, due_date=date(2027, 3, 12))
    items = [GridItem.on(TODAY, one) for one in (values, replace(values, status=Status.DONE))]

    (row, *_) = printed_rows(build_grid(catalogue, items))

    assert row.cells[0] == (
        PrintedItem("x", "late", "Niet gestart · 3 dagen te laat · 12\xa0mrt\xa02027"),
        PrintedItem("x", "done", "Klaar · 12\xa0mrt\xa02027"),
    )
