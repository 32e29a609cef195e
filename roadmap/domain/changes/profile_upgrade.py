"""From a profile to the next: what that means for one plan as it now is. Pure.

Nothing that was done or edited is touched: an activity that the next profile drops may be taken
out when it is still as the playbook gave it, and only if the trekker asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from content.catalogue import Activity, Catalogue, Pillar, Profile
from roadmap.domain.plan.state import (
    PLAN,
    Edit,
    State,
    activity_ref,
    added_activities,
    changed_fields,
)
from roadmap.domain.plan.values import ActivityValues


class NotOffered(Exception):
    """Something is asked that this plan, as it now is, does not offer."""


@dataclass(frozen=True, slots=True)
class Added:
    """What the next profile adds. `is_declined`: the plan once said no to it."""

    activity: Activity
    is_declined: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """What the next profile no longer holds and the plan does, in the plan's words."""

    activity: Activity
    row_id: int
    values: ActivityValues
    is_untouched: bool

    @property
    def title(self) -> str:
        return self.values.title


@dataclass(frozen=True, slots=True)
class ProfileStep:
    """One pillar of the plan, from the profile that it started from to the next."""

    pillar: Pillar
    start: Profile
    following: Profile
    added: tuple[Added, ...]
    dropped: tuple[Dropped, ...]

    @property
    def name(self) -> str:
        """'innovatie:piloot'. With the profile: the pillar's next step is another one."""
        return f"{self.pillar.slug}:{self.following.slug}"


@dataclass(frozen=True, slots=True)
class Ticks:
    """What is ticked: steps by their name, activities that come in and that go out by slug."""

    steps: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ProfileUpgrade:
    """`at_top`: the pillars that already are at the highest profile. `held`: the slugs of the
    playbook's activities in the plan.
    """

    steps: tuple[ProfileStep, ...]
    at_top: tuple[Pillar, ...]
    held: frozenset[str]

    @property
    def title(self) -> str:
        """'Van AI Verkenner naar AI Piloot', or in general when pillars differ."""
        ways = {(step.start.name, step.following.name) for step in self.steps}
        if len(ways) != 1:
            return "Naar een volgend profiel"
        ((start, following),) = ways
        return f"Van {start} naar {following}"

    @property
    def offered(self) -> Ticks:
        """All that can be ticked in this plan as it now is."""
        return Ticks(
            frozenset(step.name for step in self.steps),
            frozenset(a.activity.slug for step in self.steps for a in step.added),
            frozenset(d.activity.slug for s in self.steps for d in s.dropped if d.is_untouched),
        )

    def possible(self, ticks: Ticks) -> Ticks:
        """What of these ticks is offered."""
        offered = self.offered
        return Ticks(
            ticks.steps & offered.steps,
            ticks.added & offered.added,
            ticks.dropped & offered.dropped,
        )

    def lost(self, ticks: Ticks) -> Ticks:
        """What of these ticks is not offered; not the activities that came or went meanwhile."""
        offered = self.offered
        return Ticks(
            ticks.steps - offered.steps,
            ticks.added - offered.added - self.held,
            (ticks.dropped - offered.dropped) & self.held,
        )


def profile_upgrade(catalogue: Catalogue, state: State) -> ProfileUpgrade:
    """What the next profile adds and drops, pillar by pillar; no steps for an empty start."""
    start, declined, ids = state.plan.start, state.plan.declined, state.slugs
    steps, at_top = [], []
    for pillar in catalogue.pillars:
        profile = catalogue.profile_by_slug.get(start.get(pillar.slug, ""))
        following = catalogue.next_profile(profile) if profile else None
        if profile and following:
            activities = [a for a in catalogue.activities if a.track.pillar == pillar]
            added = tuple(
                Added(a, a.slug in declined)
                for a in activities
                if following.slug in a.profiles
                and profile.slug not in a.profiles
                and a.slug not in ids
            )
            dropped = tuple(
                Dropped(a, ids[a.slug], row, row.is_untouched(a))
                for a in activities
                if profile.slug in a.profiles and following.slug not in a.profiles and a.slug in ids
                for row in [state.activities[ids[a.slug]]]
            )
            steps.append(ProfileStep(pillar, profile, following, added, dropped))
        elif profile:
            at_top.append(pillar)
    return ProfileUpgrade(tuple(steps), tuple(at_top), frozenset(ids))


def upgrade_edits(catalogue: Catalogue, state: State, ticks: Ticks) -> list[Edit]:
    """The edits of what was ticked: pillars that move up, activities in and out.

    What is in the plan by now is not added again, what went is not taken out again. Raises
    NotOffered for any other tick that this plan, as it now is, does not offer.
    """
    upgrade = profile_upgrade(catalogue, state)
    if upgrade.lost(ticks) != Ticks():
        raise NotOffered
    steps, doing = upgrade.steps, upgrade.possible(ticks)
    going = [d for step in steps for d in step.dropped if d.activity.slug in doing.dropped]
    moving = {s.pillar.slug: s.following.slug for s in steps if s.name in doing.steps}
    coming = [a.activity for step in steps for a in step.added if a.activity.slug in doing.added]
    plan = changed_fields(
        PLAN,
        state.plan,
        {
            "start": {**state.plan.start, **moving},
            "declined": tuple(slug for slug in state.plan.declined if slug not in ticks.added),
        },
    )
    return [
        *(Edit.removed(activity_ref(item.row_id), item.values) for item in going),
        *([plan] if plan else []),
        *added_activities(map(ActivityValues.of_catalogue, coming)),
    ]


def ticks_in_words(catalogue: Catalogue, ticks: Ticks) -> tuple[str, ...]:
    """Each tick as a line of text; what this playbook does not know is left out."""
    titles = {slug: activity.title for slug, activity in catalogue.activity_by_slug.items()}
    steps = {
        f"{pillar.slug}:{profile.slug}": f"{pillar.name} naar {profile.name}"
        for pillar in catalogue.pillars
        for profile in catalogue.profiles
    } | {pillar.slug: f"{pillar.name} naar een volgend profiel" for pillar in catalogue.pillars}
    return (
        *(words for name, words in steps.items() if name in ticks.steps),
        *(f"‘{title}’ toevoegen" for slug, title in titles.items() if slug in ticks.added),
        *(f"‘{title}’ verwijderen" for slug, title in titles.items() if slug in ticks.dropped),
    )
