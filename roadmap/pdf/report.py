"""An own plan as its PDF tells it to a manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.template.loader import render_to_string
from django.utils import timezone

from content.catalogue import Catalogue, Phase, SuccessFactor, Track
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.overview.overview import Overview
from roadmap.domain.overview.progress import StatusCounts
from roadmap.domain.overview.timeline import Timeline, timeline
from roadmap.domain.plan.spans import Span, Spans, spans_of
from roadmap.models import Plan
from roadmap.pdf.grid_scale import A3, letter_rank
from roadmap.pdf.options import PdfOptions
from roadmap.pdf.summary import Summary, summary_of
from roadmap.pdf.timeline_chart import ChartSheet, chart_sheets
from roadmap.queries.overview import plan_overview
from roadmap.queries.recent_changes import RECENT_DAYS, recent_changes


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
    choice: PdfOptions
    brief: Summary
    letter_rank: int | None
    timeline: Timeline
    chart: tuple[ChartSheet, ...]
    phases: tuple[ReportPhase, ...]
    factors: tuple[FactorLine, ...]


def plan_report(
    catalogue: Catalogue, plan: Plan, today: date, choice: PdfOptions, *, with_notes: bool = True
) -> Report:
    """The plan as it is read now, in five queries; without notes there is none in any part."""
    overview = plan_overview(catalogue, plan, today, with_notes=with_notes)
    grid, spans = overview.grid, spans_of(plan.phase_dates)
    since = today - timedelta(days=RECENT_DAYS)
    made = timezone.localtime(plan.created_at).date()
    line = timeline(grid, spans, today)
    changes = recent_changes(plan, since)
    return Report(
        overview=overview,
        choice=choice,
        brief=summary_of(
            grid, spans, overview.standing, overview.effort, changes, max(since, made)
        ),
        letter_rank=letter_rank(grid, choice.sheet, with_head=choice.starts_with_grid),
        timeline=line,
        chart=chart_sheets(line),
        phases=tuple(_phases(overview, spans)),
        factors=_factors(catalogue, plan, with_notes),
    )


def report_page(report: Report) -> str:
    """The HTML that becomes the PDF."""
    return render_to_string("roadmap/pdf/report.html", {"report": report})


def _phases(overview: Overview, spans: Spans) -> list[ReportPhase]:
    tallies = dict(overview.standing.phases)
    return [
        ReportPhase(
            phase,
            spans.get(phase.number),
            tallies[phase],
            tuple(ReportLine(item, track, item.is_late(overview.today)) for track, item in items),
        )
        for phase, items in overview.phases
    ]


def _factors(catalogue: Catalogue, plan: Plan, with_notes: bool) -> tuple[FactorLine, ...]:
    stored = {
        factor: (done, note)
        for factor, done, note in plan.factors.values_list("factor", "done", "note")
    }
    lines = (
        (factor, *stored.get(factor.slug, (False, ""))) for factor in catalogue.success_factors
    )
    return tuple(FactorLine(f, done, note if with_notes else "") for f, done, note in lines)


def pdf_page(overview: Overview) -> str:
    """The HTML of a ready plan: the grid on A3, then pages to read on A4."""
    rank = letter_rank(overview.grid)
    context = {"overview": overview, "letter_rank": rank, "sheet": A3}
    return render_to_string("roadmap/pdf/pdf.html", context)
