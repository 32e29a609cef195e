"""What a person may say about a plan, and in which words we ask again."""

from __future__ import annotations

import unicodedata
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.validators import URLValidator

from content.catalogue import Catalogue
from roadmap.models import PlanActivity
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


class NoteField(forms.CharField):
    """Several lines of plain text; a line end counts as one character, as the browser counts it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if any(
            unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} and c not in "\n\t" for c in value
        ):
            raise forms.ValidationError("Verwijder de onzichtbare stuurtekens uit deze tekst.")


class DayField(forms.DateField):
    """A day between 2000 and 2100, typed or picked as jjjj-mm-dd."""

    def __init__(self, label: str) -> None:
        wrong = "Geef een bestaande datum tussen 2000 en 2100, zoals 2027-02-28."
        super().__init__(
            label=label,
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
            error_messages={"invalid": wrong},
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not 2000 <= value.year <= 2100:
            raise forms.ValidationError(self.error_messages["invalid"])


class ActivityForm(forms.Form):
    """Everything that a plan says of one activity. `fields_now` gives it as `state.Fields`."""

    version = VersionField()
    title = LineField(
        label="Titel", max_length=200, error_messages={"required": "Geef de activiteit een titel."}
    )
    status = forms.ChoiceField(
        label="Status", widget=forms.RadioSelect, choices=PlanActivity.Status.choices
    )
    phase = forms.TypedChoiceField(label="Fase", coerce=int)
    owner = LineField(label="Wie trekt dit? (niet verplicht)", max_length=120, required=False)
    start_date = DayField("Begin (niet verplicht)")
    due_date = DayField("Klaar tegen (niet verplicht)")
    note = NoteField(
        label="Notitie (niet verplicht)", max_length=PlanActivity.NOTE_LIMIT, required=False
    )
    links = NoteField(
        label="Links naar documenten (niet verplicht)",
        help_text="Eén adres per regel, beginnend met https:// of http://.",
        max_length=4000,
        required=False,
    )

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phase = self.fields["phase"]
        assert isinstance(phase, forms.TypedChoiceField)
        phase.choices = [(p.number, f"{p.number}. {p.name}") for p in catalogue.phases]
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("", "Bewaar"))

    def clean_links(self) -> list[str]:
        is_address = URLValidator(schemes=["http", "https"])
        links = [line.strip() for line in self.cleaned_data["links"].split("\n") if line.strip()]
        for link in links:
            try:
                is_address(link)
            except forms.ValidationError as error:
                raise forms.ValidationError(
                    f"‘{link[:80]}’ is geen volledig adres. Begin met https:// of http://."
                ) from error
        return links

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, due = data.get("start_date"), data.get("due_date")
        if start and due and due < start:
            self.add_error("due_date", "Kies een einddatum op of na de begindatum.")
        return data

    def fields_now(self) -> dict[str, Any]:
        """What a valid form asks for, dates as text."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return data | {
            name: data[name].isoformat() if data[name] else None
            for name in ("start_date", "due_date")
        }


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
