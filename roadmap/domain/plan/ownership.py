"""Whose an activity is. Pure.

An owner is a text that somebody typed; a member is recognised by their name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from roadmap.domain.plan.state import RefKind


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
    """Whether this member sees to the item: its owner is the member's name, in any capitals."""
    return _folded(member.name) != "" and _folded(item.owner) == _folded(member.name)


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
        if is_of(_Side(side.get("owner", "")), member)
    )


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
