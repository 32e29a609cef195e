"""A plan's rows as values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from roadmap.domain.changes.cell_positions import PastAct
from roadmap.domain.changes.change_summary import MAX_RECENT_ACTS
from roadmap.domain.changes.past_dates import PAST_DATES, past_dates
from roadmap.domain.changes.stored_texts import StoredEdits, referred_acts, with_texts
from roadmap.domain.changes.undo import Reference
from roadmap.domain.overview.plan_reading import NamedState, PastDate, PlanReading, RecentEdits
from roadmap.domain.plan.fields import (
    ActivityValues,
    FactorValues,
    MemberName,
    MilestoneValues,
    PlanValues,
    Values,
    fields_of,
)
from roadmap.domain.plan.ownership import Member, ever_owned
from roadmap.domain.plan.state import Edit, State
from roadmap.history.errors import Gone
from roadmap.history.names import full_name, shown_owners
from roadmap.models import Change, Plan, PlanActivity, PlanFactor, PlanMilestone, SavedState

Read = TypeVar("Read")
AnyValues = TypeVar("AnyValues", bound=Values)
MAX_READS = 50
AT_ONCE = 50
UNDO_KINDS = (Change.Kind.UNDO, Change.Kind.REDO, Change.Kind.REVERT)
"""Acts whose `target` is the act that they take back or do again."""

MEMBER_COLUMNS = ("member", "member__first_name", "member__last_name")
COLUMNS = {
    "activity": "activity__slug",
    "track": "track__slug",
    "phase": "phase__number",
    "playbook": "playbook_version__number",
}
"""Fields whose column has another name."""


def edits_of(changes: Collection[Change]) -> list[tuple[Edit, ...]]:
    """The edits of each of these changes of one plan, with references to other acts resolved.

    An act that compaction emptied has none.
    """
    references = [c.kind in UNDO_KINDS and Reference.from_json(c.edits) or None for c in changes]
    referred = _stored(changes, {one.number for one in references if one})
    texts = [c.edits for c in changes if c.kind == Change.Kind.RESTORE] + [*referred.values()]
    acts = _stored(changes, set[int]().union(*map(referred_acts, texts)))
    found = [
        one.edits(_edits(referred.get(one.number, ()), acts)) if one else _edits(change.edits, acts)
        for change, one in zip(changes, references, strict=True)
    ]
    sides = (side for edits in found for edit in edits for side in (edit.before, edit.after))
    owners = {side["owner"] for side in sides if side and "owner" in side}
    if not any(isinstance(owner, MemberName) for owner in owners):
        return found
    shown = shown_owners(next(iter(changes)).plan_id, owners)
    return [tuple(edit.with_owner(shown) for edit in edits) for edits in found]


def _stored(changes: Collection[Change], numbers: Collection[int]) -> dict[int, StoredEdits]:
    """The stored edits of these acts, by number; they belong to the plan of `changes`."""
    if not numbers:
        return {}
    plan_id = next(iter(changes)).plan_id
    rows = Change.objects.filter(plan_id=plan_id, number__in=numbers)
    return dict(rows.values_list("number", "edits"))


def _edits(data: StoredEdits, acts: Mapping[int, StoredEdits]) -> tuple[Edit, ...]:
    whole = with_texts(data, acts) if acts else data
    return tuple(Edit.from_json(item) for item in whole if item["kind"] != PAST_DATES)


def past_dates_of(plan_id: UUID) -> tuple[PastDate, ...]:
    """The dates that the plan had and no longer has; in one query, read AT_ONCE acts at a time."""
    acts = Change.objects.annotate(text=Cast("edits", TextField())).filter(
        Q(text__contains="_date")
        | Q(text__contains="review_on")
        | Q(text__contains='"milestone"')
        | Q(kind__in=UNDO_KINDS),
        plan_id=plan_id,
    )
    rows = acts.order_by("number").values_list("number", "edits")
    return past_dates(rows.iterator(chunk_size=AT_ONCE))


def activities_ever_owned(plan_id: UUID, member: Member) -> frozenset[int]:
    """The ids of the activities that the member owns or owned, as far as the history goes back."""
    acts = Change.objects.annotate(text=Cast("edits", TextField())).filter(
        plan_id=plan_id, text__contains='"owner"'
    )
    return ever_owned(acts.values_list("edits", flat=True).iterator(chunk_size=AT_ONCE), member)


def edits_after(plan_id: UUID, version: int) -> tuple[Edit, ...]:
    """The edits of all acts after this version of the plan, oldest first."""
    later = Change.objects.filter(plan_id=plan_id, number__gt=version).order_by("number")
    return tuple(chain.from_iterable(edits_of(later)))


def acts_since(plan_id: UUID, number: int) -> list[PastAct]:
    """The acts from this one on, and earlier ones down to the oldest that any of them targets."""
    acts: list[PastAct] = []
    first, end = number, None
    while True:
        changes = Change.objects.filter(plan_id=plan_id, number__gte=first).order_by("number")
        found = list(changes if end is None else changes.filter(number__lt=end))
        acts = [
            PastAct(
                change.number,
                edits,
                change.target if change.kind in UNDO_KINDS else None,
                change.kind == Change.Kind.REDO,
            )
            for change, edits in zip(found, edits_of(found), strict=True)
        ] + acts
        end, first = first, min([act.target or first for act in acts])
        if first == end:
            return acts


def edits_since(plan_id: UUID, day: date, until: date | None = None) -> RecentEdits:
    """The edits of at most MAX_RECENT_ACTS acts from this day on, up to and including `until`."""
    within = Change.objects.filter(plan_id=plan_id, at__gte=_begin_of(day))
    if until is not None:
        within = within.filter(at__lt=_begin_of(until + timedelta(days=1)))
    newest = list(within.order_by("-number")[: MAX_RECENT_ACTS + 1])
    acts = newest[:MAX_RECENT_ACTS][::-1]
    edits = tuple(chain.from_iterable(edits_of(acts)))
    return RecentEdits(edits, is_cut=len(newest) > MAX_RECENT_ACTS)


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def saved_states_of(plan_id: UUID) -> tuple[NamedState, ...]:
    """The plan's saved states, in no particular order."""
    rows = SavedState.objects.filter(plan_id=plan_id).values_list("name", "at", "state")
    found = [NamedState(name, at, State.from_json(state)) for name, at, state in rows]
    shown = shown_owners(plan_id, chain.from_iterable(_owners_in(one.state) for one in found))
    return tuple(replace(one, state=one.state.with_owners(shown)) for one in found)


