"""Whose an activity is. Pure.

An owner is a member's account, or a text that somebody typed, which is recognised by its name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from roadmap.domain.plan.fields import ActivityValues, MemberName, fields_of
from roadmap.domain.plan.state import Edit, RefKind, State

OWNER = fields_of(ActivityValues)["owner"]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part in a plan, under the name of their account ('' without one)."""

    user_id: int
    name: str


def is_of(owner: str, member: Member) -> bool:
    """Whether this owner is the member: by account, or by the name, in any capitals."""
    if isinstance(owner, MemberName):
        return owner.account == member.user_id
    return _folded(member.name) != "" and _folded(owner) == _folded(member.name)


def with_owners(state: State, change: Callable[[str], str]) -> State:
    """The state with what becomes of each owner."""
    rows = {}
    for key, row in state.activities.items():
        owner = change(row.owner)
        rows[key] = row if owner is row.owner else replace(row, owner=owner)
    return replace(state, activities=rows)


def editwith_owners(edit: Edit, change: Callable[[str], str]) -> Edit:
    before, after = (
        {**side, "owner": change(side["owner"])} if side and "owner" in side else side
        for side in (edit.before, edit.after)
    )
    return Edit(edit.ref, before, after)


def copied_by(state: State, account: int | None) -> State:
    """For a copy in which only this account is a member: the other owners are names."""
    return with_owners(
        state,
        lambda owner: (
            owner if isinstance(owner, MemberName) and owner.account == account else str(owner)
        ),
    )


def owned_by(state: State, member: MemberName | None) -> State:
    """The state in which the typed name of this member is the member."""
    if member is None:
        return state
    return with_owners(state, lambda owner: member if owner == str(member) else owner)


def once_of(acts: Iterable[Sequence[Mapping[str, Any]]], member: Member) -> frozenset[int]:
    """The ids of the activities that these acts gave to the member or took away.

    `acts`: edits as they are stored, in any order. An act that takes another back is stored as a
    reference to it and adds nothing. The member's calendar may still show what another has now.
    """
    return frozenset(
        int(edit["key"])
        for edits in acts
        for edit in edits
        if edit["kind"] == RefKind.ACTIVITY
        for side in (edit["before"] or {}, edit["after"] or {})
        if is_of(OWNER.from_json(side.get("owner", "")), member)
    )


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
