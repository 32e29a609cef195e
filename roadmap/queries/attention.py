"""The activities of some plans that are not done, for the pages on what asks for attention."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from content.catalogue import Catalogue
from roadmap.domain.overview.attention import AttentionLine
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.plan.fields import Status
from roadmap.history.reading import OWNER_COLUMNS, owner_in
from roadmap.models import Plan, PlanActivity

SHOWN = ("title", "status", "order", "start_date", "due_date", *OWNER_COLUMNS)


def open_lines(catalogue: Catalogue, plans: Iterable[Plan], today: date) -> list[AttentionLine]:
    """In one query, however many plans; `plans` as their visitor sees them."""
    by_id = {plan.pk: plan for plan in plans}
    rows = PlanActivity.objects.filter(plan__in=by_id).exclude(status=Status.DONE)
    columns = ("pk", "version", "plan_id", "track__slug", "phase__number", *SHOWN)
    return [
        AttentionLine(
            plan_id=row["plan_id"],
            plan_title=by_id[row["plan_id"]].title,
            may_edit=by_id[row["plan_id"]].may_edit,
            pillar=catalogue.track_by_slug[row["track__slug"]].pillar.number,
            item=GridItem(
                title=row["title"],
                status=Status(row["status"]),
                track=row["track__slug"],
                phase=row["phase__number"],
                order=row["order"],
                owner=owner_in(row),
                start_date=row["start_date"],
                due_date=row["due_date"],
                row=row["pk"],
                version=row["version"],
            ),
            today=today,
        )
        for row in rows.order_by().values(*columns)
    ]
