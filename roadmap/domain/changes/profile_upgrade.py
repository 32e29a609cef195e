"""The step from a profile to the next, for one plan at its present state. Pure.

Work is never lost: an activity that the next profile drops can be removed only while it is as the
playbook gave it, and only when somebody ticks it.
"""

from __future__ import annotations

from dataclasses import dataclass

from content.catalogue import Activity, Catalogue, Pillar, Profile
from roadmap.domain.plan.fields import ActivityValues
from roadmap.domain.plan.state import (
    PLAN,
    Edit,
    State,
    activity_ref,
    changed_fields,
)


class NotOffered(Exception):
    """A tick that the plan, at its present state, does not offer."""


@dataclass(frozen=True, slots=True)
class Added:
    """An activity that the next profile adds. `is_declined`: somebody declined it before."""

    activity: Activity
    is_declined: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """An activity of the plan that the next profile lacks; `values`: the plan's."""

    row_id: int
    values: ActivityValues
    is_untouched: bool


@dataclass(frozen=True, slots=True)
class ProfileStep:
    """The step of one pillar, from its starting profile to the next."""

    pillar: Pillar
    start: Profile
    following: Profile
    added: tuple[Added, ...]
    dropped: tuple[Dropped, ...]

    @property
    def name(self) -> str:
        """'innovatie:piloot': the pillar and the profile it moves to."""
        return f"{self.pillar.slug}:{self.following.slug}"


@dataclass(frozen=True, slots=True)
class Ticks:
    """The ticks of the form: steps by name, activities to add and to remove by slug."""

    steps: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ProfileUpgrade:
    """`at_top`: the pillars at the highest profile. `held`: slugs of catalogue activities in it."""

    steps: tuple[ProfileStep, ...]
    at_top: tuple[Pillar, ...]
    held: frozenset[str]

    @property
    def title(self) -> str:
        """'Van AI Verkenner naar AI Piloot', or 'Naar een volgend profiel' when pillars differ."""
        ways = {(step.start.name, step.following.name) for step in self.steps}
        if len(ways) != 1:
            return "Naar een volgend profiel"
        ((start, following),) = ways
        return f"Van {start} naar {following}"

    def lost(self, ticks: Ticks) -> Ticks:
        """The ticks that are not offered, except for what was added or removed meanwhile."""
        steps = {step.name for step in self.steps}
        added = {a.activity.slug for step in self.steps for a in step.added}
        untouched = (d.values for step in self.steps for d in step.dropped if d.is_untouched)
        dropped = {values.activity for values in untouched}
        return Ticks(
            ticks.steps - steps,
            ticks.added - added - self.held,
            (ticks.dropped - dropped) & self.held,
        )


def profile_upgrade(catalogue: Catalogue, state: State) -> ProfileUpgrade:
    """What the next profile adds and drops, by pillar; no steps without starting profiles."""
    plan, ids = state.plan, state.slugs
    steps, at_top = [], []
    for pillar in catalogue.pillars:
        profile = catalogue.profile_by_slug.get(plan.start.get(pillar.slug, ""))
        following = catalogue.next_profile(profile) if profile else None
        if profile and following:
            gained = _only_in(catalogue, pillar, following, but=profile)
            lost = _only_in(catalogue, pillar, profile, but=following)
            added = (Added(a, a.slug in plan.declined) for a in gained if a.slug not in ids)
            dropped = (
                Dropped(ids[a.slug], row, row.is_untouched(a))
                for a in lost
                if a.slug in ids
                for row in [state.activities[ids[a.slug]]]
            )
            steps.append(ProfileStep(pillar, profile, following, tuple(added), tuple(dropped)))
        elif profile:
            at_top.append(pillar)
    return ProfileUpgrade(tuple(steps), tuple(at_top), frozenset(ids))


def _only_in(
    catalogue: Catalogue, pillar: Pillar, profile: Profile, *, but: Profile
) -> list[Activity]:
    """The pillar's activities in `profile` that are not in the profile `but`."""
    return [
        activity
        for activity in catalogue.activities
        if activity.track.pillar == pillar
        and profile.slug in activity.profiles
        and but.slug not in activity.profiles
    ]


def upgrade_edits(catalogue: Catalogue, state: State, ticks: Ticks) -> list[Edit]:
    """The edits for these ticks: pillars that move up, activities to add and to remove.

    An activity that was added or removed meanwhile gives no edit. Raises NotOffered for any other
    tick that the plan does not offer.
    """
    upgrade = profile_upgrade(catalogue, state)
    if upgrade.lost(ticks) != Ticks():
        raise NotOffered
    steps, plan = upgrade.steps, state.plan
    going = [d for s in steps for d in s.dropped if d.values.activity in ticks.dropped]
    coming = [a.activity for s in steps for a in s.added if a.activity.slug in ticks.added]
    moving = {s.pillar.slug: s.following.slug for s in steps if s.name in ticks.steps}
    declined = tuple(slug for slug in plan.declined if slug not in ticks.added)
    edit = changed_fields(PLAN, plan, {"start": {**plan.start, **moving}, "declined": declined})
    return [
        *(Edit.removed(activity_ref(item.row_id), item.values) for item in going),
        *([edit] if edit else []),
        *(Edit.new(ActivityValues.of_catalogue(activity)) for activity in coming),
    ]


def ticks_in_words(catalogue: Catalogue, ticks: Ticks) -> tuple[str, ...]:
    """A line of Dutch for each tick; those that this playbook does not know are left out."""
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
