"""The rules for texts, shared by forms and files: what they may contain and how to store them.

`line` and `note` take a text as it was typed, pasted or read, and the most characters that it may
have. They return it as stored: with invisible characters replaced (`mended`), trimmed and in NFC.
They raise InvalidText, in Dutch, for a text that cannot be stored. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
"""Line ends besides '\\n': of Word (line, page) and of Unicode."""
NO_BREAK_BLANKS = (
    "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
ZERO_WIDTH = "\xad\u200b\u2060\ufeff"
"""Places where a line may or may not break, and the mark at the start of a file. The joiners that
build emoji and shape letters stay."""
SYMBOLS = {"\uf02d": "–", "\uf0df": "←", "\uf0e0": "→", "\uf0e8": "→", "\uf0fc": "✓", "\uf0fe": "✓"}
BULLETS = "\uf0b7\uf0a7\uf0a8\uf0d8\uf06c\uf06e\uf071\uf076"
"""Of the fonts Symbol and Wingdings, as lists pasted from Word hold them."""
LONGEST_APART = 4
"""Characters that one composed character is written with at the most."""
FOREIGN = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]")
"""Halves of characters, characters of one font, and what Unicode says will never be a character."""
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0\U0001d159"
"""Characters that are letters or symbols in Unicode, but invisible."""
BEFORE = 30
"""Characters quoted before the one that is refused."""


def _mended_characters() -> dict[str, str]:
    """The replacement of each character that is invisible, or visible in one font only."""
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


class InvalidText(ValueError):
    """A text that cannot be stored."""


def mended(text: str) -> str:
    """The text with ordinary line ends, spaces and bullets, without invisible characters."""
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


def one_line(text: str, most: int) -> str:
    """The text mended, as one line of single blanks, in NFC; not yet checked."""
    return text if _is_far_too_long(text, most) else composed(" ".join(mended(text).split()))


def several_lines(text: str, most: int) -> str:
    """The text mended, as lines, in NFC; not yet checked. A line end counts as one character."""
    return text if _is_far_too_long(text, most) else composed(mended(text).strip())


def line(text: str, most: int) -> str:
    """One line of plain text; '' stays ''."""
    stored = one_line(text, most)
    _refuse_invalid(stored, most)
    if stored and not _shows(stored):
        raise InvalidText("Typ minstens één zichtbaar teken.")
    return stored


def note(text: str, most: int) -> str:
    """Several lines of plain text; one in which nothing can be seen is an empty one."""
    stored = several_lines(text, most)
    _refuse_invalid(stored, most)
    return stored if _shows(stored) else ""


def both_notes(held: str, typed: str) -> str:
    """One note after the other, with an empty line between; one that has all lines of the other in
    a row stands alone.
    """
    old, new = ([line.rstrip() for line in one.strip().splitlines()] for one in (held, typed))
    if _has_in_a_row(new, old):
        return typed
    return held if _has_in_a_row(old, new) else f"{held.rstrip()}\n\n{typed.lstrip()}"


def both_lines(held: str, typed: str) -> str:
    """Two texts on one line; one that has all words of the other in a row stands alone."""
    old, new = held.split(), typed.split()
    if _has_in_a_row(new, old):
        return typed
    return held if _has_in_a_row(old, new) else f"{' '.join(old)} / {' '.join(new)}"


def _has_in_a_row(parts: list[str], wanted: list[str]) -> bool:
    starts = range(len(parts) - len(wanted) + 1)
    return any(parts[start : start + len(wanted)] == wanted for start in starts)


def number(count: int) -> str:
    """A whole number as Dutch writes it: 2.000."""
    return f"{count:,}".replace(",", ".")


def _is_far_too_long(text: str, most: int) -> bool:
    """Whether it exceeds `most` in any composition, so that it can be refused without more work."""
    return len(text) > LONGEST_APART * most


def _refuse_invalid(text: str, most: int) -> None:
    """Raises InvalidText. It quotes the text before the character, which may be invisible."""
    if len(text) > most:
        raise InvalidText(
            f"Gebruik hoogstens {number(most)} tekens; dit zijn er {number(len(text))}."
        )
    if found := FOREIGN.search(text):
        before = text[max(0, found.start() - BEFORE) : found.start()].split("\n")[-1].strip()
        place = f"Na ‘{before}’ staat" if before else "Vooraan staat"
        raise InvalidText(
            f"{place} een teken dat anderen niet of anders zien (U+{ord(found[0]):04X}). "
            "Verwijder het, of typ in de plaats wat u bedoelt."
        )


def _shows(text: str) -> bool:
    """Whether the text has a visible character: a letter, number, sign or symbol.

    A combining mark alone does not count. A character that this Python's Unicode lacks may be
    one: emoji come every year.
    """
    return any(_is_visible(char) for char in text)


def _is_visible(char: str) -> bool:
    kind = unicodedata.category(char)
    if kind == "Cn":
        return "\U00010000" <= char < "\U000e0000"
    return kind[0] in "LNPS" and char not in BLANK_LETTERS
