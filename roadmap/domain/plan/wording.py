"""Values in Dutch words, with the playbook's names. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from content.catalogue import Catalogue, Phase
from content.text_rules import both_lines, both_notes
from roadmap.domain.plan.fields import (
    ActivityValues,
    FieldKind,
    Fields,
    MemberName,
    PlanField,
    Rhythm,
    Start,
    Status,
    Values,
    fields_of,
)
from roadmap.domain.plan.phase_dates import Span
from roadmap.domain.plan.starting_profiles import PER_PILLAR, start_in_words
from roadmap.domain.plan.steps import changed_steps, steps_in_words

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
SHORT = {"maart": "mrt"}
"""Months whose abbreviation is not their first three letters."""
EMPTY = "(leeg)"
TEXTS = (FieldKind.TEXT, FieldKind.NOTE, FieldKind.OWNER)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with two different values, both in words.

    `actor`: the person who changed the old value last; '' where that is not looked up or not known.
    `is_text`: both are typed texts.
    """

    name: str
    label: str
    old: str
    new: str
    actor: str = ""
    is_text: bool = field(default=False, compare=False)

    @property
    def both(self) -> str:
        """The two texts joined; '' where one holds the other, or for other values than texts."""
        if not self.is_text:
            return ""
        join = both_notes if self.name == "note" else both_lines
        text = join(self.old, self.new)
        return "" if text in (self.old, self.new) else text


@dataclass(frozen=True)
class Wording:
    """Names of slugs, numbers and values; those that the playbook lacks are shown as they are."""

    catalogue: Catalogue

    def value(self, item: PlanField, value: Any) -> str:
        """A value of this field in words; '(leeg)' for an empty one."""
        if item.kind is FieldKind.ACTIVITY:
            return "Uit het playbook" if value else "Eigen activiteit"
        if item.kind is FieldKind.START:
            return self.start(value)
        if value in (None, "", (), {}):
            return EMPTY
        match item.kind:
            case FieldKind.STATUS:
                return Status(value).label
            case FieldKind.RHYTHM:
                return Rhythm(value).label
            case FieldKind.DAY:
                return day_in_words(value)
            case FieldKind.TICK:
                return "ja" if value else "nee"
            case FieldKind.TRACK:
                return self.full_track(value)
            case FieldKind.ROLES:
                return ", ".join(map(self.role, value))
            case FieldKind.ACTIVITIES:
                return ", ".join(map(self.activity, value))
            case FieldKind.LINES:
                return ", ".join(value)
            case FieldKind.STEPS:
                return steps_in_words(value)
            case FieldKind.SPANS:
                return "; ".join(f"fase {n}: {span_in_words(value[n])}" for n in sorted(value))
        return str(value)

    def differing(
        self, values: type[Values], old: Fields, new: Fields, *, whole: bool = False
    ) -> tuple[Difference, ...]:
        """The fields that both hold with different values, in the order of the page.

        Of a list of steps only the changes, or both lists in full if `whole`.
        """
        both = [(n, item) for n, item in fields_of(values).items() if n in old and n in new]
        return tuple(
            Difference(
                n,
                item.label,
                *self._two_values(item, old[n], new[n], whole),
                is_text=item.kind in TEXTS and _are_typed(old[n], new[n]),
            )
            for n, item in both
            if item.label and item.differs(old[n], new[n])
        )

    def _two_values(self, item: PlanField, old: Any, new: Any, whole: bool) -> tuple[str, str]:
        if item.kind is FieldKind.STEPS and not whole:
            return changed_steps(old, new)
        return self.value(item, old), self.value(item, new)

    def start(self, start: Start) -> str:
        """'AI Piloot' or 'Persoonlijk'; where pillars differ, the profile of each."""
        words = start_in_words(self.catalogue, start)
        if words != PER_PILLAR:
            return words
        names = self.catalogue.profile_by_slug
        return ", ".join(
            f"{pillar.name}: {names[start[pillar.slug]].name}"
            for pillar in self.catalogue.pillars
            if start.get(pillar.slug) in names
        )

    def place(self, row: ActivityValues) -> str:
        """'Innovatie: Processen, fase 2'."""
        return f"{self.full_track(row.track)}, fase {row.phase}"

    def pillar(self, track: str) -> str:
        known = self.catalogue.track_by_slug.get(track)
        return known.pillar.name if known else track

    def track(self, track: str) -> str:
        """'' for the only track of its pillar, and for one that the playbook does not know."""
        known = self.catalogue.track_by_slug.get(track)
        return known.name if known else ""

    def full_track(self, track: str) -> str:
        known = self.catalogue.track_by_slug.get(track)
        return known.full_name if known else track

    def phase(self, number: int) -> str:
        known = self.catalogue.phase_by_number.get(number)
        return phase_name(known) if known else str(number)

    def activity(self, slug: str) -> str:
        known = self.catalogue.activity_by_slug.get(slug)
        return known.title if known else slug

    def role(self, slug: str) -> str:
        return self._roles.get(slug, slug)

    def factor(self, slug: str) -> str:
        return self.factors.get(slug, slug)

    @cached_property
    def _roles(self) -> Mapping[str, str]:
        return {role.slug: role.name for role in self.catalogue.roles}

    @cached_property
    def factors(self) -> Mapping[str, str]:
        """The titles of the success factors by slug, in the playbook's order."""
        return {factor.slug: factor.title for factor in self.catalogue.success_factors}


def _are_typed(*texts: str) -> bool:
    """Whether these are typed texts, not empty; a MemberName is picked from a list."""
    return all(text and not isinstance(text, MemberName) for text in texts)


def day_in_words(day: date) -> str:
    """'28 februari 2027'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_month(number: int) -> str:
    """'feb', 'mrt'."""
    name = MONTHS[number - 1]
    return SHORT.get(name, name[:3])


def short_day(day: date) -> str:
    """'28 feb 2027'."""
    return f"{day.day} {short_month(day.month)} {day.year}"


def when_due(days: int) -> str:
    """'3 dagen te laat', 'vandaag', 'morgen', 'over 12 dagen'; `days` from today, below 0 late."""
    if days < 0:
        return f"{-days} {'dag' if days == -1 else 'dagen'} te laat"
    return {0: "vandaag", 1: "morgen"}.get(days, f"over {days} dagen")


def span_in_words(span: Span | None) -> str:
    if span is None:
        return "geen begin of einde"
    return f"{day_in_words(span.first)} tot en met {day_in_words(span.last)}"


def phase_name(phase: Phase) -> str:
    return f"{phase.number}. {phase.name}"
