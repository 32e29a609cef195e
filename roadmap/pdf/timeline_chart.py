"""The timeline on sheets of paper: lines of text beside one drawing of bars a sheet. Pure.

Lengths are millimetres; a bar stands at the height of its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar

from roadmap.domain.overview.timeline import SCALE, Line, MilestoneLine, PhaseLines, Timeline

AnyLine = PhaseLines | MilestoneLine | Line
WIDTH = 136
HEAD = 14
LINE = 5.5
THICK = 3.2
LINES = 27
"""Of a sheet: A4 on its side."""
HEAD_LINES = 6
"""Of them, what the plan's title and organisation take where they stand above the first sheet."""
LETTERS = 56
"""Of a title in one row: what is longer goes on in the next. A capital takes more room than one."""
CAPITAL = 1.4
LETTER = 1.4
"""The room for a letter of the words at a border."""
ARROW = 3
SEEN = 10
"""The least of a bar that words on it leave to be seen."""
TOKENS = {"chart-width": f"{WIDTH}mm", "chart-head": f"{HEAD}mm", "chart-line": f"{LINE}mm"}
"""The same lengths for the stylesheet, by the names of its custom properties."""


@dataclass(frozen=True, slots=True)
class BorderWords:
    """What lies beyond the calendar, at `x` and `width` long, in millimetres.

    The letters start at `text_x`, the arrow at `arrow_x`.
    """

    text: str
    x: float
    is_after: bool

    @property
    def width(self) -> float:
        return _length(self.text)

    @property
    def text_x(self) -> float:
        return round(self.x + (1 if self.is_after else ARROW), 2)

    @property
    def arrow_x(self) -> float:
        return round(self.x + self.width - ARROW, 2) if self.is_after else self.x


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line of the timeline; `row`: the rows of the sheet above it."""

    of: AnyLine
    row: int
    thickness: ClassVar[float] = THICK

    @property
    def is_phase(self) -> bool:
        return isinstance(self.of, PhaseLines)

    @property
    def is_milestone(self) -> bool:
        return isinstance(self.of, MilestoneLine)

    @property
    def texts(self) -> list[str]:
        """The title, row by row."""
        title = f"{self.of.title} (te\N{NO-BREAK SPACE}laat)" if self.of.is_late else self.of.title
        capitals = sum(letter.isupper() for letter in title)
        room = LETTERS * len(title) / (len(title) + (CAPITAL - 1) * capitals)
        return wrap(title, int(room))

    @property
    def top(self) -> float:
        return HEAD + LINE * self.row

    @property
    def y(self) -> float:
        return round(self.top + (LINE - THICK) / 2, 2)

    @property
    def middle(self) -> float:
        return round(self.top + LINE / 2, 2)

    @property
    def x(self) -> float:
        return along(self.of.bar.left) if self.of.bar else 0

    @property
    def width(self) -> float:
        return along(self.of.bar.right - self.of.bar.left) if self.of.bar else 0

    @property
    def words(self) -> tuple[BorderWords, ...]:
        """At the chart's border, on a bar that stays visible beside them, or beside a short one."""
        found, bar = [], self.of.bar
        if bar and bar.before:
            left = self.x + self.width if self.width < _length(bar.before) + SEEN else 0
            found.append(BorderWords(bar.before, round(left, 2), is_after=False))
        if bar and bar.after:
            right = self.x if self.width < _length(bar.after) + SEEN else WIDTH
            x = round(right - _length(bar.after), 2)
            found.append(BorderWords(bar.after, x, is_after=True))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ChartSheet:
    lines: tuple[ChartLine, ...]
    width: ClassVar[float] = WIDTH

    @property
    def height(self) -> float:
        return round(HEAD + LINE * sum(len(line.texts) for line in self.lines), 2)


def chart_sheets(timeline: Timeline, *, with_head: bool = False) -> tuple[ChartSheet, ...]:
    """The sheets of a timeline; none for a plan without dates.

    `with_head`: whether the plan's title stands above the first.
    """
    sheets: list[list[ChartLine]] = []
    row = room = LINES
    for block in _blocks(timeline):
        if row + sum(len(ChartLine(one, 0).texts) for one in block) > room:
            room = LINES - HEAD_LINES * (with_head and not sheets)
            sheets.append([])
            row = 0
        for one in block:
            sheets[-1].append(ChartLine(one, row))
            row += len(sheets[-1][-1].texts)
    return tuple(ChartSheet(tuple(lines)) for lines in sheets)


def _blocks(timeline: Timeline) -> Iterator[Sequence[AnyLine]]:
    """Lines that stand on one sheet: a phase with its first activity. Milestones come first."""
    for milestone in timeline.milestones:
        yield [milestone]
    for part in timeline.phases:
        yield [part, *part.lines[:1]]
        for line in part.lines[1:]:
            yield [line]


def along(at: int) -> float:
    return round(WIDTH * at / SCALE, 2)


def _length(text: str) -> float:
    return round(LETTER * len(text) + 1 + ARROW, 2)
