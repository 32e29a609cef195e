"""The texts of the outcome's page and PDF, with the playbook's present names. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.survey.domain.disagreement import Word
from assessment.survey.domain.outcome import Outcome, QuestionOutcome, RowBand, TeamProfile
from content.catalogue import Catalogue, Pillar, Profile


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """One question, with what its meeting can talk about and what it wrote down."""

    outcome: QuestionOutcome
    decision: str

    @property
    def number(self) -> int:
        return self.outcome.question.number

    @property
    def prompt(self) -> str:
        """Made of the questionnaire's own answers."""
        sides = [side_of(row) for row in self.outcome.chosen]
        if self.outcome.word is Word.AGREED and len(sides) == 1:
            return f"De meesten zeggen: {sides[0]}. Waaraan ziet u dat, en wie ziet het anders?"
        if len(sides) > 1:
            return f"Sommigen zeggen: {'; anderen: '.join(sides)}. Waaraan ziet u dat?"
        if sides:
            return f"Een deel zegt: {sides[0]}; de anderen liggen uiteen. Waaraan ziet u dat?"
        return "Geen enkel antwoord springt eruit. Welk past het best, en waaraan ziet u dat?"


@dataclass(frozen=True, slots=True)
class NamedProfile:
    """`profile` is None where no answer stands out; `tied` are all with most, earliest first."""

    profile: Profile | None
    tied: tuple[Profile, ...]

    @property
    def is_tie(self) -> bool:
        return len(self.tied) > 1


@dataclass(frozen=True, slots=True)
class PillarLine:
    """`is_own`: a question speaks for this pillar; else the profile of the whole counts."""

    pillar: Pillar
    named: NamedProfile
    is_own: bool


@dataclass(frozen=True, slots=True)
class OutcomePage:
    outcome: Outcome
    points: tuple[TalkingPoint, ...]
    named: NamedProfile
    pillars: tuple[PillarLine, ...]

    @property
    def speaks_for_pillars(self) -> bool:
        return any(line.is_own for line in self.pillars)


def page_of(catalogue: Catalogue, outcome: Outcome, decisions: Mapping[str, str]) -> OutcomePage:
    """`decisions` by question number, as text."""
    return OutcomePage(
        outcome,
        tuple(
            TalkingPoint(one, decisions.get(str(one.question.number), ""))
            for one in outcome.by_disagreement
        ),
        named(catalogue, outcome.team_profile),
        pillar_lines(catalogue, outcome),
    )


def pillar_lines(catalogue: Catalogue, outcome: Outcome) -> tuple[PillarLine, ...]:
    """Every pillar with its profile, or the overall profile if no answer on it stands out."""
    lines = []
    for pillar in catalogue.pillars:
        own = outcome.by_pillar.get(pillar.slug)
        is_own = own is not None and bool(own.tied)
        lines.append(
            PillarLine(
                pillar, named(catalogue, own if own and is_own else outcome.team_profile), is_own
            )
        )
    return tuple(lines)


def named(catalogue: Catalogue, team: TeamProfile) -> NamedProfile:
    tied = tuple(catalogue.profile_by_slug[slug] for slug in team.tied)
    return NamedProfile(tied[0] if tied else None, tied)


def side_of(row: RowBand) -> str:
    """‘one answer’, or the answers of one profile: ‘one’ of ‘another’."""
    return " of ".join(f"‘{option.text.rstrip('.')}’" for option in row.options)