def _owners_in(state: State) -> list[str]:
    return [row.owner for row in state.activities.values()]


def state_of(plan_id: UUID) -> State:
    """The present state of the plan, in four queries whatever its size. Raises Gone."""
    return _state(_plan(plan_id))


def _state(plan: Plan) -> State:
    factors = PlanFactor.objects.filter(plan=plan).values(*columns_of(FactorValues))
    return State(
        values_in(plan),
        values_by_id(ActivityValues, PlanActivity.objects.filter(plan=plan)),
        {row["factor"]: values_of(FactorValues, row) for row in factors},
        values_by_id(MilestoneValues, PlanMilestone.objects.filter(plan=plan)),
    )


def values_by_id(values: type[AnyValues], rows: QuerySet[Any]) -> dict[int, AnyValues]:
    """The values of each row by its id, in the order of the rows."""
    found = rows.values("pk", *columns_of(values))
    return {row["pk"]: values_of(values, row) for row in found}


def state_at_version(plan_id: UUID) -> tuple[int, State]:
    """The plan's version, and its state at that version. Raises Gone."""
    return _read_from(_plan(plan_id), _state)


def read_plan(
    plan: Plan,
    *,
    with_saved_states: bool,
    since: date | None = None,
    with_past_dates: bool = False,
) -> PlanReading:
    """The plan at one version. Raises Gone.

    `plan`: its row, with the playbook version selected; read again when an act came in between.
    `since`: also read the edits from this day on.
    """

    def read(plan: Plan) -> PlanReading:
        return PlanReading(
            id=plan.pk,
            version=plan.version,
            playbook_label=plan.playbook_version.label,
            created_on=timezone.localtime(plan.created_at).date(),
            changed_at=plan.changed_at,
            state=_state(plan),
            saved_states=saved_states_of(plan.pk) if with_saved_states else (),
            recent_edits=edits_since(plan.pk, since) if since else RecentEdits(),
            past_dates=past_dates_of(plan.pk) if with_past_dates else (),
        )

    return _read_from(plan, read)[1]


