"""Reads a day as files write it, and as people do (`15/3/2027`, `ma 15 maart 2027`). Pure."""

from __future__ import annotations

import re
from datetime import date

from content.text_rules import InvalidText
from roadmap.domain.plan.limits import FIRST_YEAR, LAST_YEAR
from roadmap.domain.plan.wording import MONTHS

MAX_TYPED = 40
"""Characters; a longer text is not a day."""
NO_DAY = f"Geef een bestaande datum tussen {FIRST_YEAR} en {LAST_YEAR}, zoals 28/02/2027."
NO_YEAR = f"Vul ook het jaar in. {NO_DAY}"
MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
MONTH_NUMBERS |= {"mrt": 3, "mar": 3, "may": 5, "oct": 10}
"""The number of a month by its first three letters, in Dutch and English."""
WEEKDAY = re.compile("(?:ma|di|wo|do|vr|za|zo)[a-z]{0,7}")
NUMBER = re.compile("([0-9]{1,4})(?:ste|de|e)?")


class IncompleteDay(InvalidText):
    """The day, month or year is missing."""


def typed_day(text: str) -> date:
    """The day in a typed text. Raises IncompleteDay, or InvalidText for any other text."""
    words = text.casefold().strip(" ./,-") if len(text) <= MAX_TYPED else ""
    parts = re.split(r"[\s./,-]+", words)
    if len(parts) > 1 and WEEKDAY.fullmatch(parts[0]) and parts[0] not in MONTHS:
        del parts[0]
    if len(parts) == 1 and re.fullmatch("[0-9]{8}", parts[0]):
        parts = [words[:2], words[2:4], words[4:]]
    if re.fullmatch("[0-9]{4}", parts[0]):
        parts.reverse()
    numbers = [_number(part) for part in parts]
    if len(numbers) > 3 or 0 in numbers:
        raise InvalidText(NO_DAY)
    if len(numbers) < 3:
        raise IncompleteDay(_what_is_missing(parts))
    day, month, year = numbers
    if len(parts[2]) == 2:
        year += 2000
    if year < 1000:
        raise IncompleteDay(NO_YEAR)
    try:
        if FIRST_YEAR <= year <= LAST_YEAR:
            return date(year, month, day)
    except ValueError:
        pass
    raise InvalidText(NO_DAY)


def written_day(text: str) -> str:
    """The text, when it is a day written as '2027-02-28'. Raises InvalidText."""
    is_whole = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
    try:
        if is_whole and FIRST_YEAR <= date.fromisoformat(text).year <= LAST_YEAR:
            return text
    except ValueError:
        pass
    raise InvalidText(
        f"Geef een bestaande datum tussen {FIRST_YEAR} en {LAST_YEAR}, zoals 2027-02-28."
    )


def _number(part: str) -> int:
    """The number in this text, or of the month that it names; 0 for anything else."""
    if found := NUMBER.fullmatch(part):
        return int(found[1])
    return MONTH_NUMBERS.get(part[:3], 0) if part.isalpha() and len(part) <= 9 else 0


def _what_is_missing(parts: list[str]) -> str:
    has_year = len(parts[-1]) == 4 and parts[-1].isdigit()
    if not has_year:
        return NO_YEAR
    missing = "de dag" if len(parts) == 2 else "de dag en de maand"
    return f"Vul ook {missing} in. {NO_DAY}"
