"""One plan, stored or ready-made, as page and PDF show it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from content.catalogue import Catalogue, Phase, Profile
from roadmap.domain.overview.effort import Effort, effort
from roadmap.domain.overview.filters import PlanFilter, filtered
from roadmap.domain.overview.grid import Grid, GridItem, build_grid
from roadmap.domain.overview.progress import Progress, progress_of
from roadmap.domain.overview.timeline import Timeline, timeline
from roadmap.domain.plan.fields import MilestoneValues, PlanValues
from roadmap.domain.plan.phase_dates import Span, Spans, out_of_order
from roadmap.domain.plan.starting_profiles import (
    ProfileComparison,
    activities_at_start,
    profile_comparison,
    profiles_of,
    start_everywhere,
    start_in_words,
)


@dataclass(frozen=True, slots=True)
class PhaseHead:
    """A phase above its column. `remark`: a possible mistake in its dates, or ''."""

    phase: Phase
    span: Span | None
    is_now: bool
    remark: str


@dataclass(frozen=True)
class Overview:
    """A plan as pages show it; each part is computed on first use.

    `version`: 0 for a ready-made plan, which changes with the playbook only. `grid`: the whole
    plan; `shown`: what meets the filter `wanted`; all other parts are of the whole plan.
    `selection`: in words, which activities a file of a part of the plan holds. `update_count`:
    playbook updates to answer; `is_behind`: the plan follows an older version of the playbook.
    `milestones`: by id, for the timeline.
    """

    catalogue: Catalogue
    plan: PlanValues
    grid: Grid
    playbook_label: str
    version: int
    today: date
    wanted: PlanFilter = PlanFilter()
    selection: str = ""
    update_count: int = 0
    is_behind: bool = False
    milestones: Mapping[int, MilestoneValues] = field(default_factory=dict)

    @property
    def start(self) -> str:
        """The starting profiles in words."""
        return start_in_words(self.catalogue, self.plan.start)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        return profiles_of(self.catalogue, self.plan.start)

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
        return profile_comparison(self.catalogue, self.plan.start, held)

    @cached_property
    def effort(self) -> Effort:
        return effort(self.catalogue, self.grid)

    @cached_property
    def progress(self) -> Progress:
        """Progress on the day of this overview."""
        return progress_of(self.grid, self.today)

    @cached_property
    def timeline(self) -> Timeline:
        return timeline(self.grid, self.plan.phase_dates, self.today, self.milestones)

    @property
    def heads(self) -> tuple[PhaseHead, ...]:
        return phase_heads(self.grid.phases, self.plan.phase_dates, self.today)


def phase_heads(
    phases: Iterable[Phase], spans: Spans, today: date | None = None
) -> tuple[PhaseHead, ...]:
    """The headings of a grid's columns. `today`: None for a plan without a present phase."""
    remarks = out_of_order(spans)
    found = ((phase, spans.get(phase.number)) for phase in phases)
    return tuple(
        PhaseHead(
            phase,
            span,
            is_now=bool(span and today and span.first <= today <= span.last),
            remark=remarks.get(phase.number, ""),
        )
        for phase, span in found
    )


def ready_overview(catalogue: Catalogue, profile: Profile, today: date) -> Overview:
    plan = PlanValues(
        f"Stappenplan {profile.name}", start=start_everywhere(catalogue, profile.slug)
    )
    items = map(GridItem.of_catalogue, activities_at_start(catalogue, plan.start))
    return Overview(catalogue, plan, build_grid(catalogue, items), catalogue.label, 0, today)
