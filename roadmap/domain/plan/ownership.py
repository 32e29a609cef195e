"""Whose an activity is. Pure.

An owner is a member's account, or a text that somebody typed, which is recognised by its name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roadmap.domain.plan.fields import ActivityValues, MemberName, fields_of
from roadmap.domain.plan.state import RefKind, State

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


def copied_by(state: State, account: int | None) -> State:
    """For a copy in which only this account is a member: the other owners are names."""

    def name(owner: str) -> str:
        is_theirs = isinstance(owner, MemberName) and owner.account == account
        return owner if is_theirs else str(owner)

    return state.with_owners(name)


def owned_by(state: State, member: MemberName | None) -> State:
    """The state in which the typed name of this member is the member."""
    if member is None:
        return state
    return state.with_owners(lambda owner: member if owner == str(member) else owner)


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
