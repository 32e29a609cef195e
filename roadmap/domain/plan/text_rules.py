"""What a text may hold and how it is kept: one set of rules for forms and files. Pure.

Every function takes a text as it came and the most characters that it may have, gives it back as
it is kept (trimmed, NFC), or raises Unfit with what to do about it, in Dutch.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from itertools import groupby

from roadmap.domain.plan.limits import FIRST_YEAR, LAST_YEAR, MAX_NOTE

LONGEST_APART = 4
"""Characters that one composed character is written with at the most."""
NONE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
"""Controls, halves of characters, and what Unicode says will never be a character. A character
that this Python's Unicode does not know yet may well be one: emoji come every year."""
OWN = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
"""Private use: a character in one font, and in any other something else or nothing."""
BLANKS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00013441\U00013442\U00016fe4\U0001d159\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Letters, marks and symbols by category that show nothing: what is left of Unicode's
Default_Ignorable_Code_Point (fillers of Hangul, variation selectors) and blanks of some scripts."""


class InvalidText(ValueError):
    """A text that cannot be kept."""


def composed(text: str, most: int) -> str:
    """In NFC, so that a letter counts once however it was typed.

    A text that is too long however it is composed stays as it came: that costs nothing, and its
    length tells whoever checks it. The marks on a letter are put in order here, since Python takes
    the square of their number for it: seconds for a file full of them.
    """
    if len(text) > LONGEST_APART * most or unicodedata.is_normalized("NFC", text):
        return text
    apart = "".join(unicodedata.normalize("NFD", char) for char in text)
    runs = groupby(apart, key=lambda char: unicodedata.combining(char) > 0)
    ordered = "".join("".join(sorted(run, key=unicodedata.combining)) for _, run in runs)
    return unicodedata.normalize("NFC", ordered)


def line(text: str, most: int) -> str:
    """One line of plain text; '' stays ''."""
    kept = composed(text.strip(), most)
    _refuse_unprintable(kept)
    if kept and not _shows(kept, "LNPS"):  # a mark alone hangs in the air
        raise InvalidText("Typ minstens één zichtbaar teken.")
    return _short_enough(kept, most)


def note(text: str, most: int = MAX_NOTE) -> str:
    """Several lines; a line end counts as one character, as the browser counts it.

    A note in which nothing can be seen is an empty one. In a text that shows something, what is
    invisible stays: it joins emoji, and shapes letters.
    """
    one_line_end = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = composed(one_line_end.strip(), most)
    _refuse_unprintable(kept.replace("\n", "").replace("\t", ""))
    return _short_enough(kept, most) if _shows(kept, "LNPSM") else ""


def day(text: str) -> str:
    """A day as '2027-02-28', no other way."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        if not FIRST_YEAR <= date.fromisoformat(text).year <= LAST_YEAR:
            raise ValueError(text)
    except ValueError:
        raise InvalidText(
            f"Geef een bestaande datum tussen {FIRST_YEAR} en {LAST_YEAR}, zoals 2027-02-28."
        ) from None
    return text


def _refuse_unprintable(text: str) -> None:
    if NONE.search(text):
        raise InvalidText("Verwijder de onzichtbare stuurtekens uit deze tekst.")
    if found := OWN.search(text):
        raise InvalidText(
            f"Vervang het teken U+{ord(found[0]):04X}: het hoort bij één lettertype, en anderen "
            "zien er iets anders of niets."
        )


def _shows(text: str, categories: str) -> bool:
    """Whether a character of these kinds of Unicode is in it, and is one that can be seen.

    One that is not known yet is taken to show.
    """
    kinds = (unicodedata.category(char) for char in BLANKS.sub("", text))
    return any(kind[0] in categories or kind == "Cn" for kind in kinds)


def _short_enough(text: str, most: int) -> str:
    if len(text) > most:
        raise InvalidText(f"Gebruik hoogstens {most} tekens; dit zijn er {len(text)}.")
    return text
