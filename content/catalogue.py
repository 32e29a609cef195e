"""The playbook as frozen dataclasses: what pages, scoring and grid work with.

Pure: no Django, no database. `content.published` builds one `Catalogue` per playbook version.
Tuples keep the source's order. Things refer to each other by slug; `Catalogue` looks them up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

SELF_ASSESSMENT = "zelfevaluatie"
"""The slug of the source's six questions, which every edition holds."""


@dataclass(frozen=True, slots=True)
class Pillar:
    slug: str
    number: int
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Track:
    """A row of the grid; `name` is '' if it is its pillar's only track."""

    slug: str
    pillar: Pillar
    name: str
    full_name: str = field(init=False)

    def __post_init__(self) -> None:
        full = f"{self.pillar.name}: {self.name}" if self.name else self.pillar.name
        object.__setattr__(self, "full_name", full)


@dataclass(frozen=True, slots=True)
class Phase:
    slug: str
    number: int
    name: str
    description: str

    @property
    def short_name(self) -> str:
        """The first word of the name: 'Verkennen & experimenteren' → 'Verkennen'."""
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Profile:
    slug: str
    level: int
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A framework or template to fetch elsewhere; `licence` is '' if unknown."""

    title: str
    link: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """The second volume's guidance on one activity; parts that are not there yet are empty.

    `why`, `who` and `examples` are Markdown; `steps` and `results` lines of plain text.
    """

    why: str = ""
    steps: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    who: str = ""
    resources: tuple[Resource, ...] = ()
    examples: str = ""

    def __bool__(self) -> bool:
        return self != Guidance()


@dataclass(frozen=True, slots=True)
class Activity:
    """`order` counts within the activity's cell; `profiles` are slugs.

    `since` is the number of the playbook version that added it, '' if unknown.
    `keywords` are extra search words, not from the source. `replaces` holds the slugs of
    earlier versions that go on in this one.
    """

    slug: str
    title: str
    track: Track
    phase: Phase
    order: int
    profiles: frozenset[str]
    since: str = field(default="", compare=False)  # not part of its content
    guidance: Guidance = Guidance()
    keywords: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A stakeholder role; its expected time is `amount` `unit`s per `period`."""

    slug: str
    name: str
    amount: Decimal
    unit: str
    period: str
    pillars: frozenset[str]

    @property
    def time(self) -> str:
        """The expected time as the source writes it: '1 u./maand', '0,5 dag/week'."""
        unit = "u." if self.unit == "uur" else "dagen" if self.amount >= 2 else "dag"
        return f"{dutch_number(self.amount)} {unit}/{self.period}"


@dataclass(frozen=True, slots=True)
class Option:
    letter: str
    text: str
    profile: str


@dataclass(frozen=True, slots=True)
class Question:
    """`pillars` are the slugs of those that it speaks for; `section` is '' outside any section."""

    number: int
    text: str
    options: tuple[Option, ...]
    pillars: frozenset[str] = frozenset()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    slug: str
    title: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Section:
    slug: str
    title: str
    body: str
    shows: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    slug: str
    title: str
    intro: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class SuccessFactor:
    slug: str
    number: int
    title: str
    body: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseEffort:
    side: str
    name: str
    days: int


@dataclass(frozen=True, slots=True)
class CasePhase:
    number: int
    title: str
    activities: str
    lessons: str


