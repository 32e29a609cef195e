"""The PDFs against Chromium printing the same pages, and how ours grow with the plan.

Chromium runs at the priority of the render process, so that a busy machine slows both down alike.
"""

from __future__ import annotations

import gc
import os
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from bench.serving import cpu_seconds
from content.published import published_catalogue
from roadmap import actions
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.plan.phase_dates import proposed, spans_as_json
from roadmap.domain.plan.starting_profiles import start_everywhere
from roadmap.history.reading import read_plan
from roadmap.history.transaction import Author
from roadmap.models import Plan, PlanFactor
from roadmap.pdf.options import PdfOptions
from roadmap.pdf.renderer import CSS_FOLDER, draw, print_tokens, stylesheet_text
from roadmap.pdf.report import Report, plan_report, ready_report, report_page
from roadmap.pdf.worker import LOWER_PRIORITY

ROUNDS = 9
MOST_TIME, MOST_BYTES = 0.90, 0.33
"""Required maximum time and size, as fractions of Chromium's."""
TODAY = date(2027, 6, 15)
NOTE = "Besproken op de stuurgroep.\nAfspraak: eerst de processen, daarna de rest."


@dataclass(frozen=True)
class Cost:
    """Milliseconds of one PDF, by the clock and of all processors."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Comparison:
    """Ours and Chromium's, for the same pages: medians, and the ratio by the clock."""

    name: str
    ours: Cost
    chromium: Cost
    ratio: float
    ours_bytes: int
    chromium_bytes: int


@dataclass(frozen=True)
class PdfFigures:
    comparisons: list[Comparison]
    growth: dict[int, float]
    peak_mb: float


def pdf_figures() -> PdfFigures:
    catalogue = published_catalogue()
    expert = ready_report(catalogue, catalogue.profiles[-1], TODAY)
    reading = read_plan(busy_plan(), since=TODAY, with_saved_states=False)
    manager = report_page(plan_report(catalogue, reading, TODAY, PdfOptions()))
    pages = {"ready plan": report_page(expert), "manager's": manager}
    os.setpriority(os.PRIO_PROCESS, 0, LOWER_PRIORITY)
    draw(manager)
    gc.freeze()  # as in the render process, which collects garbage when nobody waits
    gc.disable()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        comparisons = [compared(chromium, name, page) for name, page in pages.items()]
        chromium.close()
    larger_pages = {count: report_page(larger(expert, count)) for count in (53, 80, 150, 300)}
    growth = {
        count: typical([cost_of(partial(draw, page)) for _ in "123"]).cpu
        for count, page in larger_pages.items()
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return PdfFigures(comparisons, growth, peak)


def compared(chromium: Browser, name: str, html: str) -> Comparison:
    """In turn, pair by pair: the ratio is the median of the pairs."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "plan.html"
        page.write_text(printable(html))
        ours_bytes = len(draw(html))
        chromium_bytes = len(print_by_chromium(chromium, page))
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(cost_of(lambda: draw(html)))
            theirs.append(cost_of(lambda: print_by_chromium(chromium, page)))
    return Comparison(
        name=name,
        ours=typical(ours),
        chromium=typical(theirs),
        ratio=median(a.wall / b.wall for a, b in zip(ours, theirs, strict=True)),
        ours_bytes=ours_bytes,
        chromium_bytes=chromium_bytes,
    )


def busy_plan() -> Plan:
    """A plan of 53 activities in full swing: owners, dates, every status, notes on a third."""
    catalogue = published_catalogue()
    plan = actions.plans.create(
        catalogue=catalogue,
        author=Author("bench"),
        title="AI bij de stad: van eerste stappen naar dagelijks werk",
        organisation="Stad Voorbeeld",
        start=start_everywhere(catalogue, "expert"),
    )
    plan.phase_dates = spans_as_json(proposed(date(2027, 1, 4), 24, len(catalogue.phases)))
    plan.save()
    for n, row in enumerate(plan.activities.order_by("phase__number", "track__order", "order")):
        row.owner = ("An Peeters", "Jan van den Berg", "")[n % 3]
        row.start_date = date(2027, 1, 4) + timedelta(days=13 * n)
        row.due_date = row.start_date + timedelta(days=60)
        row.status = "done" if n < 8 else "doing" if n < 16 else "todo"
        row.note = "" if n % 3 else NOTE
        row.save()
    for factor in catalogue.success_factors[:3]:
        PlanFactor.objects.create(plan=plan, factor=factor.slug, done=True, note=NOTE)
    return plan


def printable(html: str) -> str:
    """The PDF's page for a browser: the same HTML with its stylesheet in it."""
    base = f'<base href="{CSS_FOLDER.as_uri()}/">'
    style = f"<style>{stylesheet_text(print_tokens())}</style>"
    return html.replace("</head>", f"{base}{style}</head>")


def print_by_chromium(chromium: Browser, page: Path) -> bytes:
    """Opens the page in a new tab and prints it, tagged, as a warm Chromium does."""
    tab = chromium.new_page()
    tab.goto(page.as_uri())
    pdf = tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
    tab.close()
    return pdf


def larger(report: Report, count: int) -> Report:
    """The same plan with own activities up to `count`."""
    catalogue, overview = published_catalogue(), report.overview
    items = [item for _, _, item in overview.grid.placed]
    items += [
        GridItem(
            f"Een eigen activiteit van ons team {n}", catalogue.tracks[n % 7].slug, n % 5 + 1, n
        )
        for n in range(count - len(items))
    ]
    grown = build_grid(catalogue, items)
    return replace(report, overview=replace(overview, grid=grown))


def cost_of(act: Callable[[], object]) -> Cost:
    """The cost of an act in this process and its descendants, including Chromium."""
    gc.collect()
    start, used = time.perf_counter(), cpu_seconds(os.getpid())
    act()
    wall, cpu = time.perf_counter() - start, cpu_seconds(os.getpid()) - used
    return Cost(1000 * wall, 1000 * cpu)


def typical(costs: Sequence[Cost]) -> Cost:
    return Cost(median(one.wall for one in costs), median(one.cpu for one in costs))


def table() -> list[str]:
    figures = pdf_figures()
    lines = [
        f"Asked of the manager's: at most {MOST_TIME:.2f} of the time, and {MOST_BYTES:.2f} of the "
        "bytes.",
        "",
        "| warm PDF of 53 activities | ours, ms (CPU) | Chromium, new tab | ratio | bytes, ratio |",
        "|---|---:|---:|---:|---:|",
    ]
    for one in figures.comparisons:
        lines.append(
            f"| {one.name} | {one.ours.wall:.0f} ({one.ours.cpu:.0f}) "
            f"| {one.chromium.wall:.0f} ({one.chromium.cpu:.0f}) | {one.ratio:.2f} "
            f"| {one.ours_bytes} / {one.chromium_bytes} = "
            f"{one.ours_bytes / one.chromium_bytes:.2f} |"
        )
    return [
        *lines,
        "",
        "CPU of ours by number of activities: "
        + ", ".join(f"{count}: {ms:.0f} ms" for count, ms in figures.growth.items())
        + f". Peak memory {figures.peak_mb:.0f} MB.",
        "",
    ]
