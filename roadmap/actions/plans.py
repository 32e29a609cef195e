"""Acts on a plan as a whole: create, copy, edit its details, archive, delete."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from content.catalogue import Catalogue
from roadmap.domain.overview.attention import next_review, rescheduled
from roadmap.domain.plan.fields import ActivityValues, Fields, PlanValues, Start
from roadmap.domain.plan.ownership import copied_by
from roadmap.domain.plan.phase_dates import Redated, redated
from roadmap.domain.plan.starting_profiles import activities_at_start
from roadmap.domain.plan.state import PLAN, Edit, State, changed_fields
from roadmap.history.errors import Conflict
from roadmap.history.quota import add_stored
from roadmap.history.reading import edits_after, plan_values, state_at_version
from roadmap.history.transaction import Author, Revision, in_revision, kept_until, locked
from roadmap.history.writing import CatalogueIds, write_edits
from roadmap.models import Change, Membership, Plan
from roadmap.pdf_cache import forget_pdfs


def create(
    *,
    catalogue: Catalogue,
    author: Author,
    title: str,
    organisation: str,
    start: Start,
    plan_id: UUID | None = None,
) -> Plan:
    """A new plan with the activities of its starting profiles, titled as in this catalogue.

    `plan_id`: the new plan's id. The same author asking for the same id twice gets the same plan;
    an id of somebody else's plan raises Conflict.
    """
    rows = map(ActivityValues.of_catalogue, activities_at_start(catalogue, start))
    return new_plan(
        author=author,
        values=PlanValues(title, organisation, catalogue.number, start),
        edits=map(Edit.new, rows),
        plan_id=plan_id,
    )


def duplicate(*, plan_id: UUID, author: Author, title: str, copy_id: UUID | None = None) -> Plan:
    """A copy of the plan as it is now, owned by this author alone; its history starts empty.

    Raises Gone, and Conflict as `create`.
    """
    _, state = state_at_version(plan_id)
    values = replace(state.plan, title=title)
    state = copied_by(state, author.user_id)
    return new_plan(author=author, values=values, edits=copied(state), plan_id=copy_id)


def copied(state: State) -> list[Edit]:
    """The edits that add everything in this state to a new plan."""
    return [Edit.new(row) for ref, row in state.things.items() if ref != PLAN]


def new_plan(
    *,
    author: Author,
    values: PlanValues,
    edits: Iterable[Edit],
    plan_id: UUID | None = None,
    kind: Change.Kind = Change.Kind.CREATE,
    add_more: Callable[[UUID], None] = lambda plan_id: None,
) -> Plan:
    """Create a plan with these values and edits, all of which add something.

    `add_more` stores further rows for the new id, in the same transaction. `plan_id` and Conflict:
    as `create`.
    """
    wanted, edits, ids = plan_id or uuid4(), list(edits), CatalogueIds()
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                id=wanted,
                browser="" if author.user_id else author.browser,
                kept_until=None if author.user_id else kept_until(timezone.localdate()),
                **ids.columns(PlanValues, values.as_fields()),
            )
            if author.user_id:
                plan.memberships.create(user_id=author.user_id, role=Membership.Role.OWNER)
            write_edits(wanted, plan.version, edits, {}, ids)
            add_stored([edit.as_json() for edit in edits])
            rev = Revision(wanted, author)
            rev.number = plan.version
            rev.record(kind)
            add_more(wanted)
    except IntegrityError:
        if not Change.objects.filter(author.acts, plan_id=wanted, number=1).exists():
            if Plan.objects.filter(pk=wanted).exists():
                raise Conflict from None
            raise
        plan = Plan.objects.get(pk=wanted)
    return plan


class DetailsConflict(Conflict):
    """Somebody changed the same `parts` of the plan's details since."""

    def __init__(self, parts: Collection[str]) -> None:
        super().__init__(*sorted(parts))
        self.parts = frozenset(parts)


@in_revision
def edit_details(
    rev: Revision, *, version: int, fields: Fields | None = None, dates: Redated | None = None
) -> None:
    """Change these fields of the plan itself and the dates of these phases.

    Raises DetailsConflict when somebody changed one of them after `version`, unless to the same.
    """
    now = plan_values(rev.plan_id)
    asked = rescheduled(now, fields or {}, timezone.localdate())
    wanted = {**asked, "phase_dates": redated(now.phase_dates, dates or {})}
    edit = changed_fields(PLAN, now, wanted)
    if edit is None:
        return
    since = frozenset[str]().union(*(e.changed_parts for e in edits_after(rev.plan_id, version)))
    if both := edit.changed_parts & since:
        raise DetailsConflict(both)
    rev.save(Change.Kind.DESCRIBE, [edit])


@in_revision
def review(rev: Revision, *, due: date | None) -> bool:
    """Record that the plan was reviewed today, and plan its next review from today. Returns True.

    `due`: the review day that the page showed. Raises DetailsConflict when it has changed.
    """
    now = plan_values(rev.plan_id)
    edit = changed_fields(PLAN, now, {"review_on": next_review(now.review, timezone.localdate())})
    if edit is None:
        return True
    if now.review_on != due:
        raise DetailsConflict(["review_on"])
    rev.save(Change.Kind.REVIEW, [edit])
    return True


def archive(*, plan_id: UUID, is_archived: bool) -> None:
    """Archive the plan, or take it out of the archive. Its content stays as it is.

    `history.transaction` raises Archived for every act on the content of an archived plan.
    """
    Plan.objects.filter(pk=plan_id).update(is_archived=is_archived)


def delete(*, plan_id: UUID, version: int) -> None:
    """Delete the plan and all its rows. Raises Conflict when it was changed after `version`."""
    with locked(plan_id) as now:
        if now != version:
            raise Conflict
        Plan.objects.filter(pk=plan_id).delete()
        forget_pdfs([plan_id])
