"""The rows of a result's table of pillars, and the plan that one can begin from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from assessment.forms import Answer
from assessment.scoring import score_by_pillar
from content.catalogue import Catalogue, Pillar, Profile


@dataclass(frozen=True)
class PillarRow:
    """`tied`: the other profiles with as many answers. `questions`: 0 where none speaks for it."""

    pillar: Pillar
    profile: Profile
    tied: tuple[Profile, ...]
    questions: int


def pillar_rows(catalogue: Catalogue, sheet: Sequence[Answer]) -> tuple[PillarRow, ...]:
    """A row for each pillar; none where no answer names one."""
    spoken_for = [answer.get("pillars", []) for answer in sheet]
    if not any(spoken_for):
        return ()
    results = score_by_pillar(
        [answer["profile"] for answer in sheet],
        spoken_for,
        list(catalogue.pillar_by_slug),
        [profile.slug for profile in catalogue.profiles],
    )
    return tuple(
        PillarRow(
            catalogue.pillar_by_slug[found.pillar],
            catalogue.profile_by_slug[found.result.profile],
            tuple(catalogue.profile_by_slug[slug] for slug in found.result.tied[1:]),
            found.questions,
        )
        for found in results
    )


def plan_query(rows: Sequence[PillarRow]) -> str:
    """The query string with which the new-plan page starts from these profiles."""
    chosen = {f"pijler-{row.pillar.slug}": row.profile.slug for row in rows}
    return urlencode({"start": "per-pijler"} | chosen)
