"""One plan, ready or own, as page and PDF show it: made once, drawn by both. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from content.catalogue import Catalogue, Phase, Pillar, Profile, Track
from roadmap.domain.overview.effort import Effort, effort
from roadmap.domain.overview.filters import PlanFilter, filtered
from roadmap.domain.overview.grid import Grid, GridItem, build_grid
from roadmap.domain.overview.progress import Progress, progress_of
from roadmap.domain.plan.starting_profiles import (
    ProfileComparison,
    activities_at_start,
    profile_comparison,
    profiles_of,
    start_everywhere,
    start_in_words,
)
from roadmap.domain.plan.state import State
from roadmap.domain.plan.values import ActivityValues, Start


@dataclass(frozen=True)
class Overview:
    """A plan as pages show it; each part is made when a page asks for it.

    `began` is the plan's start; `version` is 0 for a ready plan, which changes with the playbook
    only. `grid` holds all of the plan, `shown` what the filter `wanted` leaves of it; all other
    parts are of the whole. `update_count`: what the playbook did since that nobody answered;
    `is_behind`: whether the plan follows an older version of it.
    """

    catalogue: Catalogue
    title: str
    organisation: str
    began: Start
    grid: Grid
    playbook_label: str
    version: int
    today: date
    wanted: PlanFilter = field(default_factory=PlanFilter)
    update_count: int = 0
    is_behind: bool = False

    @property
    def start(self) -> str:
        """In words."""
        return start_in_words(self.catalogue, self.began)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        return profiles_of(self.catalogue, self.began)

    @property
    def next_profiles(self) -> tuple[Profile, ...]:
        following = map(self.catalogue.next_profile, self.profiles)
        return tuple(profile for profile in following if profile)

    @cached_property
    def shown(self) -> Grid:
        return filtered(self.grid, self.wanted) if self.wanted else self.grid

    @cached_property
    def other_profiles(self) -> ProfileComparison:
        held = {item.activity for _, _, item in self.grid.placed}
        return profile_comparison(self.catalogue, self.began, held)

    @cached_property
    def effort(self) -> Effort:
        return effort(self.catalogue, self.grid)

    @cached_property
    def progress(self) -> Progress:
        """Progress, and what is late or due soon on the day of this overview."""
        return progress_of(self.grid, self.today)

    def filtered(self, wanted: PlanFilter) -> Overview:
        """The same plan, of which only what is wanted is shown."""
        return replace(self, wanted=wanted)

    @property
    def phases(self) -> tuple[tuple[Phase, tuple[tuple[Track, GridItem], ...]], ...]:
        """Each phase with its activities and their tracks, down the column."""
        return tuple(
            (
                phase,
                tuple(
                    (row.track, item) for row in self.grid.rows for item in row.cells[column].items
                ),
            )
            for column, phase in enumerate(self.grid.phases)
        )

    @property
    def grid_per_pillar(self) -> tuple[tuple[Pillar, Grid], ...]:
        """For a grid too large for one page: the pillars that hold something, each alone."""
        return tuple((pillar, self.grid.of_pillar(pillar.slug)) for pillar in self.grid.pillars)


def ready_overview(catalogue: Catalogue, profile: Profile, today: date) -> Overview:
    """The source's ready plan of a profile."""
    start = start_everywhere(catalogue, profile.slug)
    items = map(GridItem.of_catalogue, activities_at_start(catalogue, start))
    grid = build_grid(catalogue, items)
    title = f"Stappenplan {profile.name}"
    return Overview(catalogue, title, "", start, grid, catalogue.label, 0, today)


def items_of(
    activities: Mapping[int, ActivityValues], *, with_notes: bool = True
) -> tuple[GridItem, ...]:
    """Activities by their id, which know no version of a row; notes where asked."""
    items = (GridItem(**row.as_fields(), row=row_id) for row_id, row in activities.items())
    return tuple(items if with_notes else (replace(item, note="") for item in items))


def state_overview(
    catalogue: Catalogue,
    state: State,
    playbook_label: str,
    version: int,
    today: date,
    *,
    with_notes: bool = True,
) -> Overview:
    """An own plan from its state, without what the playbook changed since."""
    plan = state.plan
    return Overview(
        catalogue,
        plan.title,
        plan.organisation,
        plan.start,
        build_grid(catalogue, items_of(state.activities, with_notes=with_notes)),
        playbook_label,
        version,
        today,
    )
