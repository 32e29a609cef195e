"""Who did what to a plan, read from its history."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from uuid import UUID

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from roadmap.domain.changes.change_summary import OthersAct
from roadmap.domain.plan.state import PLAN, Edit, Ref, RefKind
from roadmap.domain.plan.wording import Difference
from roadmap.history.names import NAMELESS
from roadmap.history.reading import UNDO_KINDS, edits_of
from roadmap.history.transaction import Author
from roadmap.models import Change, FormerMember, Plan, PlanActivity, PlanMilestone

SEARCHED = 200
"""How many of the newest changes a search for the last change of a thing reads."""
AT_ONCE = 20
LOOKED_BACK = 1000
"""How many of the newest changes the search for those of one activity covers, in one query."""


def left_as() -> dict[str, Subquery]:
    """For rows with a plan and a user: the name under which the user left the plan, or None."""
    left = FormerMember.objects.filter(plan_id=OuterRef("plan_id"), user_id=OuterRef("user_id"))
    return {"left_as": Subquery(left.values("name"))}


def changes_of(plan_id: UUID) -> QuerySet[Change]:
    """The plan's changes with the person who made each, newest first."""
    changes = Change.objects.filter(plan_id=plan_id).select_related("user", "plan")
    return changes.annotate(**left_as())


def last_changes(plan_id: UUID, refs: Collection[Ref]) -> dict[Ref, Change]:
    """The newest change of each of these things, as far back as SEARCHED changes."""
    found: dict[Ref, Change] = {}
    for change, edits in _newest(changes_of(plan_id)):
        for edit in edits:
            if edit.ref in refs:
                found.setdefault(edit.ref, change)
        if len(found) == len(refs):
            break
    return found


def last_titles(plan_id: UUID, refs: Collection[Ref]) -> dict[Ref, str]:
    """The titles that removed things had, as far back as SEARCHED changes."""
    found: dict[Ref, str] = {}
    for _, edits in _newest(changes_of(plan_id)):
        for edit in edits:
            if edit.ref in refs and edit.before and edit.after is None:
                found.setdefault(edit.ref, edit.before["title"])
        if len(found) == len(refs):
            break
    return found


def changes_to(plan: Plan, ref: Ref) -> list[tuple[Change, Edit]]:
    """At most AT_ONCE changes of one activity, newest first, each with its edit of the activity."""
    named = Q(text__contains=f'"key": "{ref.key}"') | Q(kind__in=UNDO_KINDS)
    recent = changes_of(plan.pk).filter(number__gt=plan.version - LOOKED_BACK)
    acts = recent.annotate(text=Cast("edits", TextField())).filter(named)
    changes: list[Change] = list(acts[:AT_ONCE])
    return [
        (change, edit)
        for change, edits in zip(changes, edits_of(changes), strict=True)
        for edit in edits
        if edit.ref == ref
    ]


def last_to_change(
    plan_id: UUID,
    ref: Ref,
    differences: Collection[Difference],
) -> tuple[Change | None, tuple[Difference, ...]]:
    """The newest change of a thing, and the differences, each with who changed its field last.

    These can be several people. Reads the newest SEARCHED changes; for the plan itself (PLAN) only
    a change of one of these fields counts.
    """
    last, actors = None, dict[str, str]()
    wanted = {one.name for one in differences}
    for change, edits in _newest(changes_of(plan_id)):
        for edit in edits:
            parts = edit.changed_parts if ref == PLAN else (edit.after or {}).keys()
            if edit.ref == ref and (ref != PLAN or wanted & parts):
                last = last or change
                actors |= {name: actor(change) for name in wanted & parts if name not in actors}
        if last and len(actors) == len(wanted):
            break
    return last, tuple(replace(one, actor=actors.get(one.name, "")) for one in differences)


def _newest(found: QuerySet[Change]) -> Iterator[tuple[Change, tuple[Edit, ...]]]:
    """The newest SEARCHED of these changes with their edits, read AT_ONCE at a time."""
    for start in range(0, SEARCHED, AT_ONCE):
        changes = list(found[start : start + AT_ONCE])
        yield from zip(changes, edits_of(changes), strict=True)
        if len(changes) < AT_ONCE:
            return


def others_acts(plan_id: UUID, version: int, author: Author) -> list[OthersAct]:
    """The newest SEARCHED acts of other people after this version, oldest first.

    An act names the things that it touched, not what it did to them. A skip is left out: it
    changes nothing in the plan.
    """
    later = changes_of(plan_id).filter(number__gt=version).exclude(author.acts)
    later = later.exclude(kind=Change.Kind.SKIP)
    acts = [
        OthersAct(actor(change), [edit.ref for edit in edits]) for change, edits in _newest(later)
    ]
    return acts[::-1]


def titles_of(plan_id: UUID) -> dict[Ref, str]:
    """The titles of the plan's activities and milestones, in one query."""
    kinds = ((RefKind.ACTIVITY, PlanActivity), (RefKind.MILESTONE, PlanMilestone))
    first, second = (
        model._default_manager.filter(plan_id=plan_id)
        .order_by()
        .values_list(Value(str(kind), CharField()), "pk", "title")
        for kind, model in kinds
    )
    rows = first.union(second, all=True)
    return {Ref(RefKind(kind), str(row_id)): title for kind, row_id, title in rows}


def actor(change: Change) -> str:
    """The person who made a change of `changes_of`, in Dutch; former members have their last name
    in the plan."""
    if change.user is not None:
        return change.left_as or change.user.get_full_name() or NAMELESS
    if not change.browser:
        return "een verwijderd account"
    return "deze browser" if change.browser == change.plan.browser else "een browser zonder account"
