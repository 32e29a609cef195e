"""The timeline on paper: each sheet has lines of text beside a drawing with their bars. Pure.

Lengths are millimetres; a bar is at the height of its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from roadmap.domain.overview.timeline import (
    SCALE,
    ActivityLine,
    Line,
    MilestoneLine,
    PhaseLines,
    Timeline,
)
from roadmap.domain.plan.fields import Status
from roadmap.pdf.paper.text_size import wrapped

HEAD = 14
LINE = 5.5
THICK = 3.2
HEAD_LINES = 6
"""Lines of the first sheet that the plan's title and organisation take."""
TITLE_ROOM = 27.5
"""Width of a title in ems; a longer one takes more rows."""
LETTER = 1.4
"""Width of a letter of the words at a border."""
ARROW = 3
SEEN = 10
"""The minimum part of a bar that stays visible beside words on it."""


@dataclass(frozen=True, slots=True)
class ChartPaper:
    """A landscape sheet: the drawing's width, and how many lines fit."""

    width: int
    lines: int


CHART_PAPERS = {"a4": ChartPaper(136, 27), "a3": ChartPaper(259, 42)}
TOKENS = {"chart-head": f"{HEAD}mm", "chart-line": f"{LINE}mm"} | {
    f"chart-width-{name}": f"{paper.width}mm" for name, paper in CHART_PAPERS.items()
}
"""The same lengths for the stylesheet, by the names of its custom properties."""


@dataclass(frozen=True, slots=True)
class BorderWords:
    """Words for the part of a bar beyond the scale, from `x` on and `width` long.

    The letters begin at `text_x`, the arrow at `arrow_x`.
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
    """A line of the timeline. `row`: how many rows are above it; `chart`: the drawing's width."""

    of: Line
    row: int
    chart: int = CHART_PAPERS["a4"].width
    thickness: ClassVar[float] = THICK

    @property
    def is_phase(self) -> bool:
        return isinstance(self.of, PhaseLines)

    @property
    def is_milestone(self) -> bool:
        return isinstance(self.of, MilestoneLine)

    @property
    def is_doing(self) -> bool:
        return isinstance(self.of, ActivityLine) and self.of.item.status is Status.DOING

    @property
    def texts(self) -> tuple[str, ...]:
        """The title, row by row."""
        is_late = isinstance(self.of, ActivityLine) and self.of.item.is_late
        late = " (te\N{NO-BREAK SPACE}laat)" if is_late else ""
        return wrapped(f"{self.of.title}{late}", TITLE_ROOM)

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
        return self._along(self.of.bar.left) if self.of.bar else 0

    @property
    def width(self) -> float:
        return self._along(self.of.bar.right - self.of.bar.left) if self.of.bar else 0

    @property
    def words(self) -> tuple[BorderWords, ...]:
        """The words at the chart's borders: on a long bar, or beside a short one."""
        found, bar = [], self.of.bar
        if bar and bar.before:
            left = self.x + self.width if self.width < _length(bar.before) + SEEN else 0
            found.append(BorderWords(bar.before, round(left, 2), is_after=False))
        if bar and bar.after:
            right = self.x if self.width < _length(bar.after) + SEEN else self.chart
            x = round(right - _length(bar.after), 2)
            found.append(BorderWords(bar.after, x, is_after=True))
        return tuple(found)

    def _along(self, at: int) -> float:
        return round(self.chart * at / SCALE, 2)


@dataclass(frozen=True, slots=True)
class ChartSheet:
    lines: tuple[ChartLine, ...]
    width: int

    @property
    def height(self) -> float:
        return round(HEAD + LINE * sum(len(line.texts) for line in self.lines), 2)


def chart_sheets(
    timeline: Timeline, paper: ChartPaper, *, with_head: bool = False
) -> tuple[ChartSheet, ...]:
    """The sheets of a timeline, about equally full; none for a plan without dates.

    `with_head`: whether the plan's title is above the first.
    """
    if timeline.span is None:
        return ()
    blocks = list(_blocks(timeline))
    head = HEAD_LINES * with_head
    fewest = len(_filled(blocks, paper, paper.lines, head))
    tries = (_filled(blocks, paper, lines, head) for lines in range(1, paper.lines + 1))
    return next(sheets for sheets in tries if len(sheets) <= fewest)


def _filled(
    blocks: Sequence[Sequence[Line]], paper: ChartPaper, lines: int, head: int
) -> tuple[ChartSheet, ...]:
    """Sheets of at most so many lines with those of the head; a longer block has its own sheet."""
    sheets: list[list[ChartLine]] = [[]]
    row, room = 0, lines - head
    for block in blocks:
        if sheets[-1] and row + sum(len(ChartLine(one, 0).texts) for one in block) > room:
            sheets.append([])
            row, room = 0, lines
        for one in block:
            sheets[-1].append(ChartLine(one, row, paper.width))
            row += len(sheets[-1][-1].texts)
    return tuple(ChartSheet(tuple(sheet), paper.width) for sheet in sheets)


def _blocks(timeline: Timeline) -> Iterator[Sequence[Line]]:
    """The lines that stay together on a sheet: a phase with its first activity, others alone."""
    for milestone in timeline.milestones:
        yield [milestone]
    for part in timeline.phases:
        yield [part, *part.lines[:1]]
        for line in part.lines[1:]:
            yield [line]


def _length(text: str) -> float:
    return round(LETTER * len(text) + 1 + ARROW, 2)
