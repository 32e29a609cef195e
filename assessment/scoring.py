"""Scoring: from answers to a profile. Pure.

The source (p. 'Identificeer uw organisatieprofiel') counts: most A's is AI Verkenner, most B's AI
Piloot, most C's AI Expert. Ties it leaves open; here all tied profiles are named and the earliest
is proposed, small steps first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tipping:
    """The fewest answers to change so that `profile` alone has most."""

    profile: str
    changes: int


@dataclass(frozen=True, slots=True)
class Result:
    """`counts` follow the profiles' order; `tied` are all profiles with most, earliest first."""

    counts: tuple[int, ...]
    tied: tuple[str, ...]
    tipping: Tipping | None

    @property
    def profile(self) -> str:
        """The proposed profile: the only one with most, or the earliest of the tied."""
        return self.tied[0]

    @property
    def is_tie(self) -> bool:
        return len(self.tied) > 1


def score(answers: Sequence[str], profiles: Sequence[str]) -> Result:
    """Score one sheet.

    `answers` holds the profile slug that each chosen option stands for; `profiles` all slugs from
    the lowest level up. Raises ValueError for no answers or an answer that is no profile.
    """
    if not answers or not set(answers) <= set(profiles):
        raise ValueError("answers must be a non-empty sequence of the given profiles")
    counts = tuple(answers.count(profile) for profile in profiles)
    tied = with_most(counts, profiles)
    proposed = profiles.index(tied[0])
    if proposed + 1 == len(profiles):
        return Result(counts, tied, None)
    return Result(
        counts, tied, Tipping(profiles[proposed + 1], changes_to_win(counts, proposed + 1))
    )


def with_most(counts: Sequence[int], profiles: Sequence[str]) -> tuple[str, ...]:
    """All profiles with most, earliest first. `counts` follow the profiles' order."""
    return tuple(p for p, count in zip(profiles, counts, strict=True) if count == max(counts))


@dataclass(frozen=True, slots=True)
class PillarResult:
    """`questions`: how many speak for the pillar. Where none does, all answers together count."""

    pillar: str
    questions: int
    result: Result


def score_by_pillar(
    answers: Sequence[str],
    spoken_for: Sequence[Collection[str]],
    pillars: Sequence[str],
    profiles: Sequence[str],
) -> tuple[PillarResult, ...]:
    """Score one sheet for each pillar, in the order of `pillars`, with the rules of `score`.

    `answers` and `profiles` as there; `spoken_for` holds, for each answer, the slugs of the pillars
    that its question names. Raises ValueError as `score` does, and where the lengths differ.
    """
    whole = score(answers, profiles)
    results = []
    for pillar in pillars:
        pairs = zip(answers, spoken_for, strict=True)
        own = [answer for answer, named in pairs if pillar in named]
        results.append(PillarResult(pillar, len(own), score(own, profiles) if own else whole))
    return tuple(results)


def changes_to_win(counts: Sequence[int], index: int) -> int:
    """The fewest answers to change so that `counts[index]` is larger than every other count.

    Taking each changed answer from the largest other count is never worse than any other choice.
    """
    rest = [count for other, count in enumerate(counts) if other != index]
    own, changes = counts[index], 0
    while own <= max(rest):
        rest[rest.index(max(rest))] -= 1
        own += 1
        changes += 1
    return changes
