"""JSON read as what it says and nothing else: no guessing, no surprise, no bomb. Pure.

Python's reader keeps the last of two equal names, takes NaN, and lets a text hold half a character
or a NUL, which no database keeps. All of that is refused here, before anything is built of it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from roadmap.exchange.errors import rejected, shown

MAX_DEPTH = 12
MAX_VALUES = 400_000
"""In one document: the largest that can be imported has fewer, as each takes a line of it."""
MAX_ITEMS = {"[": 1000, "{": 100}
"""Of one list (an activity has at most 500 links), and of one object (phases have 99 numbers)."""
_TEXT = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""Also one that the file breaks off: tried anew from each of its quotes, it would take hours."""
_ESCAPED_HALF = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
_SIGNS = re.compile(r"[\[\]{},]")


def parsed(data: bytes) -> Any:
    """The value that the bytes say. Raises ImportRejected."""
    text = _decoded(data)
    _refuse_bombs(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole_number,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise rejected(
            "Dit is geen volledige JSON. Download het plan opnieuw en kies dat bestand.",
            f"regel {line}" if line else "",
        ) from error
    if "\0" in text or _ESCAPED_HALF.search(text):
        _refuse_broken_texts(value)
    return value


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise rejected(
            "Dit bestand is geen tekst in UTF-8. Download het plan opnieuw en kies dat bestand."
        ) from error


def _refuse_bombs(text: str) -> None:
    """Counts values, in all and in each list and object, before anything is built of them."""
    values = 0
    room: list[int] = []
    """What each open list or object can still hold."""
    for sign in map(re.Match.group, _SIGNS.finditer(_TEXT.sub('""', text))):
        if sign in "]}":
            room[-1:] = []
            continue
        values += 1
        if sign in MAX_ITEMS:
            room.append(MAX_ITEMS[sign])
        elif room:
            room[-1] -= 1
        if len(room) > MAX_DEPTH or values > MAX_VALUES or room and room[-1] < 1:
            raise rejected(
                "Dit bestand is dieper of groter opgebouwd dan een stappenplan kan zijn."
            )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise rejected(f"Het veld ‘{shown(twice)}’ staat tweemaal in hetzelfde object.")
    return result


def _whole_number(digits: str) -> int:
    if len(digits) > 12:
        raise rejected(f"Het getal {digits[:12]}… is te groot.")
    return int(digits)


def _no_number(text: str) -> float:
    raise rejected(f"‘{shown(text)}’ kan niet: een stappenplan bevat alleen gehele getallen.")


def _refuse_broken_texts(value: Any) -> None:
    for text in _texts(value):
        if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
            raise rejected(
                f"De tekst ‘{shown(text)}’ bevat een teken dat niet bestaat. Verwijder het."
            )


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
