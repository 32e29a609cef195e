"""A plan as the holder of a share link sees it, and the address as a picture to scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import segno
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from content.catalogue import Catalogue
from roadmap.grid import GridItem
from roadmap.models import Plan, ShareLink
from roadmap.overview import Overview, plan_overview
from roadmap.phases import spans_of
from roadmap.recent import News, news
from roadmap.state import Edit
from roadmap.timeline import Timeline, timeline

RECENT_DAYS = 30


@dataclass(frozen=True)
class SharedPlan:
    """`since`: the day from which `news` tells; it starts with the plan when that is younger."""

    overview: Overview
    timeline: Timeline
    news: tuple[News, ...]
    since: date
    is_new: bool

    @property
    def noted(self) -> tuple[GridItem, ...]:
        """The activities with a note: none when the link gives no notes."""
        return tuple(item for _, _, item in self.overview.grid.placed if item.note)


def shared_plan(catalogue: Catalogue, link: ShareLink, today: date) -> SharedPlan:
    """What the link gives to read, in four queries."""
    plan = link.plan
    overview = plan_overview(catalogue, plan, today, with_notes=link.with_notes)
    since = today - timedelta(days=RECENT_DAYS)
    made = timezone.localtime(plan.created_at).date()
    return SharedPlan(
        overview=overview,
        timeline=timeline(overview.grid, spans_of(plan.phase_dates), today),
        news=recent_news(plan, since),
        since=max(since, made),
        is_new=made > since,
    )


def recent_news(plan: Plan, since: date) -> tuple[News, ...]:
    """What changed in the plan from this day on, in two queries."""
    changes = plan.changes.filter(at__date__gte=since).order_by("number")
    edits = [Edit.from_json(e) for told in changes.values_list("edits", flat=True) for e in told]
    titles = {str(pk): title for pk, title in plan.activities.values_list("pk", "title")}
    return news(edits, titles)


def qr_code(address: str) -> SafeString:
    """The address as SVG, dark on light with a quiet edge, without any style."""
    code = segno.make_qr(address, error="m")
    svg = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return mark_safe(svg)  # made here, and of nothing but squares
