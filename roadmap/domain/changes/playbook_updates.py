"""What a later playbook changed for a plan: updates that the plan's members answer. Pure.

A plan keeps the titles that it was made with. `published_title` is the catalogue title that was
answered last; `Activity.since`, a version number, shows which activities are new to the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from content.catalogue import Activity, Catalogue
from content.editions.numbers import rank_of
from roadmap.domain.plan.fields import ActivityValues, Fields, PlanValues, Start
from roadmap.domain.plan.limits import MAX_ACTIVITY_TITLE
from roadmap.domain.plan.starting_profiles import activities_at_start, start_everywhere
from roadmap.domain.plan.state import (
    PLAN,
    Edit,
    Ref,
    State,
    activity_ref,
    applied,
    changed_fields,
)

RENAMED, REPLACED, RETIRED = "hernoemd", "vervangen", "vervallen"
ADDED, VERSION = "nieuw", "versie"
KINDS = (RENAMED, REPLACED, RETIRED, ADDED, VERSION)


class UpdateAnswered(Exception):
    """The update was answered already, or the playbook changed again."""


@dataclass(frozen=True, slots=True)
class Update:
    """One item to answer. `key`: the row's id, or the slug of a new activity.

    `title`: the plan's (the playbook's for a new activity); `published`: the present playbook's.
    `successors`: the activities that replace a retired one, several when it was split.
    """

    kind: str
    key: str
    title: str
    published: str
    has_own_title: bool = False
    activity: Activity | None = None
    successors: tuple[Activity, ...] = ()


@dataclass(frozen=True)
class PlaybookUpdates:
    """`is_behind`: the plan follows an older version of the playbook, with or without updates."""

    by_kind: Mapping[str, Sequence[Update]]
    is_behind: bool

    @property
    def items(self) -> list[Update]:
        """All updates: those of activities in the plan first, then the new activities."""
        return [item for items in self.by_kind.values() for item in items]

    @property
    def count(self) -> int:
        return len(self.items)


def updates_of(catalogue: Catalogue, state: State) -> PlaybookUpdates:
    """The updates that this plan has not answered, in reading order within each kind."""
    found: dict[str, list[Update]] = {kind: [] for kind in (RENAMED, REPLACED, RETIRED, ADDED)}
    plan, rows = state.plan, state.activities.items()
    for row_id, row in sorted(rows, key=lambda item: (item[1].phase, item[1].order, str(item[0]))):
        activity, key = catalogue.activity_by_slug.get(row.activity), str(row_id)
        has_own_title = row.title != row.published_title
        if row.activity and activity is None and (new := _successors(catalogue, state, row)):
            titles = " / ".join(one.title for one in new)[:MAX_ACTIVITY_TITLE].strip()
            found[REPLACED].append(
                Update(REPLACED, key, row.title, titles, has_own_title, successors=new)
            )
        elif row.activity and activity is None:
            found[RETIRED].append(Update(RETIRED, key, row.title, row.published_title))
        elif activity and activity.title != row.published_title:
            found[RENAMED].append(Update(RENAMED, key, row.title, activity.title, has_own_title))
    offered = {activity.slug for update in found[REPLACED] for activity in update.successors}
    known = {*state.slugs, *plan.declined, *offered}
    found[ADDED] += (
        Update(ADDED, activity.slug, activity.title, activity.title, activity=activity)
        for activity in activities_at_start(catalogue, _start(catalogue, plan))
        if rank_of(activity.since) > rank_of(plan.playbook) and activity.slug not in known
    )
    return PlaybookUpdates(found, rank_of(plan.playbook) < rank_of(catalogue.number))


def _start(catalogue: Catalogue, plan: PlanValues) -> Start:
    """The plan's starting profiles; if it was one for all pillars, later pillars get it too."""
    rank, profiles = rank_of(plan.playbook), set(plan.start.values())
    known = {a.track.pillar.slug for a in catalogue.activities if rank_of(a.since) <= rank}
    if len(profiles) == 1 and known <= plan.start.keys():
        return start_everywhere(catalogue, profiles.pop())
    return plan.start


def _successors(catalogue: Catalogue, state: State, row: ActivityValues) -> tuple[Activity, ...]:
    """The activities that replace this row's, without those that the plan holds already."""
    found = catalogue.successors.get(row.activity, ())
    return tuple(activity for activity in found if activity.slug not in state.slugs)


def answer(
    catalogue: Catalogue, state: State, *, kind: str, key: str, published: str, accepted: bool
) -> list[Edit]:
    """The edits of one answer; the last answer moves the plan to the present playbook.

    `published`: the playbook's title that the page showed. Raises UpdateAnswered.
    """
    updates = updates_of(catalogue, state)
    if kind == VERSION:
        if not updates.is_behind or updates.count:
            raise UpdateAnswered
        edits: list[Edit] = []
    else:
        wanted = (kind, key, published)
        item = next((i for i in updates.items if (i.kind, i.key, i.published) == wanted), None)
        if item is None:
            raise UpdateAnswered
        edits = _edits(catalogue, state, item, accepted)
    return [*edits, *_version_edit(catalogue, applied(state, edits))]


def _edits(catalogue: Catalogue, state: State, item: Update, accepted: bool) -> list[Edit]:
    """Accepted, a replaced activity becomes its first successor and keeps what people filled in;
    other successors are added. Declined, it becomes the plan's own, and no successor is offered.
    """
    if item.kind == ADDED and accepted:
        return [Edit.new(ActivityValues.of_catalogue(catalogue.activity_by_slug[item.key]))]
    if item.kind == ADDED:
        return [_decline_edit(state, [item.key])]
    ref = activity_ref(item.key)
    if item.kind == RENAMED:
        title = item.published if accepted and not item.has_own_title else item.title
        return [_edit_of(ref, state, {"title": title, "published_title": item.published})]
    if not accepted:
        own = _edit_of(ref, state, {"activity": "", "published_title": ""})
        slugs = [successor.slug for successor in item.successors]
        return [own, _decline_edit(state, slugs)] if slugs else [own]
    if item.kind == RETIRED:
        return [Edit.removed(ref, state.things[ref])]
    first, *others = item.successors
    title = item.title if item.has_own_title else first.title
    fields = {"title": title, "activity": first.slug, "published_title": first.title}
    new = (Edit.new(ActivityValues.of_catalogue(other)) for other in others)
    return [_edit_of(ref, state, fields), *new]


def _decline_edit(state: State, slugs: Iterable[str]) -> Edit:
    declined = dict.fromkeys((*state.plan.declined, *slugs))
    return _edit_of(PLAN, state, {"declined": tuple(declined)})


def _edit_of(ref: Ref, state: State, fields: Fields) -> Edit:
    edit = changed_fields(ref, state.things[ref], fields)
    assert edit is not None  # an open update differs from what the plan holds
    return edit


def _version_edit(catalogue: Catalogue, state: State) -> list[Edit]:
    updates = updates_of(catalogue, state)
    if updates.count or not updates.is_behind:
        return []
    return [_edit_of(PLAN, state, {"playbook": catalogue.number})]
