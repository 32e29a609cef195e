"""A plan's PDF, composed from values: the render worker runs this, without a database.

What an own plan's PDF tells a manager, part by part; a ready plan is drawn by the same parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.template.loader import render_to_string

from content.catalogue import Catalogue, Phase, Profile, SuccessFactor, Track
from roadmap.domain.changes.change_summary import RECENT_DAYS, ChangeSummary, change_summaries
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.overview.overview import Overview, ready_overview, state_overview
from roadmap.domain.overview.progress import StatusCounts
from roadmap.domain.overview.timeline import Timeline, timeline
from roadmap.domain.plan.phase_dates import Span, Spans
from roadmap.domain.plan.state import PlanReading, State
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


@dataclass(frozen=True, slots=True)
class FactorLine:
    factor: SuccessFactor
    done: bool
    note: str


@dataclass(frozen=True)
class Report:
    """All that the parts of the PDF draw. `letter_rank` is None for a grid over several pages."""

    overview: Overview
    options: PdfOptions
    summary: Summary
    letter_rank: int | None
    timeline: Timeline
    chart: tuple[ChartSheet, ...]
    phases: tuple[ReportPhase, ...]
    factors: tuple[FactorLine, ...]

    @property
    def is_ready(self) -> bool:
        """Whether this is a ready plan, which has no state and no dates."""
        return self.overview.version == 0


def plan_pdf(
    catalogue: Catalogue,
    plan: PlanReading,
    today: date,
    options: PdfOptions,
    with_notes: bool,
) -> bytes:
    """The PDF of a plan, with its document attached; without notes there is none in any part.

    Raises ImproperlyConfigured and PdfTooLarge, as `draw`.
    """
    report = plan_report(catalogue, plan, today, options, with_notes=with_notes)
    snapshot = Snapshot.of(plan, catalogue, today, with_notes=with_notes)
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
) -> Report:
    overview = state_overview(
        catalogue, plan.state, plan.playbook_label, plan.version, today, with_notes=with_notes
    )
    titles = {str(item.row): item.title for _, _, item in overview.grid.placed}
    return _report(
        overview,
        options,
        plan.state.plan.phase_dates,
        change_summaries(plan.recent_edits, titles),
        max(today - timedelta(days=RECENT_DAYS), plan.created_on),
        _factors(catalogue, plan.state, with_notes),
    )


def ready_report(catalogue: Catalogue, profile: Profile, today: date) -> Report:
    return _report(ready_overview(catalogue, profile, today), READY_OPTIONS, {}, (), today, ())


def _report(
    overview: Overview,
    options: PdfOptions,
    spans: Spans,
    changes: Sequence[ChangeSummary],
    since: date,
    factors: tuple[FactorLine, ...],
) -> Report:
    grid, today = overview.grid, overview.today
    line = timeline(grid, spans, today)
    return Report(
        overview=overview,
        options=options,
        summary=summary_of(grid, spans, overview.progress, overview.effort, changes, since),
        letter_rank=letter_rank(grid, options.sheet, with_head=options.starts_with_grid),
        timeline=line,
        chart=chart_sheets(line),
        phases=tuple(_phases(overview, spans)),
        factors=factors,
    )


def report_page(report: Report) -> str:
    """The HTML that becomes the PDF."""
    return render_to_string("roadmap/pdf/report.html", {"report": report})


def _phases(overview: Overview, spans: Spans) -> list[ReportPhase]:
    tallies = dict(overview.progress.phases)
    return [
        ReportPhase(
            phase,
            spans.get(phase.number),
            tallies[phase],
            tuple(ReportLine(item, track, item.is_late(overview.today)) for track, item in items),
        )
        for phase, items in overview.phases
    ]


def _factors(catalogue: Catalogue, state: State, with_notes: bool) -> tuple[FactorLine, ...]:
    stored = ((f, state.factors.get(f.slug)) for f in catalogue.success_factors)
    return tuple(
        FactorLine(factor, values.done, values.note if with_notes else "")
        if values
        else FactorLine(factor, False, "")
        for factor, values in stored
    )
