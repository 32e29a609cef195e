"""From a profile to the next: what that means for one plan as it now is. Pure.

Nothing that was done or edited is touched: an activity that the next profile drops may be taken
out when it is still as the playbook gave it, and only if the trekker asks for it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from content.catalogue import Activity, Catalogue, Pillar, Profile
from roadmap.rows import catalogue_row, is_untouched
from roadmap.state import NEW_ACTIVITY, PLAN, Edit, Fields, State, Thing, changed_fields


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
    title: str
    thing: Thing
    fields: Fields
    is_untouched: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One pillar of the plan, from the profile that it started from to the next."""

    pillar: Pillar
    start: Profile
    following: Profile
    added: tuple[Added, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True)
class Growth:
    """`at_top`: the pillars that already are at the highest profile."""

    steps: tuple[Step, ...]
    at_top: tuple[Pillar, ...]

    @property
    def title(self) -> str:
        """'Van AI Verkenner naar AI Piloot', or in general when pillars differ."""
        ways = {(step.start.name, step.following.name) for step in self.steps}
        if len(ways) != 1:
            return "Naar een volgend profiel"
        ((start, following),) = ways
        return f"Van {start} naar {following}"


def growth_of(catalogue: Catalogue, state: State) -> Growth:
    """What the next profile adds and drops, pillar by pillar; no steps for an empty start."""
    start, declined = state[PLAN]["start"], state[PLAN]["declined"]
    rows = {
        fields["activity"]: (thing, fields)
        for thing, fields in state.items()
        if thing[0] == "activity" and fields["activity"]
    }
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
                and a.slug not in rows
            )
            dropped = tuple(
                _dropped(a, *rows[a.slug])
                for a in activities
                if profile.slug in a.profiles
                and following.slug not in a.profiles
                and a.slug in rows
            )
            steps.append(Step(pillar, profile, following, added, dropped))
        elif profile:
            at_top.append(pillar)
    return Growth(tuple(steps), tuple(at_top))


def growing(
    catalogue: Catalogue,
    state: State,
    *,
    pillars: Collection[str],
    added: Collection[str],
    dropped: Collection[str],
) -> list[Edit]:
    """The edits of what was ticked, all slugs: pillars that move up, activities in and out.

    What is in the plan by now is not added again. Raises NotOffered for a pillar that cannot move
    up and for an activity that may not be taken out.
    """
    steps = growth_of(catalogue, state).steps
    free = {d.activity.slug: d for step in steps for d in step.dropped if d.is_untouched}
    moving = {s.pillar.slug: s.following.slug for s in steps if s.pillar.slug in pillars}
    if not (frozenset(dropped) <= free.keys() and frozenset(pillars) == moving.keys()):
        raise NotOffered
    offered = [a.activity for step in steps for a in step.added if a.activity.slug in added]
    plan = changed_fields(
        PLAN,
        state[PLAN],
        {
            "start": {**state[PLAN]["start"], **moving},
            "declined": [slug for slug in state[PLAN]["declined"] if slug not in added],
        },
    )
    return [
        *(Edit(free[slug].thing, free[slug].fields, None) for slug in sorted(dropped)),
        *([plan] if plan else []),
        *(Edit(NEW_ACTIVITY, None, catalogue_row(activity)) for activity in offered),
    ]


def _dropped(activity: Activity, thing: Thing, fields: Fields) -> Dropped:
    return Dropped(activity, fields["title"], thing, fields, is_untouched(fields, activity))
