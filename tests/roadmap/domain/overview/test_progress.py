from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.overview.progress import (
    StatusCounts,
    progress_of,
    status_counts,
)
from roadmap.domain.plan.fields import Status
from roadmap.domain.plan.phase_dates import Span
from tests.roadmap.domain.overview.test_grid import bare_catalogue

TODAY = date(2027, 2, 28)


def item(
    title: str, due: date | None = None, status: Status = Status.TODO, **more: str
) -> GridItem:
    return GridItem(title, more.get("track", "a"), 1, 1, due_date=due, status=status)


@pytest.mark.parametrize(
    ("done", "total", "percent", "label"),
    [
        (0, 0, 0, "0 %"),
        (0, 53, 0, "0 %"),
        (1, 53, 1, "1 %"),
        (1, 300, 0, "minder dan 1 %"),
        (2, 3, 66, "66 %"),
        (52, 53, 98, "98 %"),
        (299, 300, 99, "99 %"),
        (53, 53, 100, "100 %"),
    ],
)
def test_percent_is_rounded_down(done: int, total: int, percent: int, label: str) -> None:
    counted = StatusCounts(todo=total - done, done=done)

    assert counted.percent == percent
    assert counted.percent_label == label


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_percent_says_all_only_of_all_and_nothing_only_of_nothing(
    todo: int, doing: int, done: int
) -> None:
    counted = StatusCounts(todo, doing, done)

    assert (counted.percent == 100) == (done == counted.total > 0)
    assert (counted.percent_label == "0 %") == (done == 0)


def test_status_counts_count_each_status() -> None:
    items = [item("x"), item("x", status=Status.DOING), item("x", status=Status.DONE), item("x")]

    assert status_counts(items) == StatusCounts(todo=2, doing=1, done=1)


def test_standing_counts_whole_pillars_and_phases() -> None:
    items = [
        GridItem("1", "a", 1, 1, status=Status.DONE),
        GridItem("2", "b1", 1, 1),
        GridItem("3", "b2", 3, 1, status=Status.DOING),
    ]

    found = progress_of(build_grid(bare_catalogue(), items), TODAY)

    assert found.whole == StatusCounts(1, 1, 1)
    assert [(p.slug, t) for p, t in found.pillars] == [
        ("a", StatusCounts(done=1)),
        ("b", StatusCounts(1, 1, 0)),
    ]
    assert [t for _, t in found.phases] == [
        StatusCounts(todo=1, done=1),
        StatusCounts(),
        StatusCounts(doing=1),
    ]


@pytest.mark.parametrize(
    ("days", "overdue", "soon", "when"),
    [
        (-400, True, False, "400 dagen te laat"),
        (-2, True, False, "2 dagen te laat"),
        (-1, True, False, "1 dag te laat"),
        (0, False, True, "vandaag"),
        (1, False, True, "morgen"),
        (2, False, True, "over 2 dagen"),
        (30, False, True, "over 30 dagen"),
        (31, False, False, ""),
    ],
)
def test_standing_late_and_due_soon(days: int, overdue: bool, soon: bool, when: str) -> None:
    grid = build_grid(bare_catalogue(), [item("x", TODAY + timedelta(days=days))])

    found = progress_of(grid, TODAY)

    assert (len(found.overdue), len(found.due_soon)) == (overdue, soon)
    assert [due.when for due in (*found.overdue, *found.due_soon)] == ([when] if when else [])


def test_standing_what_is_done_is_not_late() -> None:
    grid = build_grid(bare_catalogue(), [item("x", date(2026, 1, 1), Status.DONE)])

    assert not progress_of(grid, TODAY).overdue and not progress_of(grid, TODAY).upcoming


def test_standing_by_date_then_in_reading_order() -> None:
    items = [
        item("later", date(2027, 3, 20)),
        item("onder", date(2027, 3, 1), track="b2"),
        item("boven", date(2027, 3, 1), Status.DOING),
        item("oud", date(2026, 5, 1), track="b1"),
        item("jong", date(2027, 2, 1)),
    ]

    found = progress_of(build_grid(bare_catalogue(), items), TODAY)

    assert [due.item.title for due in found.overdue] == ["oud", "jong"]
    assert [due.item.title for due in found.due_soon] == ["boven", "onder", "later"]
    assert found.upcoming == found.due_soon[0]


@given(
    st.lists(
        st.builds(
            GridItem,
            title=st.just("x"),
            track=st.sampled_from(["a", "b1", "b2"]),
            phase=st.integers(1, 3),
            order=st.just(1),
            status=st.sampled_from(Status),
            due_date=st.none() | st.dates(date(2026, 12, 1), date(2027, 5, 1)),
        )
    )
)
def test_standing_parts_add_up_to_the_whole(items: list[GridItem]) -> None:
    found = progress_of(build_grid(bare_catalogue(), items), TODAY)

    for parts in (found.pillars, found.phases):
        assert sum(t.total for _, t in parts) == found.whole.total == len(items)
        assert sum(t.done for _, t in parts) == found.whole.done
    assert all(not due.item.is_done for due in (*found.overdue, *found.due_soon))
    late = [i for i in items if i.due_date and i.due_date < TODAY and not i.is_done]
    assert len(found.overdue) == len(late)


@pytest.mark.parametrize(
    ("due", "status", "late", "remark"),
    [
        (None, Status.TODO, "", ""),
        (date(2027, 2, 1), Status.DOING, "27 dagen te laat", ""),
        (date(2027, 3, 1), Status.TODO, "", ""),
        (date(2027, 3, 2), Status.TODO, "", "later dan het einde van fase 1 (01/03/2027)"),
        (date(2027, 3, 2), Status.DONE, "", ""),
    ],
)
def test_card_states_what_is_late_or_past_its_phase(
    due: date | None, status: Status, late: str, remark: str
) -> None:
    spans = {1: Span(date(2027, 1, 1), date(2027, 3, 1))}

    shown = GridItem.on(TODAY, item("x", due, status), spans)

    assert (shown.late, shown.remark) == (late, remark)


def test_shares_of_a_bar_are_widths() -> None:
    counts = StatusCounts(todo=1, doing=1, done=1)

    assert (counts.done_share, counts.begun_share) == ("33.3%", "66.7%")
    assert StatusCounts().begun_share == "0%"
