"""Every change of a plan: one function an act, atomic, tested against the plan's version."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from content.catalogue import Activity as PublishedActivity
from content.catalogue import Catalogue
from content.models import Activity, Phase, PlaybookVersion, Track
from roadmap.models import Plan, PlanActivity, kept_until
from roadmap.plans import Start, activities_at_start


class Conflict(Exception):
    """The plan was changed since the version that this edit started from."""


@transaction.atomic
def create_plan(
    *, catalogue: Catalogue, browser: str, title: str, organisation: str, start: Start
) -> Plan:
    """A new plan with the activities of its start, in the words of this playbook version."""
    plan = Plan.objects.create(
        title=title,
        organisation=organisation,
        playbook_version=PlaybookVersion.objects.get(number=catalogue.number),
        start=dict(start),
        browser=browser,
        kept_until=kept_until(timezone.localdate()),
    )
    _add(plan.pk, activities_at_start(catalogue, start))
    return plan


@transaction.atomic
def describe_plan(*, plan_id: UUID, version: int, title: str, organisation: str) -> None:
    """Change title and organisation. Raises Conflict."""
    _step(plan_id, version, title=title, organisation=organisation)


@transaction.atomic
def choose_activities(
    *, catalogue: Catalogue, plan_id: UUID, version: int, slugs: Collection[str]
) -> None:
    """Make the plan hold exactly these catalogue activities; what it keeps is left as it is.

    Own activities, and those that the playbook has dropped, stay. Raises Conflict.
    """
    _step(plan_id, version)
    rows = PlanActivity.objects.filter(plan_id=plan_id, activity__isnull=False)
    present = set(rows.values_list("activity__slug", flat=True))
    removed = present & catalogue.activity_by_slug.keys() - set(slugs)
    rows.filter(activity__slug__in=removed).delete()
    _add(
        plan_id,
        [a for a in catalogue.activities if a.slug in slugs and a.slug not in present],
    )


@transaction.atomic
def delete_plan(*, plan_id: UUID, version: int) -> None:
    """Remove the plan and all that is in it. Raises Conflict."""
    _step(plan_id, version)
    Plan.objects.filter(pk=plan_id).delete()


def _step(plan_id: UUID, version: int, **changes: str) -> None:
    """Move the plan one version on, in one statement that no other save can come between."""
    moved = Plan.objects.filter(pk=plan_id, version=version).update(
        version=F("version") + 1,
        changed_at=timezone.now(),
        kept_until=kept_until(timezone.localdate()),
        **changes,
    )
    if not moved:
        raise Conflict


def _add(plan_id: UUID, activities: Collection[PublishedActivity]) -> None:
    ids = dict(Activity.objects.values_list("slug", "pk"))
    tracks = dict(Track.objects.values_list("slug", "pk"))
    phases = dict(Phase.objects.values_list("slug", "pk"))
    PlanActivity.objects.bulk_create(
        PlanActivity(
            plan_id=plan_id,
            activity_id=ids[activity.slug],
            title=activity.title,
            track_id=tracks[activity.track.slug],
            phase_id=phases[activity.phase.slug],
            order=activity.order,
        )
        for activity in activities
    )
