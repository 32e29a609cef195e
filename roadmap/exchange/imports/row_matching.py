"""Which of the plan's activities each row of the sheet is.

A row carries its activity's key in a hidden column. That column gets lost, stays behind when only
the visible columns are sorted, and goes along in a copy; so what the row says counts as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from roadmap.exchange import columns
from roadmap.exchange.columns import Line
from roadmap.exchange.imports.cells import Cells, text_of
from roadmap.exchange.xlsx.escaping import OPENPYXL_DROPS
from roadmap.exchange.xlsx.writer import KEY

WORDS = (columns.TITLE, columns.PILLAR, columns.TRACK, columns.PHASE)
"""By which a row without its key is recognised; of these, the columns that the sheet has."""


class Recognised:
    """`own`: the key that each row carries; `keys`: the key of the activity that it is.

    `lines` are what the sheet showed when it was made, by key; `holders` the row that is the
    activity of a key.
    """

    def __init__(self, rows: Sequence[Cells], lines: Mapping[int, Line]) -> None:
        self.rows, self.lines = rows, lines
        self.own = [self._carried(cells) for cells in rows]
        self.keys: list[int | None] = [None] * len(rows)
        self.holders: dict[int, int] = {}
        words = [name for name in WORDS if all(name in cells for cells in rows)]
        self._by_own_key(words)
        self._by_words(words, range(len(rows)))
        self._by_own_key([columns.TITLE])
        self._by_own_key([])
        for number in range(len(rows)):
            self._take(number, self._left_behind(number))
        self._by_words([columns.TITLE], [n for n, key in enumerate(self.own) if key is None])

    @property
    def is_blind(self) -> bool:
        """No row carries a key, and by its words not every activity is found."""
        is_lost = len(self.holders) < len(self.lines) and None in self.keys
        return is_lost and not any(self.own)

    def is_copy(self, number: int) -> bool:
        """Whether the row is a new activity only since another row carries its key and title."""
        key = self.own[number]
        if self.keys[number] is not None or key not in self.holders:
            return False
        holder = self.rows[self.holders[key]]
        return _text(holder, [columns.TITLE]) == _text(self.rows[number], [columns.TITLE])

    def _carried(self, cells: Cells) -> int | None:
        text = text_of(cells.get(KEY))
        key = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
        return key if key in self.lines else None

    def _take(self, number: int, key: int | None) -> None:
        if key is not None and key not in self.holders and self.keys[number] is None:
            self.keys[number] = key
            self.holders[key] = number

    def _by_own_key(self, words: Sequence[str]) -> None:
        for number, key in enumerate(self.own):
            if key is not None and _text(self.rows[number], words) == _text(self.lines[key], words):
                self._take(number, key)

    def _by_words(self, words: Sequence[str], numbers: Sequence[int]) -> None:
        free: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for key in reversed(list(self.lines)):
            if key not in self.holders:
                free[_text(self.lines[key], words)].append(key)
        for number in numbers:
            alike = free.get(_text(self.rows[number], words))
            if alike and self.keys[number] is None:
                self._take(number, alike.pop())

    def _left_behind(self, number: int) -> int | None:
        """The key that whoever took this row's key had itself, and so on until one is free.

        So a row that was retitled and then sorted away from its key finds it again.
        """
        key, seen = self.own[number], set()
        while key in self.holders and key not in seen:
            seen.add(key)
            key = self.own[self.holders[key]]
        return key if key not in self.holders else None


def _text(cells: Mapping[str, Any], words: Sequence[str]) -> tuple[str, ...]:
    """Also of a text in which another program took out the beginning of a code."""
    return tuple(
        " ".join(text_of(cells[name]).replace(OPENPYXL_DROPS, "").split()) for name in words
    )
