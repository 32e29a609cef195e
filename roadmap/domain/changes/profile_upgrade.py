"""From a profile to the next: what that means for one plan as it now is. Pure.

Nothing that was done or edited is touched: an activity that the next profile drops may be taken
out when it is still as the playbook gave it, and only if the trekker asks for it.
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
    """Something is asked that this plan, as it now is, does not offer."""


@dataclass(frozen=True, slots=True)
class Added:
    """What the next profile adds. `is_declined`: the plan once said no to it."""

    activity: Activity
    is_declined: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """What the next profile no longer holds and the plan does, in the plan's words."""

    row_id: int
    values: ActivityValues
    is_untouched: bool


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

    def lost(self, ticks: Ticks) -> Ticks:
        """The ticks that are not offered; not the activities that came or went meanwhile."""
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
    """What the next profile adds and drops, pillar by pillar; no steps for an empty start."""
    plan, ids = state.plan, state.slugs
    steps, at_top = [], []
    for pillar in catalogue.pillars:
        profile = catalogue.profile_by_slug.get(plan.start.get(pillar.slug, ""))
        following = catalogue.next_profile(profile) if profile else None
        if profile and following:
            gained = _those_of(catalogue, pillar, following, but=profile)
            lost = _those_of(catalogue, pillar, profile, but=following)
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


def _those_of(
    catalogue: Catalogue, pillar: Pillar, profile: Profile, *, but: Profile
) -> list[Activity]:
    """The activities that a pillar has in one profile and not in the other."""
    return [
        activity
        for activity in catalogue.activities
        if activity.track.pillar == pillar
        and profile.slug in activity.profiles
        and but.slug not in activity.profiles
    ]


def upgrade_edits(catalogue: Catalogue, state: State, ticks: Ticks) -> list[Edit]:
    """The edits of what was ticked: pillars that move up, activities in and out.

    What is in the plan by now is not added again, what went is not taken out again. Raises
    NotOffered for any other tick that this plan, as it now is, does not offer.
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
