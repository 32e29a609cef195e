"""What a person may say about a plan, and in which words we ask again."""

from __future__ import annotations

import unicodedata
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from content.catalogue import Catalogue
from roadmap.plans import start_everywhere

PER_PILLAR = "per-pijler"
EMPTY = "leeg"


class LineField(forms.CharField):
    """One line of plain text: no characters that print nothing or turn the line around."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if any(unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} for char in text):
            raise forms.ValidationError("Verwijder de onzichtbare stuurtekens uit deze tekst.")
        if text and not any(unicodedata.category(char)[0] in "LNPS" for char in text):
            raise forms.ValidationError("Typ minstens één zichtbaar teken.")
        return unicodedata.normalize("NFC", text)


class DescribeForm(forms.Form):
    title = LineField(
        label="Titel",
        max_length=120,
        help_text="Bijvoorbeeld: Stappenplan AI 2027.",
        error_messages={"required": "Geef het stappenplan een titel."},
    )
    organisation = LineField(label="Organisatie (niet verplicht)", max_length=120, required=False)

    def __init__(self, *args: Any, submit: str = "Bewaar", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("", submit))


class VersionField(forms.IntegerField):
    """The plan's version that the page was made from."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class PlanDetailsForm(DescribeForm):
    version = VersionField()


class DeletePlanForm(forms.Form):
    version = VersionField()


class NewPlanForm(DescribeForm):
    """Title, organisation, and where to start: a profile, one per pillar, or empty."""

    start = forms.ChoiceField(
        label="Waar vertrekt u van?",
        help_text="Het profiel per pijler telt alleen bij ‘Een profiel per pijler’.",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Kies waar u van vertrekt.",
            "invalid_choice": "Kies een van de mogelijkheden.",
        },
    )

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, submit="Maak het stappenplan", **kwargs)
        self.catalogue = catalogue
        start = self.fields["start"]
        assert isinstance(start, forms.ChoiceField)
        start.choices = [
            *(
                (p.slug, f"{p.name}: {len(catalogue.activities_of(p.slug))} activiteiten")
                for p in catalogue.profiles
            ),
            (PER_PILLAR, "Een profiel per pijler"),
            (EMPTY, "Persoonlijk: een leeg plan, u kiest zelf uit alle activiteiten"),
        ]
        for pillar in catalogue.pillars:
            self.fields[f"pijler-{pillar.slug}"] = forms.ChoiceField(
                label=f"{pillar.number}. {pillar.name}",
                required=False,
                choices=[("", "Niets"), *((p.slug, p.name) for p in catalogue.profiles)],
            )
        self.helper.attrs["data-new-plan"] = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") == PER_PILLAR and not self._per_pillar(data):
            self.add_error(
                f"pijler-{self.catalogue.pillars[0].slug}",
                "Kies voor minstens één pijler een profiel, of vertrek van een leeg plan.",
            )
        return data

    def chosen_start(self) -> dict[str, str]:
        """Pillar slug → profile slug, as a valid form says; {} for an empty start."""
        chosen = self.cleaned_data["start"]
        if chosen == EMPTY:
            return {}
        if chosen == PER_PILLAR:
            return self._per_pillar(self.cleaned_data)
        return start_everywhere(self.catalogue, chosen)

    def _per_pillar(self, data: dict[str, Any]) -> dict[str, str]:
        given = {p.slug: data.get(f"pijler-{p.slug}", "") for p in self.catalogue.pillars}
        return {pillar: profile for pillar, profile in given.items() if profile}


class ChooseActivitiesForm(forms.Form):
    """The ticked activities; `pijler` ticks all of a pillar without JavaScript."""

    version = VersionField()
    activiteit = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "Een van de gekozen activiteiten bestaat niet (meer)."},
    )
    pijler = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Een van de pijlers bestaat niet."}
    )

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        for name, slugs in (
            ("activiteit", catalogue.activity_by_slug),
            ("pijler", catalogue.pillar_by_slug),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(slug, slug) for slug in slugs]

    def chosen(self) -> frozenset[str]:
        """The slugs that a valid form asks for."""
        pillars = self.cleaned_data["pijler"]
        return frozenset(self.cleaned_data["activiteit"]) | {
            a.slug for a in self.catalogue.activities if a.track.pillar.slug in pillars
        }
