"""How long the index of a large edition takes to build and to search, and the filter of a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from time import perf_counter

from content.catalogue import Activity, Catalogue
from content.published import published_catalogue
from content.search.index import SearchIndex
from content.search.words import forms
from roadmap.domain.overview.filters import PlanFilter, filtered
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.plan.limits import MAX_ACTIVITIES

ACTIVITIES = 2000
NOTE = "Bespreek met het team hoe wij de medewerkers begeleiden en wat de directie verwacht. " * 6
QUERIES = (
    "opleidingen",
    "risico's",
    "usecase",
    "AI-verordening",
    "leverancier",
    "opleidng",
    "zwembad",
    "begeleid de medewerkers bij het gebruik van AI",
)


def large(catalogue: Catalogue) -> Catalogue:
    """The catalogue with 2,000 activities, each with a title of its own."""

    def copy(number: int, activity: Activity) -> Activity:
        title = f"{activity.title} {number}"
        return replace(activity, slug=f"{activity.slug}-{number}", title=title)

    rounds = range(ACTIVITIES // len(catalogue.activities) + 1)
    many = [copy(number, activity) for number in rounds for activity in catalogue.activities]
    return replace(catalogue, activities=tuple(many[:ACTIVITIES]))


def search_times(catalogue: Catalogue) -> list[tuple[str, float]]:
    """What was done, and its milliseconds: the first is the build, with nothing stemmed yet."""
    edition = large(catalogue)
    forms.cache_clear()
    begin = perf_counter()
    index = SearchIndex(edition)
    rows = [("build", (perf_counter() - begin) * 1000)]
    rows += [(query, _median_ms(partial(index.search, query))) for query in QUERIES]
    items = [
        GridItem(a.title, a.track.slug, a.phase.number, a.order, activity=a.slug, note=NOTE)
        for a in edition.activities[:MAX_ACTIVITIES]
    ]
    grid = build_grid(edition, items)
    wanted = PlanFilter(q="begroting", words=index.words("begroting"))
    name = f"filter of {MAX_ACTIVITIES} with notes"
    rows.append((name, _median_ms(partial(filtered, grid, wanted))))
    return rows


def _median_ms(run: Callable[[], object], times: int = 15) -> float:
    def once() -> float:
        begin = perf_counter()
        run()
        return perf_counter() - begin

    return median(once() for _ in range(times)) * 1000


def table() -> list[str]:
    lines = [f"| search among {ACTIVITIES} activities | ms |", "|---|---:|"]
    for name, milliseconds in search_times(published_catalogue()):
        lines.append(f"| {name} | {milliseconds:.1f} |")
    return [*lines, ""]
