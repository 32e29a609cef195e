"""The search and filters above the list of activities."""

from __future__ import annotations

from typing import Any

from django import forms

from content.catalogue import Catalogue
from content.search.activities import ActivityFilter


class ActivityFilterForm(forms.Form):
    q = forms.CharField(label="Zoek", required=False, max_length=100)
    pijler = forms.ChoiceField(label="Pijler", required=False)
    fase = forms.ChoiceField(label="Fase", required=False)
    profiel = forms.ChoiceField(label="Profiel", required=False)

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, empty, choices in (
            ("pijler", "Alle pijlers", [(p.slug, p.name) for p in catalogue.pillars]),
            ("fase", "Alle fasen", [(p.slug, f"{p.number}. {p.name}") for p in catalogue.phases]),
            ("profiel", "Alle profielen", [(p.slug, p.name) for p in catalogue.profiles]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", empty), *choices]
            field.error_messages["invalid_choice"] = "Dit bestaat niet. Kies iets uit de lijst."

    def cleaned(self) -> ActivityFilter:
        """The filter that a valid form asks for."""
        data = self.cleaned_data
        return ActivityFilter(data["q"], data["pijler"], data["fase"], data["profiel"])
