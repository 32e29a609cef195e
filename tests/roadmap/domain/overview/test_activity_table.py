from __future__ import annotations

from datetime import date

import pytest

from roadmap.domain.overview.activity_table import activity_table
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.plan.fields import Status
from tests.roadmap.domain.overview.test_grid import bare_catalogue

pytestmark = pytest.mark.once

ITEMS = (
    GridItem("Één", "a", 2, 1, owner="bo", due_date=date(2027, 4, 1), status=Status.DONE),
    GridItem("Twee", "b1", 1, 1, owner="An", due_date=date(2027, 3, 1)),
    GridItem("drie", "b2", 3, 1, status=Status.DOING),
    GridItem("Eender", "b2", 3, 2, owner="An", due_date=date(2027, 3, 20)),
)
"""In the order of the grid."""


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", [0, 1, 2, 3]),
        ("niets", [0, 1, 2, 3]),
        ("activiteit", [2, 0, 3, 1]),
        ("-activiteit", [1, 3, 0, 2]),
        ("spoor", [0, 1, 2, 3]),
        ("-spoor", [3, 2, 1, 0]),
        ("fase", [1, 0, 2, 3]),
        ("trekker", [1, 3, 0, 2]),
        ("-trekker", [0, 1, 3, 2]),
        ("klaar", [1, 3, 0, 2]),
        ("-klaar", [0, 3, 1, 2]),
        ("status", [1, 3, 2, 0]),
    ],
)
def test_activity_table_is_sorted_and_empty_comes_last(sort: str, order: list[int]) -> None:
    table = activity_table(build_grid(bare_catalogue(), ITEMS), sort)

    assert [row.item.title for row in table.rows] == [ITEMS[number].title for number in order]


def test_activity_table_says_how_it_is_sorted_and_what_comes_next() -> None:
    columns = activity_table(build_grid(bare_catalogue(), ITEMS), "-trekker").columns

    assert [column.direction for column in columns].count("") == len(columns) - 1
    assert [(c.direction, c.next_sort) for c in columns if c.direction] == [
        ("descending", "trekker")
    ]
    rising = activity_table(build_grid(bare_catalogue(), ITEMS), "klaar").columns
    assert [c.next_sort for c in rising if c.direction] == ["-klaar"]
