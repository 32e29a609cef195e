"""Forms for a plan's timeline: phase dates, a proposal for them, and milestones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from content.catalogue import Phase
from content.published import published_catalogue
from roadmap.domain.plan.fields import MilestoneValues, fields_of
from roadmap.domain.plan.limits import LAST_YEAR, MAX_TITLE
from roadmap.domain.plan.phase_dates import LENGTHS, Span, phase_part, proposed
from roadmap.forms.base import (
    DayField,
    KeyedForm,
    LineField,
    MergedForm,
    SubmitForm,
    VersionField,
    VersionForm,
)


class ProposalForm(forms.Form):
    """Asks for a proposal of phase dates: a first day and a length in months."""

    begin = DayField("Eerste dag van het plan")
    maanden = forms.TypedChoiceField(
        label="Duur",
        coerce=int,
        choices=[(months, f"{months} maanden") for months in LENGTHS],
        error_messages={
            "required": "Kies hoe lang het plan duurt.",
            "invalid_choice": "Kies een van de mogelijkheden.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "voorstel-%s"
        begin = self.fields["begin"]
        begin.required = True
        begin.error_messages["required"] = "Kies de eerste dag van het plan."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begin, months = data.get("begin"), data.get("maanden")
        if begin and months and proposed(begin, months, 1)[1].last.year > LAST_YEAR:
            self.add_error("begin", f"Kies een vroegere dag: dit plan loopt tot na {LAST_YEAR}.")
        return data

    def cleaned(self, phases: int) -> dict[int, Span]:
        """The proposed days of each phase."""
        return proposed(self.cleaned_data["begin"], self.cleaned_data["maanden"], phases)


class PhaseDatesForm(MergedForm):
    """The first and last day of each phase, both or neither."""

    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phases = published_catalogue().phases
        for phase in self.phases:
            first, last = phase_fields(phase.number)
            self.fields[first] = DayField(f"Eerste dag van fase {phase.number}")
            self.fields[last] = DayField(f"Laatste dag van fase {phase.number}")
        self.add_held_values()

    @property
    def rows(self) -> Iterator[tuple[Phase, BoundField, BoundField]]:
        for phase in self.phases:
            first, last = phase_fields(phase.number)
            yield phase, self[first], self[last]

    def shown(self) -> dict[int, Span]:
        """The phases with a valid first and last day in the form."""
        spans = {}
        for phase, *pair in self.rows:
            try:
                first, last = (field.field.clean(field.value()) for field in pair)
            except forms.ValidationError:
                continue
            if first and last and first <= last:
                spans[phase.number] = Span(first, last)
        return spans

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for phase in self.phases:
            first, last = phase_fields(phase.number)
            if first in self.errors or last in self.errors:
                continue
            if bool(data[first]) != bool(data[last]):
                missing = last if data[first] else first
                self.add_error(missing, "Geef een eerste en een laatste dag, of laat beide leeg.")
            elif data[first] and data[last] < data[first]:
                self.add_error(last, "Kies een laatste dag op of na de eerste dag.")
        return data

    def cleaned(self) -> dict[int, Span | None]:
        """The phases that the sender changed, with their days; None where both are empty."""
        data = self.cleaned_data
        return {
            phase.number: Span(data[first], data[last]) if data[first] else None
            for phase in self.phases
            for first, last in [phase_fields(phase.number)]
            if self.is_asked(first) or self.is_asked(last)
        }


def phase_fields(number: int) -> tuple[str, str]:
    """The names of the two fields of a phase."""
    return part_fields(phase_part(number))


def part_fields(part: str) -> tuple[str, str]:
    """The same for a part of a plan's details that is a phase."""
    return f"{part}-begin", f"{part}-eind"


def phase_answers(spans: Mapping[int, Span | None]) -> dict[str, str]:
    """These dates as values of the form's fields."""
    return {
        name: day.isoformat() if day else ""
        for number, span in spans.items()
        for name, day in zip(
            phase_fields(number), (span.first, span.last) if span else (None, None), strict=True
        )
    }


class MilestoneFields(SubmitForm):
    """A title and a day, both required."""

    title = LineField(
        label="Titel",
        max_length=MAX_TITLE,
        help_text="Bijvoorbeeld: Goedkeuring door het college.",
        error_messages={"required": "Geef de mijlpaal een titel."},
    )
    day = DayField("Datum")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.fields["day"]
        day.required = True
        day.error_messages["required"] = "Geef de mijlpaal een datum."

    def cleaned(self) -> dict[str, Any]:
        """The fields of a valid form."""
        return {name: self.cleaned_data[name] for name in fields_of(MilestoneValues)}


class NewMilestoneForm(MilestoneFields, KeyedForm):
    submit = "Voeg toe"


class MilestoneForm(MilestoneFields, VersionForm):
    """The form of a stored milestone, with its version."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in fields_of(MilestoneValues):
            self.fields[name].show_hidden_initial = True
        self.helper.form_tag = False
