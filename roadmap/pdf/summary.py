"""The one-page management summary: what is late, what comes up, who is needed. Pure.

Lists are cut to fit the page and state how many lines they leave out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Generic, TypeVar

from roadmap.domain.changes.change_summary import ChangeSummary
from roadmap.domain.overview.effort import RoleEffort
from roadmap.domain.overview.overview import Overview
from roadmap.domain.plan.fields import PlanValues
from roadmap.domain.plan.phase_dates import months_later
from roadmap.domain.plan.wording import phase_name
from roadmap.pdf.paper.text_size import lines_of, points, wrapped

T = TypeVar("T")
MONTHS_AHEAD = 3
NOBODY = "nog niemand"
ROOM = 15.0
"""Lines of text for both tables together, below a title of one line."""
PAGE_ROOM, HEAD_SIZE, HEAD_LINE = 180.0, 14.0, 1.6
"""Width of the page in millimetres; letter size of a long title in points; its line height in
lines of text."""
ASKED_LABEL, ASKED_ROOM, ASKED_LINE = "Gevraagd van u: ", PAGE_ROOM / points(10.5), 1.15
"""What the plan asks of its reader: the label, the page's width in ems, the line height in lines of
text."""
ASKED_ROWS = 4
"""Enough for any ordinary text; the stylesheet cuts one with only wide letters."""
MAX_NEEDED, MAX_CHANGES = 6, 6
"""Lines of the other lists, which are short."""
TITLE_ROOM, OWNER_ROOM = 26.0, 11.5
"""Widths of a title and an owner in a table, in ems."""
PADDING = 0.4
"""Padding of a row, in lines of text."""


@dataclass(frozen=True, slots=True)
class Excerpt(Generic[T]):
    """The first lines of a list; `total`: how many there are; `more`: how many are left out."""

    lines: tuple[T, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something that begins or is due on a day. `owner`: '' for a phase."""

    day: date
    what: str
    title: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """`since`: the first day of `changes`. `until`: the last day of `coming`."""

    late: Excerpt[Upcoming]
    changes: Excerpt[ChangeSummary]
    since: date
    coming: Excerpt[Upcoming]
    until: date
    needed: Excerpt[RoleEffort]


def summary_of(overview: Overview, changes: Sequence[ChangeSummary], since: date) -> Summary:
    until = months_later(overview.today, MONTHS_AHEAD)
    by_hours = sorted(overview.effort.roles, key=lambda line: -line.hours)
    late = [
        Upcoming(line.day, line.when, line.item.title, line.item.owner or NOBODY)
        for line in overview.progress.overdue
    ]
    coming = list(upcoming(overview, until))
    room = ROOM - _height_of_long_head(overview.plan)
    late_lines = fitting(late, room - min(room / 2, sum(map(_height, coming))))
    room_for_coming = room - min(room / 2, sum(map(_height, late_lines.lines)))
    return Summary(
        late=late_lines,
        changes=excerpt(changes, MAX_CHANGES),
        since=since,
        coming=fitting(coming, room_for_coming),
        until=until,
        needed=excerpt(by_hours, MAX_NEEDED),
    )


def excerpt(lines: Sequence[T], limit: int) -> Excerpt[T]:
    """The first `limit` lines; one more when it takes no more room than the note 'en nog 1'."""
    shown = lines if len(lines) <= limit + 1 else lines[:limit]
    return Excerpt(tuple(shown), len(lines))


def fitting(lines: Sequence[Upcoming], room: float) -> Excerpt[Upcoming]:
    """The first lines that fit `room`, in lines of text; at least one, cut off if necessary."""
    heights = accumulate(map(_height, lines))
    count = sum(height <= room for height in heights)
    shown = lines[:count] or [_cut(line, int(room - PADDING)) for line in lines[:1]]
    return Excerpt(tuple(shown), len(lines))


def _cut(line: Upcoming, rows: int) -> Upcoming:
    title = _first_rows(line.title, TITLE_ROOM, rows)
    return replace(line, title=title, owner=_first_rows(line.owner, OWNER_ROOM, rows))


def _first_rows(text: str, room: float, rows: int) -> str:
    """The text, cut off after so many rows with '…'."""
    found = wrapped(text, room)
    if len(found) <= rows:
        return text
    letters = sum(len(row.replace(" ", "")) for row in found[:rows]) - 1
    counts = accumulate(letter != " " for letter in text)
    return f"{text[: sum(count < letters for count in counts)]}…"


def _height_of_long_head(plan: PlanValues) -> float:
    """Lines of text taken by `asked`, and by title and organisation beyond one row each."""
    texts = (plan.title, plan.organisation)
    long = sum((lines_of(text, PAGE_ROOM, points(HEAD_SIZE)) - 1) * HEAD_LINE for text in texts)
    if not plan.asked:
        return long
    asked = lines_of(ASKED_LABEL + plan.asked, ASKED_ROOM)
    return long + (min(asked, ASKED_ROWS) + 1) * ASKED_LINE


def _height(line: Upcoming) -> float:
    """The height of a row of a table, in lines of text."""
    return PADDING + max(lines_of(line.title, TITLE_ROOM), lines_of(line.owner, OWNER_ROOM))


def upcoming(overview: Overview, until: date) -> Iterator[Upcoming]:
    """What begins or is due from today to `until`, by day; on one day phases come first."""
    spans = overview.plan.phase_dates
    begins = [
        Upcoming(spans[phase.number].first, "fase begint", phase_name(phase))
        for phase in overview.grid.phases
        if phase.number in spans
    ]
    items = [(item, item.owner or NOBODY) for _, _, item in overview.grid.placed]
    due = [
        Upcoming(item.due_date, "klaar tegen", item.title, owner)
        for item, owner in items
        if item.due_date and not item.is_done
    ]
    starts = [
        Upcoming(item.start_date, "begint", item.title, owner)
        for item, owner in items
        if item.start_date and not item.is_begun
    ]
    found = sorted((*begins, *due, *starts), key=lambda line: line.day)
    return (line for line in found if overview.today <= line.day <= until)
