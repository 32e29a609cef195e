"""A plan as the holder of a share link sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from content.catalogue import Catalogue
from roadmap.domain.changes.change_summary import RECENT_DAYS, ChangeSummary, change_summaries
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.overview.overview import Overview
from roadmap.history.reading import edits_since
from roadmap.models import ShareLink
from roadmap.queries.overview import plan_overview


@dataclass(frozen=True)
class SharedPlan:
    """`changes`: those of RECENT_DAYS, from the day `since` on; `is_new`: the plan is younger."""

    overview: Overview
    changes: tuple[ChangeSummary, ...]
    since: date
    is_new: bool

    @property
    def noted(self) -> tuple[GridItem, ...]:
        """The activities with a note; none when the link was made without notes."""
        return tuple(item for _, _, item in self.overview.grid.placed if item.note)


def shared_plan(catalogue: Catalogue, link: ShareLink, today: date) -> SharedPlan:
    """What the link's holder may read, in four queries."""
    plan = link.plan
    overview = plan_overview(
        catalogue, plan, today, with_notes=link.with_notes, with_milestones=True
    )
    since = today - timedelta(days=RECENT_DAYS)
    made = timezone.localtime(plan.created_at).date()
    return SharedPlan(
        overview=overview,
        changes=change_summaries(edits_since(plan.pk, since), overview.grid.titles),
        since=max(since, made),
        is_new=made > since,
    )
