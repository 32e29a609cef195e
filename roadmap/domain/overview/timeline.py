"""The timeline: a plan's phases, activities and milestones along the calendar. Pure.

Places are whole numbers on a scale from 0 (the first day) to 1000 (the end of the last). A date
years away from most others is not on the scale; a text at its border gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from operator import itemgetter

from content.catalogue import Phase, Track
from roadmap.domain.overview.grid import Grid, GridItem
from roadmap.domain.plan.fields import MilestoneValues
from roadmap.domain.plan.phase_dates import Span, Spans, months_later
from roadmap.domain.plan.wording import phase_name, short_month

SCALE = 1000
MAX_TICKS = 16
STEPS = (1, 3, 6, 12, 24, 60, 120, 300)
"""Months between two ticks; the first that gives at most MAX_TICKS is taken."""
THIN = 6
"""The minimum width of a bar, so that one day in three years is visible."""
ROOM = 220
"""The width reserved for the dates beside a bar."""
APART = 60
"""A gap of more months than this between two dates splits them."""
NONE: Mapping[int, MilestoneValues] = {}


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the scale. `month`: '' where steps are years; `year`: '' unless it changes."""

    at: int
    month: str
    year: str

    @property
    def x(self) -> str:
        return percentage(self.at)


@dataclass(frozen=True, slots=True)
class Bar:
    """From `left` to `right`; a point where both are equal (an activity with one date).

    `before`, `after`: text at the scale's borders for the part beyond them, or ''.
    """

    left: int
    right: int
    before: str = ""
    after: str = ""

    @property
    def x(self) -> str:
        return percentage(self.left)

    @property
    def width(self) -> str:
        return percentage(self.right - self.left)

    @property
    def is_named_before(self) -> bool:
        """Whether its dates are at its left, as there is no room at its right."""
        return self.right > SCALE - ROOM and self.left >= ROOM

    @property
    def name_x(self) -> str:
        """Where its dates begin, or end at its left; on the bar where neither side has room."""
        return percentage(self.right if self.right <= SCALE - ROOM else self.left)

    @property
    def is_point(self) -> bool:
        return self.left == self.right and not self.goes_beyond

    @property
    def goes_beyond(self) -> bool:
        return bool(self.before or self.after)

    @property
    def is_outside(self) -> bool:
        """Whether it lies beyond the scale as a whole: only its text is drawn."""
        return self.left == self.right and self.goes_beyond


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline, with its days; both are None for a phase without dates."""

    title: str
    span: Span | None
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class ActivityLine(Line):
    span: Span
    bar: Bar
    item: GridItem
    track: Track


@dataclass(frozen=True, slots=True)
class MilestoneLine(Line):
    """`row`: its id; `name`: its title alone."""

    span: Span
    bar: Bar
    row: int
    name: str
    day: date
    is_past: bool


@dataclass(frozen=True, slots=True)
class PhaseLines(Line):
    """A phase, and its dated activities by date."""

    phase: Phase
    lines: tuple[ActivityLine, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """`span`: the days of the scale; None for a plan without dates, which has nothing to draw.

    `now`: today's place, None beyond the scale. `undated`: the activities without a date.
    """

    today: date
    span: Span | None
    ticks: tuple[Tick, ...]
    now: int | None
    phases: tuple[PhaseLines, ...]
    undated: tuple[tuple[Track, GridItem], ...]
    milestones: tuple[MilestoneLine, ...] = ()

    @property
    def now_x(self) -> str:
        return "" if self.now is None else percentage(self.now)

    @property
    def goes_beyond(self) -> bool:
        """Whether anything lies or extends beyond the scale."""
        lines: list[Line] = [*self.milestones]
        for part in self.phases:
            lines += [part, *part.lines]
        return any(line.bar and line.bar.goes_beyond for line in lines)

    @property
    def is_before(self) -> bool:
        """Whether today is before the first day of the scale."""
        return self.span is not None and self.today < self.span.first


def timeline(
    grid: Grid, spans: Spans, today: date, milestones: Mapping[int, MilestoneValues] = NONE
) -> Timeline:
    """The timeline of a plan, on a scale of the months that hold most of its dates."""
    placed = tuple(grid.placed)
    undated = tuple(
        (track, item) for track, _, item in placed if not (item.start_date or item.due_date)
    )
    span = _scale_span(grid, spans, today, [one.day for one in milestones.values()])
    if span is None:
        return Timeline(today, None, (), None, (), undated)
    phases = []
    for phase in grid.phases:
        part = spans.get(phase.number)
        dated = [
            (days, track, item)
            for track, other, item in placed
            if other == phase and (days := _days(item))
        ]
        dated.sort(key=itemgetter(0))
        lines = tuple(_activity(span, *one) for one in dated)
        bar = _bar(span, part) if part else None
        phases.append(PhaseLines(phase_name(phase), part, bar, phase, lines))
    now = place(span, today) if span.first <= today <= span.last else None
    marks = sorted(
        (_milestone(span, row_id, one, today) for row_id, one in milestones.items()),
        key=lambda mark: (mark.day, mark.name),
    )
    return Timeline(today, span, tuple(_ticks(span)), now, tuple(phases), undated, tuple(marks))


def place(span: Span, day: date, *, evening: bool = False) -> int:
    """The place of a day's morning, or `evening`, on the scale."""
    days = (day - span.first).days + evening
    return SCALE * days // ((span.last - span.first).days + 1)


