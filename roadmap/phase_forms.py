"""The dates of a plan's phases: a proposal from one day and a length, and the days themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from content.catalogue import Catalogue, Phase
from roadmap.forms import DayField, VersionField
from roadmap.phases import LENGTHS, Span, Spans, proposed

LAST_YEAR = 2100


class ProposalForm(forms.Form):
    """From which day, and over how many months."""

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

    def spans(self, phases: int) -> dict[int, Span]:
        """The proposal that a valid form asks for."""
        return proposed(self.cleaned_data["begin"], self.cleaned_data["maanden"], phases)


class PhaseDatesForm(forms.Form):
    """A first and a last day for each phase, both or neither."""

    version = VersionField()

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phases = catalogue.phases
        for phase in self.phases:
            first, last = names(phase)
            self.fields[first] = DayField(f"Eerste dag van fase {phase.number}")
            self.fields[last] = DayField(f"Laatste dag van fase {phase.number}")

    @property
    def rows(self) -> Iterator[tuple[Phase, BoundField, BoundField]]:
        for phase in self.phases:
            first, last = names(phase)
            yield phase, self[first], self[last]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for phase in self.phases:
            first, last = names(phase)
            if first in self.errors or last in self.errors:
                continue
            if bool(data[first]) != bool(data[last]):
                missing = last if data[first] else first
                self.add_error(missing, "Geef een eerste en een laatste dag, of laat beide leeg.")
            elif data[first] and data[last] < data[first]:
                self.add_error(last, "Kies een laatste dag op of na de eerste dag.")
        return data

    def spans(self) -> dict[int, Span]:
        """The dates that a valid form asks for."""
        return {
            phase.number: Span(self.cleaned_data[first], self.cleaned_data[last])
            for phase in self.phases
            for first, last in [names(phase)]
            if self.cleaned_data[first]
        }


def names(phase: Phase) -> tuple[str, str]:
    """The names of the two fields of a phase."""
    return f"fase-{phase.number}-begin", f"fase-{phase.number}-eind"


def initial(catalogue: Catalogue, spans: Spans, version: int) -> dict[str, Any]:
    """What `PhaseDatesForm` shows for these dates."""
    values: dict[str, Any] = {"version": version}
    for phase in catalogue.phases:
        if phase.number in spans:
            span = spans[phase.number]
            values |= dict(zip(names(phase), (span.first, span.last), strict=True))
    return values
