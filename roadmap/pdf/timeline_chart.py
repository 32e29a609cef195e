"""The timeline on sheets of paper: lines of text beside one drawing of bars a sheet. Pure.

Lengths are millimetres; a bar stands at the height of its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from roadmap.domain.overview.timeline import SCALE, Bar, Line, PhaseLines, Tick, Timeline
from roadmap.domain.plan.phase_dates import Span

WIDTH = 136
HEAD = 14
LINE = 5.5
THICK = 3.2
LINES = 27
"""Of a sheet: A4 on its side."""
LETTER = 1.3
"""The room for a letter of the words at a border."""
ARROW = 3
SEEN = 10
"""The least of a bar that words on it leave to be seen."""
TOKENS = {"chart-width": f"{WIDTH}mm", "chart-head": f"{HEAD}mm", "chart-line": f"{LINE}mm"}
"""The same lengths for the stylesheet, by the names of its custom properties."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick of the calendar's scale and its place, in millimetres."""

    x: float
    tick: Tick


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
    """A phase or an activity. `bar` is None for a phase without dates."""

    title: str
    span: Span | None
    is_phase: bool
    pillar: int
    is_begun: bool
    is_late: bool
    bar: Bar | None
    top: float
    thickness: ClassVar[float] = THICK

    @property
    def y(self) -> float:
        return round(self.top + (LINE - THICK) / 2, 2)

    @property
    def middle(self) -> float:
        return round(self.top + LINE / 2, 2)

    @property
    def x(self) -> float:
        return along(self.bar.left) if self.bar else 0

    @property
    def width(self) -> float:
        return along(self.bar.right - self.bar.left) if self.bar else 0

    @property
    def words(self) -> tuple[BorderWords, ...]:
        """At the chart's border, on a bar that stays visible beside them, or beside a short one."""
        found = []
        if self.bar and self.bar.before:
            left = self.x + self.width if self.width < _length(self.bar.before) + SEEN else 0
            found.append(BorderWords(self.bar.before, round(left, 2), is_after=False))
        if self.bar and self.bar.after:
            right = self.x if self.width < _length(self.bar.after) + SEEN else WIDTH
            x = round(right - _length(self.bar.after), 2)
            found.append(BorderWords(self.bar.after, x, is_after=True))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ChartSheet:
    """`now`: the place of today, None outside the calendar."""

    lines: tuple[ChartLine, ...]
    marks: tuple[Mark, ...]
    now: float | None
    width: ClassVar[float] = WIDTH

    @property
    def height(self) -> float:
        return round(HEAD + LINE * len(self.lines), 2)


def chart_sheets(timeline: Timeline) -> tuple[ChartSheet, ...]:
    """The sheets of a timeline; none for a plan without dates."""
    marks = tuple(Mark(along(tick.at), tick) for tick in timeline.ticks)
    now = None if timeline.now is None else along(timeline.now)
    waiting = [line for part in timeline.phases for line in _lines(part)]
    sheets = []
    while waiting:
        cut = LINES if len(waiting) > LINES else len(waiting)
        while cut < len(waiting) and waiting[cut - 1].is_phase:
            cut -= 1  # a phase goes with its first activity
        sheet, waiting = waiting[:cut], waiting[cut:]
        sheets.append(ChartSheet(tuple(_placed(sheet)), marks, now))
    return tuple(sheets)


def along(at: int) -> float:
    return round(WIDTH * at / SCALE, 2)


def _length(text: str) -> float:
    return round(LETTER * len(text) + 1 + ARROW, 2)


def _placed(lines: list[ChartLine]) -> Iterator[ChartLine]:
    return (replace(line, top=HEAD + LINE * n) for n, line in enumerate(lines))


def _lines(part: PhaseLines) -> Iterator[ChartLine]:
    name = f"{part.phase.number}. {part.phase.name}"
    yield ChartLine(name, part.span, True, 0, True, False, part.bar, 0)
    for line in part.lines:
        yield _activity(line)


def _activity(line: Line) -> ChartLine:
    first, last = (
        line.item.start_date or line.item.due_date,
        line.item.due_date or line.item.start_date,
    )
    span = Span(first, last) if first and last else None
    return ChartLine(
        title=line.item.title,
        span=span,
        is_phase=False,
        pillar=line.track.pillar.number,
        is_begun=line.item.is_begun,
        is_late=line.is_late,
        bar=line.bar,
        top=0,
    )
