"""The profiles that a plan began from, and what other profiles hold. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from content.catalogue import Activity, Catalogue, Phase, Profile
from roadmap.domain.plan.fields import Start

PER_PILLAR = "verschillend per pijler"


@dataclass(frozen=True)
class ProfileComparison:
    """Activities that the plan lacks, in reading order; profiles are those of their pillars.

    `earlier`: activities of a profile below the plan's. `following`: those that the next adds.
    """

    earlier: tuple[Activity, ...]
    following: tuple[Activity, ...]


def start_everywhere(catalogue: Catalogue, profile: str) -> dict[str, str]:
    """The start with one profile, by slug, for every pillar."""
    return {pillar.slug: profile for pillar in catalogue.pillars}


def activities_at_start(catalogue: Catalogue, start: Start) -> tuple[Activity, ...]:
    """The activities that a plan with this start begins with."""
    return tuple(
        activity
        for activity in catalogue.activities
        if start.get(activity.track.pillar.slug) in activity.profiles
    )


def counts_per_phase(catalogue: Catalogue) -> tuple[tuple[Phase, tuple[int, ...]], ...]:
    """How many activities each profile's plan begins with in each phase, lowest profile first."""
    plans = [catalogue.activities_of(profile.slug) for profile in catalogue.profiles]
    return tuple(
        (phase, tuple(sum(one.phase == phase for one in plan) for plan in plans))
        for phase in catalogue.phases
    )


def profile_comparison(
    catalogue: Catalogue, start: Start, present: Collection[str]
) -> ProfileComparison:
    """Compare a plan with the profiles below and above its start. `present`: its slugs."""
    level = {slug: profile.level for slug, profile in catalogue.profile_by_slug.items()}
    earlier, following = [], []
    for activity in catalogue.activities:
        profile = start.get(activity.track.pillar.slug)
        if profile not in level or activity.slug in present:
            continue
        levels = {level[slug] for slug in activity.profiles}
        if min(levels) < level[profile]:
            earlier.append(activity)
        if level[profile] + 1 in levels and level[profile] not in levels:
            following.append(activity)
    return ProfileComparison(tuple(earlier), tuple(following))


def profiles_of(catalogue: Catalogue, start: Start) -> tuple[Profile, ...]:
    """The profiles that a plan began from, lowest first, each once."""
    return tuple(profile for profile in catalogue.profiles if profile.slug in start.values())


def start_in_words(catalogue: Catalogue, start: Start) -> str:
    """'AI Piloot', 'verschillend per pijler' or 'Persoonlijk'."""
    profiles = profiles_of(catalogue, start)
    if not profiles:
        return "Persoonlijk"
    everywhere = len(profiles) == 1 and len(start) == len(catalogue.pillars)
    return profiles[0].name if everywhere else PER_PILLAR
