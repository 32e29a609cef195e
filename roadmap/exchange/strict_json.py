"""A strict and bounded parser of JSON. Pure.

Python's own keeps the last of two equal names, accepts NaN, and lets a text hold a NUL, which
PostgreSQL cannot store.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from roadmap.exchange.errors import rejected, shown

MAX_CONTAINERS = 200_000
"""Lists and objects, counted by their opening brackets: in the largest document that can be
imported each takes more than forty bytes."""
MAX_MEMBERS = 400_000
"""Members of all objects together: each takes a line, so the largest document has fewer."""
MAX_MEMBERS_OF_ONE = 100
"""Members of one object: `phase_dates` can have 99."""
_NUL = re.compile(r"(?<!\\)(?:\\\\)*+\\u0000")
TOO_MUCH = "Dit bestand is dieper of groter opgebouwd dan een stappenplan kan zijn."


def parsed(data: bytes) -> Any:
    """The value of these bytes of JSON. Raises ImportRejected."""
    text = _decoded(data)
    if text.count("[") + text.count("{") > MAX_CONTAINERS:
        raise rejected(TOO_MUCH)
    if found := _NUL.search(text):
        before = shown(text[max(0, found.start() - 30) : found.start()])
        raise rejected(f"Na ‘{before}’ staat een teken dat niet bestaat. Verwijder het.")
    members = 0

    def built(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal members
        members += len(pairs)
        if members > MAX_MEMBERS or len(pairs) > MAX_MEMBERS_OF_ONE:
            raise rejected(TOO_MUCH)
        result = dict(pairs)
        if len(result) != len(pairs):
            twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
            raise rejected(f"Het veld ‘{shown(twice)}’ staat tweemaal in hetzelfde object.")
        return result

    try:
        return json.loads(
            text,
            object_pairs_hook=built,
            parse_int=_whole_number,
            parse_float=_whole_number,
            parse_constant=_whole_number,
        )
    except RecursionError as error:
        raise rejected(TOO_MUCH) from error
    except json.JSONDecodeError as error:
        raise rejected(
            "Dit is geen volledige JSON. Download het plan opnieuw en kies dat bestand.",
            f"regel {error.lineno}",
        ) from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise rejected(
            "Dit bestand is geen tekst in UTF-8. Download het plan opnieuw en kies dat bestand."
        ) from error


def _whole_number(text: str) -> int:
    if not text.removeprefix("-").isdecimal():
        raise rejected(f"‘{shown(text)}’ kan niet: een stappenplan bevat alleen gehele getallen.")
    if len(text) > 12:
        raise rejected(f"Het getal {text[:12]}… is te groot.")
    return int(text)
