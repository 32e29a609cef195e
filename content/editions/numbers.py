"""Numbers of editions: a month and, where a month has several, a count. Pure.

'2026-05' comes before '2026-05.2', and that before '2026-05.10'.
"""

from __future__ import annotations

import re
from collections.abc import Collection

PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])(\.([2-9]|[1-9][0-9]))?$"
LAST_COUNT = 99


def rank_of(number: str) -> tuple[str, int]:
    """The sort key of a number; '' (unknown) comes before all others."""
    month, _, count = number.partition(".")
    return month, int(count or 1)


def is_number(text: str) -> bool:
    return re.fullmatch(PATTERN, text) is not None


def next_number(month: str, taken: Collection[str]) -> str:
    """The first number from a month ('2026-05') on that follows all taken ones of its month.

    A month has 99 editions at the most: after them comes the next month.
    """
    counts = [rank_of(number)[1] for number in taken if rank_of(number)[0] == month]
    if not counts:
        return month
    if max(counts) >= LAST_COUNT:
        year, following = int(month[:4]) + month.endswith("-12"), int(month[5:]) % 12 + 1
        return next_number(f"{year:04}-{following:02}", taken)
    return f"{month}.{max(counts) + 1}"
