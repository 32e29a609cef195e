"""Filters the activities of a search. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from content.catalogue import Activity
from content.search.index import Hit


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Slugs and free text; an empty one filters nothing. An activity must match them all."""

    q: str = ""
    pillar: str = ""
    phase: str = ""
    profile: str = ""

    def __bool__(self) -> bool:
        return bool(self.q.strip()) or self.narrows

    @property
    def narrows(self) -> bool:
        """Whether any filter besides the words is set."""
        return any((self.pillar, self.phase, self.profile))

    def leaves(self, activity: Activity) -> bool:
        """Whether the activity passes all filters besides the words."""
        return (
            self.pillar in ("", activity.track.pillar.slug)
            and self.phase in ("", activity.phase.slug)
            and (not self.profile or self.profile in activity.profiles)
        )


def hit_activities(hits: Iterable[Hit], wanted: ActivityFilter) -> tuple[Hit, ...]:
    """The hits that are activities and fit the filters."""
    return tuple(
        hit for hit in hits if hit.passage.activity and wanted.leaves(hit.passage.activity)
    )
