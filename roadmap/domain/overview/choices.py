"""All activities of the playbook to tick from, grouped by pillar and phase. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from content.catalogue import Activity, Catalogue, Phase, Pillar


@dataclass(frozen=True, slots=True)
class Choice:
    """`ticked` on this page; `is_stored` in the plan as it now is."""

    activity: Activity
    ticked: bool
    is_stored: bool

    @property
    def differs(self) -> bool:
        return self.ticked != self.is_stored


@dataclass(frozen=True, slots=True)
class PhaseChoices:
    phase: Phase
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PillarChoices:
    pillar: Pillar
    phases: tuple[PhaseChoices, ...]

    @property
    def total(self) -> int:
        return sum(len(group.choices) for group in self.phases)

    @property
    def ticked(self) -> int:
        return sum(choice.ticked for group in self.phases for choice in group.choices)


def pillar_choices(
    catalogue: Catalogue, ticked: Collection[str], stored: Collection[str]
) -> tuple[PillarChoices, ...]:
    """Every activity once; phases without activities of a pillar are left out."""
    groups = []
    for pillar in catalogue.pillars:
        phases = []
        for phase in catalogue.phases:
            choices = tuple(
                Choice(a, a.slug in ticked, a.slug in stored)
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
    """Those of this cell of the grid first, then those of its track; `phase` as a form holds it."""

    def distance(activity: Activity) -> tuple[bool, bool]:
        is_far = activity.track.slug != track
        return is_far, is_far or str(activity.phase.number) != str(phase)

    return sorted(activities, key=distance)
