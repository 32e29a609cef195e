"""What a text may hold and how it is stored: one set of rules for forms and files. Pure.

`line` and `note` take a text as it was typed, pasted or read, and the most characters that it may
have. They return it as it is stored: mended, trimmed and in NFC. They raise InvalidText, in Dutch,
for what cannot be mended.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from content.mending import composed, mended
from roadmap.domain.plan.limits import FIRST_YEAR, LAST_YEAR, MAX_NOTE

LONGEST_APART = 4
"""Characters that one composed character is written with at the most."""
FOREIGN = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]")
"""Halves of characters, characters of one font, and what Unicode says will never be a character."""
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0\U0001d159"
"""Letters and symbols by their category that show nothing."""
BEFORE = 30
"""Characters quoted before the one that is refused."""


class InvalidText(ValueError):
    """A text that cannot be stored."""


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


def note(text: str, most: int = MAX_NOTE) -> str:
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


def day(text: str) -> str:
    """A day as '2027-02-28', no other way."""
    is_whole = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
    try:
        if is_whole and FIRST_YEAR <= date.fromisoformat(text).year <= LAST_YEAR:
            return text
    except ValueError:
        pass
    raise InvalidText(
        f"Geef een bestaande datum tussen {FIRST_YEAR} en {LAST_YEAR}, zoals 2027-02-28."
    )


def number(count: int) -> str:
    """A whole number as Dutch writes it: 2.000."""
    return f"{count:,}".replace(",", ".")


def _is_far_too_long(text: str, most: int) -> bool:
    """Whether it is so, however it is composed: then it costs nothing more than its refusal."""
    return len(text) > LONGEST_APART * most


def _refuse_invalid(text: str, most: int) -> None:
    """Names a character's place by the text before it: itself it shows nothing, or a box."""
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
    """Whether something in it can be seen: a letter, number, sign or symbol.

    A mark alone hangs in the air. A character that this Python's Unicode does not know may well be
    one: emoji come every year.
    """
    return any(_is_visible(char) for char in text)


def _is_visible(char: str) -> bool:
    kind = unicodedata.category(char)
    if kind == "Cn":
        return "\U00010000" <= char < "\U000e0000"
    return kind[0] in "LNPS" and char not in BLANK_LETTERS
