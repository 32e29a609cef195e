"""Which member owns an activity. Pure.

An owner is a member's account or a typed name; a typed name is compared with the member's.
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
    """A member of a plan, with the name of the account ('' when it has none)."""

    user_id: int
    name: str


def is_of(owner: str, member: Member) -> bool:
    """Whether this owner is the member: the same account, or the same name in any case."""
    if isinstance(owner, MemberName):
        return owner.account == member.user_id
    return _folded(member.name) != "" and _folded(owner) == _folded(member.name)


def copied_by(state: State, account: int | None) -> State:
    """The state for a copy with this account as its only member: other owners become names."""

    def name(owner: str) -> str:
        is_theirs = isinstance(owner, MemberName) and owner.account == account
        return owner if is_theirs else str(owner)

    return state.with_owners(name)


def owned_by(state: State, member: MemberName | None) -> State:
    """The state with the member as owner wherever the member's name was typed."""
    if member is None:
        return state
    return state.with_owners(lambda owner: member if owner == str(member) else owner)


def ever_owned(acts: Iterable[Sequence[Mapping[str, Any]]], member: Member) -> frozenset[int]:
    """The ids of activities that had the member as owner: a calendar may still show them.

    `acts`: stored edits, in any order. Acts that are stored as a reference add nothing.
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
