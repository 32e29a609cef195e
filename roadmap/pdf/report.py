"""A plan's PDF, composed from values: the render worker runs this, without a database.

What an own plan's PDF tells a manager, part by part; a ready plan is drawn by the same parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.template.loader import render_to_string

from content.catalogue import Catalogue, Phase, Profile, SuccessFactor, Track
from roadmap.domain.changes.change_summary import RECENT_DAYS, ChangeSummary, change_summaries
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.overview.overview import Overview, ready_overview
from roadmap.domain.overview.progress import StatusCounts
from roadmap.domain.overview.reading import PlanReading
from roadmap.domain.plan.fields import FactorValues
from roadmap.domain.plan.phase_dates import Span
from roadmap.exchange.document import Snapshot
from roadmap.pdf.grid_scale import letter_rank
from roadmap.pdf.options import READY_OPTIONS, PdfOptions
from roadmap.pdf.renderer import draw
from roadmap.pdf.summary import Summary, summary_of
from roadmap.pdf.timeline_chart import ChartSheet, chart_sheets


@dataclass(frozen=True, slots=True)
class ReportLine:
    item: GridItem
    track: Track
    is_late: bool


@dataclass(frozen=True, slots=True)
class ReportPhase:
    """`span` is None for a phase without dates."""

    phase: Phase
    span: Span | None
    counts: StatusCounts
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True)
class Report:
    """What the parts of the PDF draw, each made when its part is asked for.

    `changes` are those since the day `since`.
    """

    overview: Overview
    options: PdfOptions
    since: date
    changes: tuple[ChangeSummary, ...] = ()
    factors: tuple[tuple[SuccessFactor, FactorValues], ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether this is a ready plan, which has no state and no dates."""
        return self.overview.version == 0

    @property
    def summary(self) -> Summary:
        return summary_of(self.overview, self.changes, self.since)

    @cached_property
    def letter_rank(self) -> int | None:
        """None for a grid over several pages."""
        options = self.options
        return letter_rank(
            self.overview.grid, options.sheet, with_head=options.starts_with("rooster")
        )

    @cached_property
    def chart(self) -> tuple[ChartSheet, ...]:
        is_first = self.options.starts_with("tijdlijn")
        return chart_sheets(self.overview.timeline, with_head=is_first)

    @property
    def phases(self) -> list[ReportPhase]:
        overview = self.overview
        spans, counts = overview.plan.phase_dates, dict(overview.progress.phases)
        return [
            ReportPhase(
                phase,
                spans.get(phase.number),
                counts[phase],
                tuple(
                    ReportLine(item, track, item.is_late(overview.today))
                    for track, other, item in overview.grid.placed
                    if other == phase
                ),
            )
            for phase in overview.grid.phases
        ]


def plan_pdf(
    catalogue: Catalogue,
    plan: PlanReading,
    today: date,
    options: PdfOptions,
    with_notes: bool,
    selection: str = "",
) -> bytes:
    """The PDF of a plan, with its document attached; without notes there is none in any part.

    `selection`: which activities alone the plan holds here, in words. Raises ImproperlyConfigured
    and PdfTooLarge, as `draw`.
    """
    report = plan_report(
        catalogue, plan, today, options, with_notes=with_notes, selection=selection
    )
    snapshot = Snapshot.of(plan, catalogue, today, with_notes=with_notes, selection=selection)
    return draw(report_page(report), snapshot.json)


def ready_pdf(catalogue: Catalogue, profile: str, today: date) -> bytes:
    """The PDF of the ready plan for a profile's slug. Raises as `draw`."""
    return draw(report_page(ready_report(catalogue, catalogue.profile_by_slug[profile], today)))


def plan_report(
    catalogue: Catalogue,
    plan: PlanReading,
    today: date,
    options: PdfOptions,
    *,
    with_notes: bool = True,
    selection: str = "",
) -> Report:
    state = plan.state if with_notes else plan.state.without_notes()
    items = (GridItem(**row.as_fields(), row=row_id) for row_id, row in state.activities.items())
    grid = build_grid(catalogue, items)
    return Report(
        Overview(
            catalogue,
            state.plan,
            grid,
            plan.playbook_label,
            plan.version,
            today,
            milestones=state.milestones,
            selection=selection,
        ),
        options,
        max(today - timedelta(days=RECENT_DAYS), plan.created_on),
        change_summaries(plan.recent_edits, grid.titles),
        tuple(
            (factor, state.factors.get(factor.slug, FactorValues(factor.slug)))
            for factor in catalogue.success_factors
        ),
    )


def ready_report(catalogue: Catalogue, profile: Profile, today: date) -> Report:
    return Report(ready_overview(catalogue, profile, today), READY_OPTIONS, today)


def report_page(report: Report) -> str:
    return render_to_string("roadmap/pdf/report.html", {"report": report})
