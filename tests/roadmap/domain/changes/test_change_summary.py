"""What others did, in one line."""

from __future__ import annotations

import pytest

from roadmap.domain.changes.change_summary import LiveChanges, OthersAct, live_changes
from roadmap.domain.plan.state import PLAN, Edit, activity_ref

ROWS = [Edit(activity_ref(n), {"note": ""}, {"note": "x"}) for n in (1, 2)]
TITLE = Edit(PLAN, {"title": "A"}, {"title": "B"})


@pytest.mark.parametrize(
    ("acts", "text", "rows"),
    [
        ([], "", ()),
        ([("An", ROWS)], "An wijzigde 2 activiteiten", (1, 2)),
        ([("An", ROWS[:1]), ("An", ROWS[:1])], "An wijzigde 1 activiteit", (1,)),
        ([("An", ROWS), ("Rik", [TITLE])], "An en Rik wijzigden 2 activiteiten", (1, 2)),
        ([("An", []), ("Rik", []), ("Els", [])], "An en 2 anderen wijzigden het plan", ()),
        ([("iemand zonder naam", [TITLE])], "Iemand zonder naam wijzigde het plan", ()),
    ],
)
def test_line_says_who_and_how_much(
    acts: list[tuple[str, list[Edit]]], text: str, rows: tuple[int, ...]
) -> None:
    assert live_changes([OthersAct(*act) for act in acts]) == LiveChanges(text, rows)