def percentage(at: int) -> str:
    """A place or length for SVG: 123 → '12.3%'."""
    return f"{at // 10}.{at % 10}%"


def _days(item: GridItem) -> Span | None:
    """From its begin to its due date, or the one that it has; None without a date."""
    first, last = item.start_date or item.due_date, item.due_date or item.start_date
    return Span(first, last) if first and last else None


def _activity(span: Span, days: Span, track: Track, item: GridItem) -> ActivityLine:
    if item.start_date and item.due_date:
        bar = _bar(span, days)
    else:
        words = f"{'begin' if item.start_date else 'einde'} {_numeric_day(days.first)}"
        bar = _point(span, days.first, words)
    return ActivityLine(item.title, days, bar, item, track)


def _milestone(span: Span, row_id: int, values: MilestoneValues, today: date) -> MilestoneLine:
    day = values.day
    bar, title = _point(span, day, f"op {_numeric_day(day)}"), f"Mijlpaal: {values.title}"
    return MilestoneLine(title, Span(day, day), bar, row_id, values.title, day, day < today)


def _point(span: Span, day: date, words: str) -> Bar:
    """The bar of one day. `words`: the text for a day beyond the scale."""
    return _outside(span, Span(day, day), words) or Bar(at := place(span, day), at)


def _bar(span: Span, part: Span) -> Bar:
    """The bar of these days, at least THIN wide and cut at the scale's borders."""
    words = f"van {_numeric_day(part.first)} tot {_numeric_day(part.last)}"
    if outside := _outside(span, part, words):
        return outside
    left = min(place(span, max(part.first, span.first)), SCALE - THIN)
    right = max(place(span, min(part.last, span.last), evening=True), left + THIN)
    return Bar(
        left,
        right,
        before=f"loopt vanaf {_numeric_day(part.first)}" if part.first < span.first else "",
        after=f"loopt tot {_numeric_day(part.last)}" if part.last > span.last else "",
    )


def _outside(span: Span, part: Span, words: str) -> Bar | None:
    """The text at a border when no day of `part` is on the scale; None otherwise."""
    if part.last < span.first:
        return Bar(0, 0, before=words)
    return Bar(SCALE, SCALE, after=words) if part.first > span.last else None


def _numeric_day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _scale_span(grid: Grid, spans: Spans, today: date, events: Iterable[date]) -> Span | None:
    """The whole months that hold most dates of the plan; None when it has none.

    `events`: the days of the milestones.
    """
    days = [*events]
    days += [day for part in spans.values() for day in (part.first, part.last)]
    days += [day for _, _, item in grid.placed for day in (item.start_date, item.due_date) if day]
    if not days:
        return None
    days = _largest_cluster(sorted(days), today)
    after = months_later(days[-1].replace(day=1), 1)
    return Span(days[0].replace(day=1), after - timedelta(days=1))


def _largest_cluster(days: list[date], today: date) -> list[date]:
    """The days for the scale: the most days in a row without a gap of more than APART.

    Of equally large clusters the one nearest to today. When each day is far from the next, all.
    """
    cuts = [n for n in range(1, len(days)) if months_later(days[n - 1], APART) < days[n]]
    rows = (days[a:b] for a, b in pairwise([0, *cuts, len(days)]))
    most = max(rows, key=lambda row: (len(row), -min(abs(day - today) for day in row)))
    return most if most[0] < most[-1] or 2 * len(most) > len(days) else days


def _ticks(span: Span) -> Iterator[Tick]:
    months = 12 * (span.last.year - span.first.year) + span.last.month - span.first.month + 1
    step = next((step for step in STEPS if months <= step * MAX_TICKS), STEPS[-1])
    days = [span.first]
    day = date(span.first.year, 1, 1)
    while day <= span.last:
        if day > span.first:
            days.append(day)
        day = months_later(day, step)
    if len(days) > 1 and place(span, days[1]) < SCALE // MAX_TICKS:
        del days[0]  # its label would run into the next one
    labelled_year = 0
    for day in days:
        month = short_month(day.month) if step < 12 else ""
        yield Tick(place(span, day), month, str(day.year) if day.year != labelled_year else "")
        labelled_year = day.year
