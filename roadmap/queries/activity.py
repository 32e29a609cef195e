"""What the editor of an activity shows around its form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from content.catalogue import Catalogue
from roadmap.domain.changes.history_lines import HistoryLine, history_lines
from roadmap.domain.plan.fields import ActivityValues
from roadmap.domain.plan.limits import LAST_DAY
from roadmap.domain.plan.phase_dates import Span, months_later, spans_of
from roadmap.domain.plan.state import Edit, activity_ref
from roadmap.domain.plan.wording import Wording, day_in_words
from roadmap.history.change_log import actor, changes_to
from roadmap.models import Change, Plan, PlanActivity
from roadmap.queries.members import owner_names

SHOWN = 5
"""How many changes of the activity the foot of its editor lists."""


@dataclass(frozen=True, slots=True)
class Place:
    """An activity's cell and its position there, from 1; `size`: how many activities the cell has.

    `earlier`, `later`: numbers of the phases next to its own; None at either end.
    """

    phase: int
    order: int
    size: int
    earlier: int | None
    later: int | None

    @property
    def higher(self) -> int | None:
        return self.order - 1 if self.order > 1 else None

    @property
    def lower(self) -> int | None:
        return self.order + 1 if self.order < self.size else None


@dataclass(frozen=True, slots=True)
class Neighbour:
    row: int
    title: str


@dataclass(frozen=True, slots=True)
class PastChange:
    """A change of the activity, with who made it and what it did."""

    change: Change
    actor: str
    line: HistoryLine


@dataclass(frozen=True, slots=True)
class ActivitySurroundings:
    """`names`: suggestions for the owner. `previous` and `next`: in the grid's reading order.

    `phase_span`: when its phase runs. `in_a_month`: a month after its due date, or after today.
    `filled`: what the folded part of the form holds, in words. `changes`: newest first.
    """

    names: Sequence[str]
    place: Place
    previous: Neighbour | None
    next: Neighbour | None
    phase_span: Span | None
    today: date
    in_a_month: date
    filled: tuple[str, ...]
    changes: tuple[PastChange, ...]


def activity_surroundings(
    catalogue: Catalogue, plan: Plan, row_id: int, values: ActivityValues, today: date
) -> ActivitySurroundings:
    """Reads them in three queries, or five when changes refer to earlier ones."""
    columns = ("pk", "title", "owner", "track__slug", "phase__number")
    rows = list(plan.activities.values_list(*columns))
    here = next((number for number, row in enumerate(rows) if row[0] == row_id), None)
    phase = values.phase
    return ActivitySurroundings(
        names=owner_names(plan, (owner for _, _, owner, *_ in rows)),
        place=Place(
            phase=phase,
            order=values.order,
            size=sum((track, number) == values.cell for *_, track, number in rows),
            earlier=phase - 1 if phase > 1 else None,
            later=phase + 1 if phase < len(catalogue.phases) else None,
        ),
        previous=_neighbour(rows, here, -1),
        next=_neighbour(rows, here, 1),
        phase_span=spans_of(plan.phase_dates).get(phase),
        today=today,
        in_a_month=min(months_later(values.due_date or today, 1), LAST_DAY),
        filled=_filled(values),
        changes=_changes(catalogue, changes_to(plan, activity_ref(row_id))[:SHOWN]),
    )


def plans_holding(plans: Iterable[Plan], slug: str) -> frozenset[UUID]:
    """The ids of those plans that hold the catalogue activity with this slug."""
    rows = PlanActivity.objects.filter(plan__in=plans, activity__slug=slug)
    return frozenset(rows.values_list("plan_id", flat=True))


def _neighbour(
    rows: Sequence[tuple[int, str, str, str, int]], here: int | None, step: int
) -> Neighbour | None:
    if here is None or not 0 <= here + step < len(rows):
        return None
    row_id, title, *_ = rows[here + step]
    return Neighbour(row_id, title)


def _filled(values: ActivityValues) -> tuple[str, ...]:
    """What the folded part of the form holds, in a few words."""
    links, roles = len(values.links), len(values.roles)
    words = (
        values.start_date and f"begin {day_in_words(values.start_date)}",
        values.review_on and f"herziening {day_in_words(values.review_on)}",
        links and (f"{links} links" if links > 1 else "1 link"),
        roles and (f"{roles} rollen" if roles > 1 else "1 rol"),
    )
    return tuple(str(word) for word in words if word)


def _changes(catalogue: Catalogue, acts: Sequence[tuple[Change, Edit]]) -> tuple[PastChange, ...]:
    wording = Wording(catalogue)
    return tuple(
        PastChange(change, actor(change), history_lines([edit], {}, wording)[0])
        for change, edit in acts
    )
