"""Forms for a whole plan: make, edit details, copy, archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms

from content.published import published_catalogue
from roadmap.domain.plan.fields import NEXT_REVIEW, Fields
from roadmap.domain.plan.limits import MAX_ACTIVITIES, MAX_ASKED, MAX_NAME, MAX_TITLE
from roadmap.domain.plan.starting_profiles import activities_at_start, start_everywhere
from roadmap.forms.base import (
    Choices,
    DayField,
    KeyField,
    LineField,
    MergedForm,
    RadioField,
    SubmitForm,
    VersionField,
    rhythm_field,
)
from roadmap.history.idempotency import key_of

PER_PILLAR = "per-pijler"
EMPTY = "leeg"
YES, NO = "ja", "nee"


class DescribeForm(SubmitForm):
    title = LineField(
        label="Titel",
        max_length=MAX_TITLE,
        help_text="Bijvoorbeeld: Stappenplan AI 2027.",
        error_messages={"required": "Geef het stappenplan een titel."},
    )
    organisation = LineField(
        label="Organisatie (niet verplicht)", max_length=MAX_NAME, required=False
    )


class PlanDetailsForm(DescribeForm, MergedForm):
    """The details. The page writes the `<form>` tag, to include the choices of a conflict."""

    version = VersionField()
    quarterly = forms.ChoiceField(
        label="Elk kwartaal vanzelf een momentopname",
        help_text="Aan het begin van een kwartaal, als het plan bij een account hoort en wijzigde.",
        choices=[(YES, "Ja"), (NO, "Nee")],
        widget=forms.RadioSelect,
        required=False,
    )
    asked = LineField(
        label="Gevraagd van wie het plan leest (niet verplicht)",
        help_text="Staat bovenaan bij wie het plan met een deellink opent. Bijvoorbeeld: Keur het "
        "budget voor de opleidingen goed.",
        max_length=MAX_ASKED,
        required=False,
    )
    review = rhythm_field("Het hele plan herzien")
    review_on = DayField(NEXT_REVIEW)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.form_tag = False
        self.add_held_values()

    def cleaned(self) -> dict[str, Any]:
        """The fields that the sender of a valid form changed."""
        names = [name for name in self.fields if name != "version" and self.is_asked(name)]
        fields = {name: self.cleaned_data[name] for name in names}
        if answer := fields.pop("quarterly", ""):
            fields["quarterly"] = answer == YES
        return fields


def details_answers(fields: Fields) -> dict[str, str]:
    """Details of a plan as values of the form's fields."""
    words = {True: YES, False: NO}
    return {name: words.get(value) or value for name, value in fields.items()}


def start_choices() -> Choices:
    catalogue = published_catalogue()
    return [
        *(
            (p.slug, f"{p.name}: {len(catalogue.activities_of(p.slug))} activiteiten")
            for p in catalogue.profiles
        ),
        (PER_PILLAR, "Een profiel per pijler"),
        (EMPTY, "Persoonlijk: een leeg plan, u kiest zelf uit alle activiteiten"),
    ]


class NewPlanForm(DescribeForm):
    """Title, organisation, and where to start: a profile, one per pillar, or empty.

    `plan_id` is chosen when the page is rendered: the same form sent twice makes one plan.
    """

    submit = "Maak het stappenplan"

    plan_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
    start = RadioField(
        "Waar vertrekt u van?",
        start_choices,
        "Kies waar u van vertrekt.",
        help_text="Het profiel per pijler telt alleen bij ‘Een profiel per pijler’.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.catalogue = published_catalogue()
        profiles = [(p.slug, p.name) for p in self.catalogue.profiles]
        for pillar in self.catalogue.pillars:
            self.fields[f"pijler-{pillar.slug}"] = forms.ChoiceField(
                label=f"{pillar.number}. {pillar.name}",
                required=False,
                choices=[("", "Niets"), *profiles],
            )
        self.helper.attrs["data-new-plan"] = ""

    def clean_plan_id(self) -> UUID | None:
        page: UUID | None = self.cleaned_data["plan_id"]
        return key_of(page, self.data) if page else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") == PER_PILLAR and not self._per_pillar(data):
            self.add_error(
                f"pijler-{self.catalogue.pillars[0].slug}",
                "Kies voor minstens één pijler een profiel, of vertrek van een leeg plan.",
            )
        elif "start" in data:
            count = len(activities_at_start(self.catalogue, self.cleaned()))
            if count > MAX_ACTIVITIES:
                text = f"Dit begin telt {count} activiteiten. Een plan bevat er hoogstens "
                self.add_error("start", f"{text}{MAX_ACTIVITIES}: kies een ander begin.")
        return data

    def cleaned(self) -> dict[str, str]:
        """Pillar slug → profile slug; {} for an empty start."""
        chosen = self.cleaned_data["start"]
        if chosen == EMPTY:
            return {}
        if chosen == PER_PILLAR:
            return self._per_pillar(self.cleaned_data)
        return start_everywhere(self.catalogue, chosen)

    def _per_pillar(self, data: dict[str, Any]) -> dict[str, str]:
        chosen = {p.slug: data.get(f"pijler-{p.slug}", "") for p in self.catalogue.pillars}
        return {pillar: profile for pillar, profile in chosen.items() if profile}


def asked_start(query: Mapping[str, str]) -> dict[str, str]:
    """The initial start from the query string; unknown values are ignored."""
    return {name: query[name] for name in query if name == "start" or name.startswith("pijler-")}


class CopyForm(SubmitForm):
    submit = "Maak de kopie"

    title = LineField(
        label="Titel van de kopie",
        max_length=MAX_TITLE,
        error_messages={"required": "Geef de kopie een titel."},
    )
    copy_id = KeyField()

    def clean_copy_id(self) -> UUID:
        return key_of(self.cleaned_data["copy_id"], self.data)


class ArchiveForm(forms.Form):
    archief = forms.ChoiceField(choices=[("ja", "ja"), ("nee", "nee")])
