"""Codes on slips: letters and digits that are read without doubt. Pure; randomness comes in."""

from __future__ import annotations

import re
from collections.abc import Callable

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, and U, which a hand makes of V."""
LENGTH = 12
"""58 random bits."""
GROUP = 4


def made_code(choose: Callable[[str], str]) -> str:
    """A code as it is stored nowhere: 'K7MQ-2XWD-9RTB'. `choose` picks one sign at random."""
    return shown("".join(choose(SIGNS) for _ in range(LENGTH)))


def shown(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read_code(typed: str) -> str:
    """The code in one form, however it was typed: small letters, blanks, other dashes.

    '' for what can be no code.
    """
    code = re.sub(r"[\s\-\u2010-\u2015.]+", "", typed[:200]).upper()
    return shown(code) if re.fullmatch(f"[{SIGNS}]{{{LENGTH}}}", code) else ""
