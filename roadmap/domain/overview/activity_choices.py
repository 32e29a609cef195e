"""The playbook's activities as boxes to tick, grouped by pillar and phase. Pure.

Activities that a search does not find are included with `is_found` False, as their ticks count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from content.catalogue import Activity, Catalogue, Phase, Pillar, Profile


@dataclass(frozen=True, slots=True)
class Choice:
    """`ticked`: on this page; `is_stored`: in the plan; `profile`: the lowest one that has it."""

    activity: Activity
    profile: Profile
    ticked: bool
    is_stored: bool
    is_found: bool

    @property
    def differs(self) -> bool:
        return self.ticked != self.is_stored


@dataclass(frozen=True, slots=True)
class PhaseChoices:
    phase: Phase
    choices: tuple[Choice, ...]

    @property
    def is_found(self) -> bool:
        return any(choice.is_found for choice in self.choices)


@dataclass(frozen=True, slots=True)
class PillarChoices:
    pillar: Pillar
    phases: tuple[PhaseChoices, ...]

    @property
    def found(self) -> int:
        return sum(choice.is_found for group in self.phases for choice in group.choices)

    @property
    def total(self) -> int:
        return sum(len(group.choices) for group in self.phases)

    @property
    def ticked(self) -> int:
        return sum(choice.ticked for group in self.phases for choice in group.choices)


def pillar_choices(
    catalogue: Catalogue,
    ticked: Collection[str],
    stored: Collection[str],
    found: Collection[str] | None = None,
) -> tuple[PillarChoices, ...]:
    """Every activity once; of a pillar only the phases with activities.

    `ticked`, `stored`: slugs. `found`: the slugs that a search found; None without a search.
    """
    groups = []
    for pillar in catalogue.pillars:
        phases = []
        for phase in catalogue.phases:
            choices = tuple(
                Choice(
                    a,
                    catalogue.first_profile(a),
                    ticked=a.slug in ticked,
                    is_stored=a.slug in stored,
                    is_found=found is None or a.slug in found,
                )
                for a in catalogue.activities
                if a.track.pillar == pillar and a.phase == phase
            )
            if choices:
                phases.append(PhaseChoices(phase, choices))
        groups.append(PillarChoices(pillar, tuple(phases)))
    return tuple(groups)


def nearest_first(
    activities: Iterable[Activity], track: str | None, phase: str | int | None
) -> list[Activity]:
    """Activities of this cell of the grid first, then those of its track, then all others."""

    def distance(activity: Activity) -> tuple[bool, bool]:
        is_far = activity.track.slug != track
        return is_far, is_far or str(activity.phase.number) != str(phase)

    return sorted(activities, key=distance)