def _read_from(plan: Plan, read: Callable[[Plan], Read]) -> tuple[int, Read]:
    """Repeats `read` until the plan has the same version before and after it.

    Every act moves the version in its own transaction, so all that was read then belongs to that
    version. Nothing is locked: readers never wait for writers.
    """
    for _ in range(MAX_READS):
        result = read(plan)
        now = _plan(plan.pk)
        if now.version == plan.version:
            return now.version, result
        plan = now
    raise RuntimeError(f"Plan {plan.pk} changed {MAX_READS} times while it was read.")


def _plan(plan_id: UUID) -> Plan:
    plan = Plan.objects.select_related("playbook_version").filter(pk=plan_id).first()
    if plan is None:
        raise Gone
    return plan


def values_in(plan: Plan) -> PlanValues:
    """The plan's own values, from a row that was read with its playbook version."""
    return values_of(PlanValues, vars(plan) | {COLUMNS["playbook"]: plan.playbook_version.number})


def plan_values(plan_id: UUID) -> PlanValues:
    """The plan's own values: title, dates, start and so on. Raises Gone."""
    return values_in(_plan(plan_id))


ROWS: Mapping[type[Values], tuple[type[Model], str]] = {
    ActivityValues: (PlanActivity, "pk"),
    FactorValues: (PlanFactor, "factor"),
    MilestoneValues: (PlanMilestone, "pk"),
}
"""For each kind of thing the model of its rows, and the column that holds its key."""


@dataclass(frozen=True, slots=True)
class Stored(Generic[AnyValues]):
    """One thing of a plan: its values, its own version and the plan's version."""

    version: int
    values: AnyValues
    plan_version: int


StoredActivity = Stored[ActivityValues]


def activity_of(plan_id: UUID, row_id: int) -> StoredActivity:
    """The stored activity with this id. Raises Gone."""
    return _stored_thing(ActivityValues, plan_id, row_id)


def milestone_of(plan_id: UUID, row_id: int) -> Stored[MilestoneValues]:
    """The stored milestone with this id. Raises Gone."""
    return _stored_thing(MilestoneValues, plan_id, row_id)


def factor_of(plan_id: UUID, factor: str) -> Stored[FactorValues]:
    """The stored factor, by slug; empty and at version 0 when it has no row yet."""
    try:
        return _stored_thing(FactorValues, plan_id, factor)
    except Gone:
        return Stored(0, FactorValues(factor), 0)


def _stored_thing(values: type[AnyValues], plan_id: UUID, key: int | str) -> Stored[AnyValues]:
    model, name = ROWS[values]
    rows = model._default_manager.filter(plan_id=plan_id, **{name: key})
    row = rows.values("version", "plan__version", *columns_of(values)).first()
    if row is None:
        raise Gone
    return Stored(row["version"], values_of(values, row), row["plan__version"])


def activities_of(plan_id: UUID) -> dict[int, tuple[int, ActivityValues]]:
    """The version and the values of each activity of a plan, by its id."""
    rows = PlanActivity.objects.filter(plan_id=plan_id)
    found = rows.values("pk", "version", *columns_of(ActivityValues))
    return {row["pk"]: (row["version"], values_of(ActivityValues, row)) for row in found}


def columns_of(values: type[Values]) -> list[str]:
    """The names of the columns that `values_of` needs for this kind of thing."""
    names = [COLUMNS.get(name, name) for name in fields_of(values)]
    return [*names, *MEMBER_COLUMNS] if "owner" in names else names


def state_in(saved: SavedState, missing: State | None = None) -> State:
    """The state in a saved one, owners named as `shown_owners` does; `missing`: State.from_json."""
    state = State.from_json(saved.state, missing)
    return state.with_owners(shown_owners(saved.plan_id, _owners_in(state)))


def values_of(values: type[AnyValues], row: Mapping[str, Any]) -> AnyValues:
    """The values of a row that was read with the columns of `columns_of`."""
    fields = {name: row[COLUMNS.get(name, name)] for name in fields_of(values)}
    if fields.get("owner") == "" and row["member"] is not None:
        name = full_name(row["member__first_name"], row["member__last_name"])
        fields["owner"] = MemberName(row["member"], name)
    return values.from_json(fields)