@dataclass(frozen=True)
class Catalogue:
    """One version of the playbook, whole."""

    number: str
    label: str
    digest: str
    lead_fte: tuple[Decimal, Decimal]
    pillars: tuple[Pillar, ...]
    tracks: tuple[Track, ...]
    phases: tuple[Phase, ...]
    profiles: tuple[Profile, ...]
    activities: tuple[Activity, ...]
    roles: tuple[Role, ...]
    questionnaires: tuple[Questionnaire, ...]
    chapters: tuple[Chapter, ...]
    success_factors: tuple[SuccessFactor, ...]
    case_efforts: tuple[CaseEffort, ...]
    case_phases: tuple[CasePhase, ...]

    @cached_property
    def activity_by_slug(self) -> dict[str, Activity]:
        return {activity.slug: activity for activity in self.activities}

    @cached_property
    def successors(self) -> dict[str, tuple[Activity, ...]]:
        """By the slug of an earlier activity: the activities that replace it."""
        old = {slug for activity in self.activities for slug in activity.replaces}
        return {slug: tuple(a for a in self.activities if slug in a.replaces) for slug in old}

    @cached_property
    def profile_by_slug(self) -> dict[str, Profile]:
        return {profile.slug: profile for profile in self.profiles}

    @cached_property
    def pillar_by_slug(self) -> dict[str, Pillar]:
        return {pillar.slug: pillar for pillar in self.pillars}

    @cached_property
    def track_by_slug(self) -> dict[str, Track]:
        return {track.slug: track for track in self.tracks}

    @cached_property
    def phase_by_number(self) -> dict[int, Phase]:
        return {phase.number: phase for phase in self.phases}

    @cached_property
    def questionnaire_by_slug(self) -> dict[str, Questionnaire]:
        return {questionnaire.slug: questionnaire for questionnaire in self.questionnaires}

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the self-assessment."""
        return self.questionnaire_by_slug[SELF_ASSESSMENT].questions

    @property
    def further_questionnaires(self) -> tuple[Questionnaire, ...]:
        """Questionnaires besides the self-assessment; the source's own edition has none."""
        return tuple(one for one in self.questionnaires if one.slug != SELF_ASSESSMENT)

    def activities_of(self, profile: str) -> tuple[Activity, ...]:
        """The activities of the ready plan of the profile with this slug, in reading order."""
        return tuple(a for a in self.activities if profile in a.profiles)

    def first_profile(self, activity: Activity) -> Profile:
        """The lowest profile whose plan has this activity."""
        return next(p for p in self.profiles if p.slug in activity.profiles)

    def roles_of(self, pillars: Iterable[str]) -> tuple[Role, ...]:
        """The roles that take part in any of these pillars, each once (critical factor 2)."""
        wanted = frozenset(pillars)
        return tuple(role for role in self.roles if role.pillars & wanted)

    def next_profile(self, profile: Profile) -> Profile | None:
        """The profile one level up, or None at the highest."""
        return next((p for p in self.profiles if p.level == profile.level + 1), None)

    @property
    def case_days(self) -> int:
        return sum(effort.days for effort in self.case_efforts)

    @property
    def lead_time(self) -> str:
        """The AI-trekker's expected time (critical factor 2): '0,5 tot 1 VTE'."""
        low, high = self.lead_fte
        return f"{dutch_number(low)} tot {dutch_number(high)} VTE"

    def known(self, playbooks: Iterable[str], activities: Iterable[str]) -> KnownCatalogue:
        """The items that a plan can refer to. The arguments include those of earlier versions."""
        return KnownCatalogue(
            playbooks=frozenset(playbooks),
            activities=frozenset(activities),
            pillars=frozenset(self.pillar_by_slug),
            profiles=frozenset(self.profile_by_slug),
            tracks=frozenset(self.track_by_slug),
            phases=frozenset(self.phase_by_number),
            roles=frozenset(role.slug for role in self.roles),
            factors=frozenset(factor.slug for factor in self.success_factors),
        )


@dataclass(frozen=True)
class KnownCatalogue:
    """Numbers and slugs that this site knows; of activities and versions the earlier ones too."""

    playbooks: frozenset[str]
    activities: frozenset[str]
    pillars: frozenset[str]
    profiles: frozenset[str]
    tracks: frozenset[str]
    phases: frozenset[int]
    roles: frozenset[str]
    factors: frozenset[str]


def dutch_number(value: Decimal) -> str:
    """1.5 → '1,5'; 1.0 → '1'."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")
