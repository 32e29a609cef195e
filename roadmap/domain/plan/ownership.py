"""Whose an activity is. Pure.

An owner is a member's account, or a text that somebody typed, which is recognised by its name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from roadmap.domain.plan.fields import ActivityValues, Fields, MemberName, fields_of
from roadmap.domain.plan.state import Edit, RefKind, State

OWNER = fields_of(ActivityValues)["owner"]


class Owned(Protocol):
    """An activity, or what the history holds of one."""

    @property
    def owner(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part in a plan, under the name of their account ('' without one)."""

    user_id: int
    name: str


def is_of(item: Owned, member: Member) -> bool:
    """Whether this member sees to the item: by account, or under the name, in any capitals."""
    if isinstance(item.owner, MemberName):
        return item.owner.account == member.user_id
    return _folded(member.name) != "" and _folded(item.owner) == _folded(member.name)


def names_for(typed: Iterable[str], member: Member) -> list[str]:
    """Those of these typed names that stand for the member."""
    return [name for name in typed if is_of(_Side(name), member)]


def accounts_in(sides: Iterable[Fields | None]) -> set[int]:
    """The accounts of the owners in these fields."""
    owners = (side.get("owner") for side in sides if side)
    return {owner.account for owner in owners if isinstance(owner, MemberName)}


def accounts_of(state: State) -> set[int]:
    return accounts_in({"owner": row.owner} for row in state.activities.values())


def named_edit(edit: Edit, names: Mapping[int, str]) -> Edit:
    """The edit with these names of the owners' accounts."""
    before, after = (
        {**side, "owner": _named(side["owner"], names)} if side and "owner" in side else side
        for side in (edit.before, edit.after)
    )
    return Edit(edit.ref, before, after)


def named_state(state: State, names: Mapping[int, str]) -> State:
    """The state with these names of the owners' accounts."""
    return _with_owners(state, lambda owner: _named(owner, names))


def copied_by(state: State, account: int | None) -> State:
    """For a copy in which only this account is a member: the other owners are names."""
    return _with_owners(
        state,
        lambda owner: (
            owner if isinstance(owner, MemberName) and owner.account == account else str(owner)
        ),
    )


def owned_by(state: State, member: MemberName | None) -> State:
    """The state in which the typed name of this member is the member."""
    if member is None:
        return state
    return _with_owners(state, lambda owner: member if owner == str(member) else owner)


def _with_owners(state: State, change: Callable[[str], str]) -> State:
    rows = {key: replace(row, owner=change(row.owner)) for key, row in state.activities.items()}
    return replace(state, activities=rows)


def _named(owner: str, names: Mapping[int, str]) -> str:
    """The owner under the account's present name; '' when the account is no more."""
    if not isinstance(owner, MemberName):
        return owner
    return MemberName(owner.account, names[owner.account]) if owner.account in names else ""


@dataclass(frozen=True, slots=True)
class _Side:
    """An activity before or after an edit, as far as the history holds it."""

    owner: str


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
        if is_of(_Side(OWNER.from_json(side.get("owner", ""))), member)
    )


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
