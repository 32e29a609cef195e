"""Which activities a search and its filters leave. Pure: runs over the catalogue in memory."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from content.catalogue import Activity, Catalogue


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Slugs and free text; an empty one filters nothing. An activity must match them all."""

    q: str = ""
    pillar: str = ""
    phase: str = ""
    profile: str = ""

    def __bool__(self) -> bool:
        return any((self.q.strip(), self.pillar, self.phase, self.profile))


def find_activities(catalogue: Catalogue, wanted: ActivityFilter) -> tuple[Activity, ...]:
    """The activities in reading order whose title or track holds every word of `q`."""
    words = folded(wanted.q).split()
    return tuple(
        activity
        for activity in catalogue.activities
        if wanted.pillar in ("", activity.track.pillar.slug)
        and wanted.phase in ("", activity.phase.slug)
        and (not wanted.profile or wanted.profile in activity.profiles)
        and all(word in folded(f"{activity.title} {activity.track.full_name}") for word in words)
    )


def folded(text: str) -> str:
    """Without case and accents: 'Creëer' → 'creeer', so that both ways of typing find it."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
