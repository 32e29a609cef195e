"""Whose an activity is, by the member's name."""

from __future__ import annotations

from typing import Any

import pytest

from roadmap.domain.changes.undo import Reference
from roadmap.domain.plan.ownership import Member, ever_owned, is_of


@pytest.mark.parametrize(
    ("owner", "name", "expected"),
    [
        ("An Peeters", "An Peeters", True),
        (" an  PEETERS ", "An Peeters", True),
        ("Rene\u0301", "Ren\u00e9", True),
        ("An Peeters, Rik", "An Peeters", False),
        ("", "", False),
        ("An", "", False),
    ],
)
def test_item_is_of_the_member_with_the_owners_name(owner: str, name: str, expected: bool) -> None:
    assert is_of(owner, Member(1, name)) is expected


AN = Member(1, "An Peeters")


def edit(key: int, before: str | None, after: str | None, kind: str = "activity") -> dict[str, Any]:
    sides = ({"owner": side} if side is not None else None for side in (before, after))
    return {"kind": kind, "key": str(key), **dict(zip(("before", "after"), sides, strict=True))}


def test_activity_that_was_given_or_taken_was_once_theirs() -> None:
    acts = [
        [edit(1, "", "an peeters"), edit(2, "Rik", "Els")],
        [edit(3, "An Peeters", None)],
        [{"kind": "activity", "key": "4", "before": {"note": "An Peeters"}, "after": {"note": ""}}],
        Reference(2, True, {}, {}).as_json(),
    ]

    assert ever_owned(acts, AN) == {1, 3}
