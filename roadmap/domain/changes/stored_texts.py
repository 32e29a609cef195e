"""A restore stores no long text twice: it refers to an earlier act that holds the text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from roadmap.domain.plan.state import RefKind

StoredEdits = Sequence[Mapping[str, Any]]
Text = tuple[str, str, str, str]
"""Kind and key of a thing, name of a field, and the value as text."""

EMPTY: Mapping[str, Any] = {"note": "", "steps": [], "links": []}
LONG = 64
"""Texts of at least so many characters are stored as a reference."""
TEXT_OF = "text_of"
"""The key of a reference, whose value is an act's number and a side ('before' or 'after')."""


def with_references(
    edits: StoredEdits, acts: Iterable[tuple[int, StoredEdits]]
) -> list[dict[str, Any]]:
    """The edits, with a reference in place of each long text that one of the acts holds.

    `acts`: numbers and stored edits; iterated only as far as needed.
    """
    wanted = {text for text, *_ in _texts(edits) if len(text[-1]) >= LONG}
    found: dict[Text, tuple[int, str]] = {}
    for number, stored in acts if wanted else ():
        held = {text: (number, side) for text, side, _ in _texts(stored) if text in wanted}
        found = held | found
        if len(found) == len(wanted):
            break
    short = deepcopy([dict(edit) for edit in edits])
    for text, _, fields in _texts(short):
        if text in found:
            fields[text[2]] = {TEXT_OF: found[text]}
    return short


def with_texts(edits: StoredEdits, acts: Mapping[int, StoredEdits]) -> StoredEdits:
    """The inverse of `with_references`; `acts`: those that the edits refer to, by number.

    A text becomes empty when compaction emptied its act between the two reads.
    """
    whole = deepcopy([dict(edit) for edit in edits])
    for (kind, key, name, _), _, fields in _texts(whole):
        if isinstance(fields[name], dict):
            number, side = fields[name][TEXT_OF]
            held = [e[side] for e in acts.get(number, ()) if (e["kind"], e["key"]) == (kind, key)]
            fields[name] = held[0][name] if held else EMPTY[name]
    return whole


def referred_acts(edits: StoredEdits) -> set[int]:
    """The numbers of the acts that these edits refer to for a text."""
    values = [fields[text[2]] for text, _, fields in _texts(edits)]
    return {value[TEXT_OF][0] for value in values if isinstance(value, dict)}


def _texts(edits: StoredEdits) -> Iterator[tuple[Text, str, dict[str, Any]]]:
    """Each text that is not empty, with its side and the fields of that side."""
    for edit in edits:
        if edit["kind"] in (RefKind.ACTIVITY, RefKind.FACTOR):
            for side in ("before", "after"):
                fields = edit[side] or {}
                for name in EMPTY:
                    if value := fields.get(name):
                        yield (edit["kind"], edit["key"], name, str(value)), side, fields
