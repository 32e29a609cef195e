"""Codes on slips, of letters and digits that are not mistaken for each other. Pure."""

from __future__ import annotations

import re
from hashlib import sha256

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, and without U, which looks like a handwritten V."""
LENGTH = 12
"""58 random bits."""
GROUP = 4


def codes_of(key: str, number: int) -> list[str]:
    """So many different codes, as 'K7MQ-2XWD-9RTB', derived from this random key.

    The same ones each time; without the key, one code does not reveal another.
    """
    codes: dict[str, None] = {}
    place = 0
    while len(codes) < number:
        codes[_code_at(key, place)] = None
        place += 1
    return list(codes)


def _code_at(key: str, place: int) -> str:
    rest, signs = int.from_bytes(sha256(f"code|{key}|{place}".encode()).digest()), ""
    for _ in range(LENGTH):
        rest, sign = divmod(rest, len(SIGNS))
        signs += SIGNS[sign]
    return shown(signs)


def shown(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read_code(typed: str) -> str:
    """The code in one form, however it was typed: small letters, blanks, other dashes.

    '' for what can be no code.
    """
    code = re.sub(r"[\s\-\u2010-\u2015.]+", "", typed[:200]).upper()
    return shown(code) if re.fullmatch(f"[{SIGNS}]{{{LENGTH}}}", code) else ""
