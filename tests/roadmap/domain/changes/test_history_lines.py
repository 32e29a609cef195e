from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from content.catalogue import Catalogue
from roadmap.domain.changes.history_lines import history_lines
from roadmap.domain.plan.fields import ActivityValues, Status
from roadmap.domain.plan.state import PLAN, Edit, activity_ref, inverse
from roadmap.domain.plan.wording import Wording
from tests.roadmap.domain.overview.test_grid import bare_catalogue

pytestmark = pytest.mark.once

TITLES = {activity_ref(1): "Eén", activity_ref(2): "Twee"}
CATALOGUE: Catalogue = bare_catalogue()
MARCH, JUNE = date(2027, 3, 1), date(2027, 6, 1)


def both(before: dict[str, Any], after: dict[str, Any], **second: Any) -> list[Edit]:
    """Two activities that get `after`; `second`: what is other in the second one's `before`."""
    return [
        Edit(activity_ref(1), before, after),
        Edit(activity_ref(2), {**before, **second}, after),
    ]


def text_of(edits: list[Edit]) -> str:
    return "; ".join(line.text for line in history_lines(edits, TITLES, Wording(CATALOGUE)))


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        (both({"owner": ""}, {"owner": "An"}), "2 activiteiten: trekker An"),
        (both({"owner": "Bo"}, {"owner": ""}), "2 activiteiten: trekker leeg"),
        (
            both({"due_date": None, "status": "todo"}, {"due_date": MARCH, "status": Status.DONE}),
            "2 activiteiten: klaar tegen 1 maart 2027, status Klaar",
        ),
        (
            both({"phase": 1, "track": "a", "order": 1}, {"phase": 2, "track": "a", "order": 3}),
            "2 activiteiten: fase 2",
        ),
        (
            [
                *both({"owner": ""}, {"owner": "An", "status": Status.DONE}, status="todo")[1:],
                Edit(activity_ref(1), {"owner": ""}, {"owner": "An"}),
            ],
            "2 activiteiten: trekker An, status Klaar (bij 1)",
        ),
        (
            [
                Edit(activity_ref(1), {"start_date": MARCH}, {"start_date": date(2027, 3, 15)}),
                Edit(activity_ref(2), {"start_date": JUNE}, {"start_date": date(2027, 6, 15)}),
            ],
            "2 activiteiten: begin 2 weken later",
        ),
        (
            [
                Edit(activity_ref(1), {"start_date": MARCH}, {"start_date": date(2027, 3, 2)}),
                Edit(activity_ref(2), {"due_date": JUNE}, {"due_date": date(2027, 6, 2)}),
            ],
            "2 activiteiten: begin 2 maart 2027 (bij 1), klaar tegen 2 juni 2027 (bij 1)",
        ),
        (
            [
                Edit(activity_ref(1), {"due_date": JUNE}, {"due_date": date(2027, 5, 31)}),
                Edit(activity_ref(2), {"due_date": MARCH}, {"due_date": date(2027, 2, 28)}),
            ],
            "2 activiteiten: klaar tegen 1 dag vroeger",
        ),
        (
            list(inverse(both({"owner": "An"}, {"owner": "Bo"}, owner="Cis"))),
            "2 activiteiten: trekker gewijzigd",
        ),
    ],
)
def test_history_lines_sum_up_what_was_done_alike(edits: list[Edit], text: str) -> None:
    assert text_of(edits) == text


def test_history_lines_sum_up_what_went_out_and_name_each() -> None:
    row = ActivityValues("Eén", "a", 1, 1)
    edits = [Edit.removed(activity_ref(number), row) for number in (1, 2)]

    [line] = history_lines(edits, TITLES, Wording(CATALOGUE))

    assert line.text == "2 activiteiten verwijderd"
    assert [part.text for part in line.parts] == ["‘Eén’ verwijderd", "‘Twee’ verwijderd"]


@pytest.mark.parametrize(
    "edits",
    [
        both({"note": ""}, {"note": "Nota"}),
        both({"phase": 1, "track": "a", "order": 1}, {"phase": 1, "track": "a", "order": 2}),
        both({"phase": 1, "track": "a", "order": 1}, {"phase": 1, "track": "b1", "order": 1}),
        both({"phase": 1, "track": "a", "order": 1}, {"phase": 2, "track": "b1", "order": 1}),
        [
            Edit(activity_ref(1), {"owner": ""}, {"owner": "An"}),
            Edit(activity_ref(2), {"due_date": None}, {"due_date": MARCH}),
        ],
        [*both({"owner": ""}, {"owner": "An"}), Edit(PLAN, {"title": "A"}, {"title": "B"})],
        [
            *both({"owner": ""}, {"owner": "An"})[:1],
            Edit.removed(activity_ref(2), ActivityValues("T", "a", 1, 1)),
        ],
    ],
)
def test_history_lines_of_an_act_that_did_various_things_name_each(edits: list[Edit]) -> None:
    assert "activiteiten" not in text_of(edits)
