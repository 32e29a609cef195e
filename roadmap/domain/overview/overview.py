"""One plan, ready or own, as page and PDF show it: made once, drawn by both. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from content.catalogue import Catalogue, Phase, Pillar, Profile, Role, Track
from roadmap.domain.overview.effort import Effort, effort
from roadmap.domain.overview.filters import PlanFilter, filtered
from roadmap.domain.overview.grid import Grid, GridItem, build_grid, catalogue_items
from roadmap.domain.overview.progress import Progress, progress_of
from roadmap.domain.plan.starts import (
    ProfileComparison,
    Start,
    activities_at_start,
    profile_comparison,
    profiles_of,
    start_everywhere,
    start_in_words,
)
from roadmap.domain.plan.state import PLAN, State


@dataclass(frozen=True)
class Overview:
    """`start` in words; `version` is 0 for a ready plan, which changes with the playbook only.

    `grid` holds all of the plan, `shown` what a filter leaves of it. All else is of the whole.
    `update_count`: what the playbook did since that nobody answered; `is_behind`: whether the plan
    follows an older version of it.
    """

    title: str
    organisation: str
    start: str
    profiles: tuple[Profile, ...]
    next_profiles: tuple[Profile, ...]
    grid: Grid
    shown: Grid
    beside: ProfileComparison
    effort: Effort
    roles: tuple[Role, ...]
    lead_time: str
    playbook_label: str
    version: int
    today: date
    update_count: int = 0
    is_behind: bool = False

    @cached_property
    def standing(self) -> Progress:
        """Progress, and what is late or due soon on the day of this overview."""
        return progress_of(self.grid, self.today)

    def filtered(self, wanted: PlanFilter) -> Overview:
        """The same plan, of which only what is wanted is shown."""
        return replace(self, shown=filtered(self.grid, wanted))

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

    @property
    def lacks_roles(self) -> bool:
        """Whether the plan touches a pillar for which the source names no roles."""
        named = {pillar for role in self.roles for pillar in role.pillars}
        return any(pillar.slug not in named for pillar in self.grid.pillars)


def overview_of(
    catalogue: Catalogue,
    title: str,
    organisation: str,
    start: Start,
    items: tuple[GridItem, ...],
    playbook_label: str,
    version: int,
    today: date,
) -> Overview:
    grid = build_grid(catalogue, items)
    profiles = profiles_of(catalogue, start)
    following = [catalogue.next_profile(profile) for profile in profiles]
    return Overview(
        title=title,
        organisation=organisation,
        start=start_in_words(catalogue, start),
        profiles=profiles,
        next_profiles=tuple(profile for profile in following if profile),
        grid=grid,
        shown=grid,
        beside=profile_comparison(catalogue, start, {item.slug for item in items}),
        effort=effort(catalogue, grid),
        roles=catalogue.roles_of(pillar.slug for pillar in grid.pillars),
        lead_time=catalogue.lead_time,
        playbook_label=playbook_label,
        version=version,
        today=today,
    )


def ready_overview(catalogue: Catalogue, profile: Profile, today: date) -> Overview:
    """The source's ready plan of a profile."""
    start = start_everywhere(catalogue, profile.slug)
    items = catalogue_items(activities_at_start(catalogue, start))
    return overview_of(
        catalogue, f"Stappenplan {profile.name}", "", start, items, catalogue.label, 0, today
    )


def items_of(state: State, *, with_notes: bool = True) -> tuple[GridItem, ...]:
    """The activities of a plan's state, which knows no version of a row; notes where asked."""
    return tuple(
        GridItem(
            title=fields["title"],
            track=fields["track"],
            phase=fields["phase"],
            order=fields["order"],
            slug=fields["activity"],
            row=int(ref.key),
            status=fields["status"],
            owner=fields["owner"],
            start=day(fields["start_date"]),
            due=day(fields["due_date"]),
            note=fields["note"] if with_notes else "",
            roles=tuple(fields["roles"]),
            links=tuple(fields["links"]),
            published=fields["published_title"],
        )
        for ref, fields in state.items()
        if ref.is_activity
    )


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


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
    plan = state[PLAN]
    return overview_of(
        catalogue,
        plan["title"],
        plan["organisation"],
        plan["start"],
        items_of(state, with_notes=with_notes),
        playbook_label,
        version,
        today,
    )
