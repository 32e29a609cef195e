"""Composes a plan's PDF from values: the render worker runs this, without a database.

Stored and ready-made plans have the same parts.
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
from roadmap.domain.overview.plan_reading import PlanReading
from roadmap.domain.overview.progress import StatusCounts
from roadmap.domain.plan.fields import FactorValues
from roadmap.domain.plan.phase_dates import Span
from roadmap.exchange.plan_document import Snapshot
from roadmap.pdf.options import DEFAULT_OPTIONS, READY_PARTS, Part, PdfOptions
from roadmap.pdf.paper.grid_scale import (
    DATES_SPACE,
    GridSheets,
    grid_sheets,
    head_height,
)
from roadmap.pdf.paper.timeline_chart import CHART_PAPERS, ChartSheet, chart_sheets
from roadmap.pdf.renderer import draw
from roadmap.pdf.summary import Summary, summary_of

CAPTION = (
    "Activiteiten per pijler en spoor, in vijf fasen, met de tekens van klaar, bezig en te laat"
)
COLOPHON = "Profiel: 300 activiteiten, versie 1000, 28 september 2027, AI Playbook mei 2026"
"""Samples of the texts above a grid, as long as they get, to compute the height of these."""


@dataclass(frozen=True, slots=True)
class ReportPhase:
    """A phase and its activities; `span` is None for one without dates."""

    phase: Phase
    span: Span | None
    counts: StatusCounts
    items: tuple[tuple[Track, GridItem], ...]


@dataclass(frozen=True)
class Report:
    """What the parts of the PDF show; each is computed on first use.

    `changes`: those from the day `since` on.
    """

    overview: Overview
    options: PdfOptions
    since: date
    changes: tuple[ChangeSummary, ...] = ()
    factors: tuple[tuple[SuccessFactor, FactorValues], ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether this is a ready-made plan, without statuses and dates."""
        return self.overview.version == 0

    @property
    def summary(self) -> Summary:
        return summary_of(self.overview, self.changes, self.since)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The chosen parts with something to show; all chosen ones, to say so, when none has."""
        return tuple(part for part in self.options.parts if self._fills(part)) or self.options.parts

    @property
    def whole_parts(self) -> list[Part]:
        """The parts on sheets of their own; none for an empty plan, whose parts are short."""
        return [part for part in self.parts if not (part.flows or self.is_empty)]

    @property
    def flowing_parts(self) -> list[Part]:
        return [part for part in self.parts if part not in self.whole_parts]

    @property
    def is_empty(self) -> bool:
        return not self.overview.grid.count

    def _fills(self, part: Part) -> bool:
        match part.slug:
            case "rooster" | "activiteiten" | "rollen":
                return not self.is_empty
            case "tijdlijn":
                return self.overview.timeline.span is not None
            case "succesfactoren":
                return any(stored.done or stored.note for _, stored in self.factors)
        return True

    @cached_property
    def grid(self) -> GridSheets:
        plan, selection = self.overview.plan, self.overview.selection
        sheet, is_first = self.options.sheet, self.parts[0].slug == "rooster"
        head = [(CAPTION, 8.0)]
        if is_first:
            colophon = f"{plan.organisation} {selection} {self.overview.start} {COLOPHON}"
            head += [(plan.title, sheet.title_size), (colophon, 9.5), (selection, 14.0)]
        else:
            head += [("Rooster", sheet.title_size), (f"{plan.title} · {plan.organisation}", 9.5)]
        height = head_height(head, sheet) + (DATES_SPACE if plan.phase_dates else 0)
        return grid_sheets(self.overview.grid, sheet, height)

    @cached_property
    def chart(self) -> tuple[ChartSheet, ...]:
        is_first = self.parts[0].slug == "tijdlijn"
        paper = CHART_PAPERS[self.options.sheet.layout]
        return chart_sheets(self.overview.timeline, paper, with_head=is_first)

    @property
    def phases(self) -> list[ReportPhase]:
        spans, placed = self.overview.plan.phase_dates, list(self.overview.grid.placed)
        return [
            ReportPhase(
                phase,
                spans.get(phase.number),
                counts,
                tuple((track, item) for track, other, item in placed if other == phase),
            )
            for phase, counts in self.overview.progress.phases
            if counts.total
        ]


def plan_pdf(
    catalogue: Catalogue,
    plan: PlanReading,
    today: date,
    options: PdfOptions,
    with_notes: bool,
    selection: str = "",
) -> bytes:
    """The PDF of a plan, with its document attached. `with_notes`: False leaves out all notes.

    `selection`: which part of the plan it holds, in words. Raises as `draw`, and PdfTooLarge.
    """
    report = plan_report(
        catalogue, plan, today, options, with_notes=with_notes, selection=selection
    )
    snapshot = Snapshot.of(plan, catalogue, today, with_notes=with_notes, selection=selection)
    return draw(report_page(report), snapshot.json, zoom=options.sheet.zoom)


def ready_pdf(catalogue: Catalogue, profile: str, today: date, paper: str) -> bytes:
    """The PDF of the ready-made plan for a profile's slug. Raises as `draw`."""
    report = ready_report(catalogue, catalogue.profile_by_slug[profile], today, paper)
    return draw(report_page(report), zoom=report.options.sheet.zoom)


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
    items = (GridItem.on(today, row, row=row_id) for row_id, row in state.activities.items())
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


def ready_report(
    catalogue: Catalogue, profile: Profile, today: date, paper: str = DEFAULT_OPTIONS.paper
) -> Report:
    options = PdfOptions.of(READY_PARTS, paper)
    return Report(ready_overview(catalogue, profile, today), options, today)


def report_page(report: Report) -> str:
    return render_to_string("roadmap/pdf/report.html", {"report": report})
