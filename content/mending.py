"""What the eye cannot see in a text that was typed or pasted, made ordinary. Pure."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
"""Beside '\\n': those of Word (a line, a page) and of Unicode."""
NO_BREAK_BLANKS = (
    "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
ZERO_WIDTH = "\xad\u200b\u2060\ufeff"
"""Places where a line may or may not break, and the mark at the start of a file. The joiners that
build emoji and shape letters stay."""
SYMBOLS = {"\uf02d": "–", "\uf0df": "←", "\uf0e0": "→", "\uf0e8": "→", "\uf0fc": "✓", "\uf0fe": "✓"}
BULLETS = "\uf0b7\uf0a7\uf0a8\uf0d8\uf06c\uf06e\uf071\uf076"
"""Of the fonts Symbol and Wingdings, as lists pasted from Word hold them."""


def _mended_characters() -> dict[str, str]:
    """What stands in the place of each character that the eye cannot see, or sees in one font."""
    mended = {
        chr(code): "" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"
    }
    for code in range(0x80, 0xA0):  # letters of Windows that were taken for those of the web
        mended[chr(code)] = bytes([code]).decode("cp1252", "ignore")
    mended |= dict.fromkeys(ZERO_WIDTH, "") | dict.fromkeys(NO_BREAK_BLANKS, " ")
    mended |= {"\x1e": "-"} | SYMBOLS | dict.fromkeys(BULLETS, "•") | dict.fromkeys(LINE_ENDS, "\n")
    return mended


MENDED = _mended_characters()
MENDABLE = re.compile(f"\r\n|[{re.escape(''.join(MENDED))}]")


def mended(text: str) -> str:
    """The text with ordinary line ends, blanks and bullets, without what nobody can see."""
    return MENDABLE.sub(lambda found: MENDED.get(found[0], "\n"), text)


def composed(text: str) -> str:
    """In NFC, so that a letter counts once however it was typed.

    The marks on a letter are put in order here, since Python takes the square of their number for
    it: seconds for a file full of them.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    apart = "".join(unicodedata.normalize("NFD", char) for char in text)
    runs = groupby(apart, key=lambda char: unicodedata.combining(char) > 0)
    ordered = "".join("".join(sorted(run, key=unicodedata.combining)) for _, run in runs)
    return unicodedata.normalize("NFC", ordered)
