"""The PDF against Chromium printing the same page, and how it grows with the plan."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from content.published import published_catalogue
from roadmap.grid import GridItem, build_grid
from roadmap.overview import Overview, ready_overview
from roadmap.pdf import pdf_page, render_pdf
from roadmap.press import STATIC

ROUNDS = 7


@dataclass(frozen=True)
class PdfFigures:
    """Milliseconds and bytes of ours and Chromium's, for 53 activities, and ours for more."""

    ours_ms: float
    chromium_ms: float
    ratio: float
    ours_bytes: int
    chromium_bytes: int
    growth: dict[int, float]
    peak_mb: float


def pdf_figures() -> PdfFigures:
    catalogue = published_catalogue()
    expert = ready_overview(catalogue, catalogue.profiles[-1], date(2027, 1, 15))
    render_pdf(expert)
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = Path(folder) / "plan.html"
        page.write_text(printable(expert))
        print_by_chromium(chromium, page)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(milliseconds(lambda: render_pdf(expert)))
            theirs.append(milliseconds(lambda: print_by_chromium(chromium, page)))
        chromium_bytes = len(print_by_chromium(chromium, page))
        chromium.close()
    return PdfFigures(
        ours_ms=median(ours),
        chromium_ms=median(theirs),
        ratio=median(a / b for a, b in zip(ours, theirs, strict=True)),
        ours_bytes=len(render_pdf(expert)),
        chromium_bytes=chromium_bytes,
        growth={
            count: median(milliseconds(partial(render_pdf, larger(expert, count))) for _ in "123")
            for count in (53, 80, 150, 300)
        },
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def printable(overview: Overview) -> str:
    """The PDF's page for a browser: the same HTML with its stylesheet linked."""
    html = pdf_page(overview)
    link = f'<link rel="stylesheet" href="{(STATIC / "css" / "pdf.css").as_uri()}">'
    return html.replace("</head>", f"{link}</head>")


def print_by_chromium(chromium: Browser, page: Path) -> bytes:
    """Opens the page in a new tab and prints it, tagged, as a warm Chromium does."""
    tab = chromium.new_page()
    tab.goto(page.as_uri())
    pdf = tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
    tab.close()
    return pdf


def larger(overview: Overview, count: int) -> Overview:
    """The same plan with own activities up to `count`."""
    catalogue = published_catalogue()
    items = [item for row in overview.grid.rows for cell in row.cells for item in cell.items]
    items += [
        GridItem(
            f"Een eigen activiteit van ons team {n}", catalogue.tracks[n % 7].slug, n % 5 + 1, n
        )
        for n in range(count - len(items))
    ]
    return replace(overview, grid=build_grid(catalogue, items))


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000
