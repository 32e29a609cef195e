"""What others did, in one line."""

from __future__ import annotations

import pytest

from roadmap.domain.changes.change_summary import LiveChanges, OthersAct, live_changes
from roadmap.domain.plan.state import PLAN, Ref, activity_ref

ROWS = [activity_ref(n) for n in (1, 2)]


@pytest.mark.parametrize(
    ("acts", "text", "rows"),
    [
        ([], "", ()),
        ([("An", ROWS)], "An wijzigde 2 activiteiten", (1, 2)),
        ([("An", ROWS[:1]), ("An", ROWS[:1])], "An wijzigde 1 activiteit", (1,)),
        ([("An", ROWS), ("Rik", [PLAN])], "An en Rik wijzigden 2 activiteiten", (1, 2)),
        ([("An", []), ("Rik", []), ("Els", [])], "An en 2 anderen wijzigden het plan", ()),
        ([("iemand zonder naam", [PLAN])], "Iemand zonder naam wijzigde het plan", ()),
    ],
)
def test_line_says_who_and_how_much(
    acts: list[tuple[str, list[Ref]]], text: str, rows: tuple[int, ...]
) -> None:
    assert live_changes([OthersAct(*act) for act in acts]) == LiveChanges(text, rows)
