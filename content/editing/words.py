"""Two texts word by word: what went, what came, what stayed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

MOST_WORDS = 2000
"""Above this a text is shown whole, before and after: comparing takes its square."""


@dataclass(frozen=True, slots=True)
class Words:
    """`how`: '' for what stayed, 'weg' or 'nieuw'."""

    text: str
    how: str = ""


def pieces_of(before: str, after: str) -> list[Words]:
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    if max(len(old), len(new)) > MOST_WORDS:
        return [p for p in (Words(before, "weg"), Words(after, "nieuw")) if p.text]
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Words("".join(old[a:b])))
            continue
        pieces += [Words("".join(old[a:b]), "weg")] * (b > a)
        pieces += [Words("".join(new[c:d]), "nieuw")] * (d > c)
    return pieces


def shown(value: Any) -> str:
    """A fixture's value as a text to compare."""
    if isinstance(value, dict):
        return " | ".join(map(str, value.values()))
    if isinstance(value, list):
        is_nested = any(isinstance(item, list | dict) or " " in str(item) for item in value)
        return ("\n" if is_nested else " ").join(map(shown, value))
    return str(value)
