"""The forms around a plan: milestones, success factors, growing, news of the playbook, a copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.http import QueryDict

from content.catalogue import Catalogue
from roadmap import news
from roadmap.forms import KeyedForm, KeyField, LineField, NoteField, VersionField, key_of
from roadmap.growth import Ticks
from roadmap.models import Milestone, PlanActivity

NOW = "nu"


class MilestoneForm(KeyedForm):
    name = LineField(
        label="Naam van de mijlpaal",
        max_length=120,
        help_text="Bijvoorbeeld: Zoals goedgekeurd door de directie.",
        error_messages={"required": "Geef de mijlpaal een naam."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("", "Leg deze stand vast"))


class ComparisonForm(forms.Form):
    """Which two states to lay side by side: milestones by their id, or the plan as it is now."""

    van = forms.ChoiceField(label="Van")
    met = forms.ChoiceField(label="Met")

    def __init__(self, milestones: Iterable[Milestone], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {str(m.pk): f"{m.name} (versie {m.number})" for m in milestones}
        self.names[NOW] = "Het plan zoals het nu is"
        for name in ("van", "met"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(self.names.items())

    def label_of(self, name: str) -> str:
        """The chosen state of a valid form in words."""
        return self.names[self.cleaned_data[name]]


class RestoreForm(KeyedForm):
    version = VersionField()


class FactorVersionField(forms.IntegerField):
    """A factor's version; 0 when nobody looked at it yet."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class FactorForm(forms.Form):
    """One critical success factor. There are several on a page: `slug` keeps their ids apart."""

    version = FactorVersionField()
    done = forms.BooleanField(label="Dit zit goed", required=False)
    note = NoteField(
        label="Notitie (niet verplicht)",
        max_length=PlanActivity.NOTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, slug: str, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{slug}-%s", **kwargs)

    def fields_now(self) -> dict[str, Any]:
        """What a valid form asks for."""
        return {"done": self.cleaned_data["done"], "note": self.cleaned_data["note"]}


class GrowthForm(KeyedForm):
    """What was ticked on the way to the next profile: `pijler` by `Step.name`, the rest by slug.

    A pillar alone is what pages once sent. It names no step, so it is read and then conflicts.
    """

    version = VersionField()
    pijler = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Een van de pijlers bestaat niet."}
    )
    erbij = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "Een van de gekozen activiteiten bestaat niet (meer)."},
    )
    weg = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "Een van de gekozen activiteiten bestaat niet (meer)."},
    )

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pillars = list(catalogue.pillar_by_slug)
        steps = [f"{pillar}:{slug}" for pillar in pillars for slug in catalogue.profile_by_slug]
        for name, slugs in (
            ("pijler", pillars + steps),
            ("erbij", catalogue.activity_by_slug),
            ("weg", catalogue.activity_by_slug),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(slug, slug) for slug in slugs]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data["pijler"] or data["erbij"] or data["weg"]):
            raise forms.ValidationError("Vink aan wat u wilt overnemen.")
        return data

    def ticks(self) -> Ticks:
        """What stands ticked, known to the playbook or not."""
        return Ticks(*(frozenset(self[name].value() or ()) for name in ("pijler", "erbij", "weg")))


class NewsForm(KeyedForm):
    """The answer to one item: which, the playbook's title that was read with it, yes or no."""

    soort = forms.ChoiceField(
        choices=[(kind, kind) for kind in (news.RENAMED, news.RETIRED, news.ADDED, news.VERSION)]
    )
    item = forms.CharField(max_length=80, required=False)
    titel = forms.CharField(max_length=200, required=False)
    antwoord = forms.ChoiceField(choices=[("ja", "ja"), ("nee", "nee")])


class CopyForm(forms.Form):
    title = LineField(
        label="Titel van de kopie",
        max_length=120,
        error_messages={"required": "Geef de kopie een titel."},
    )
    copy_id = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("", "Maak de kopie"))

    def clean_copy_id(self) -> UUID:
        return key_of(self.cleaned_data["copy_id"], self.data)


class ArchiveForm(forms.Form):
    archief = forms.ChoiceField(choices=[("ja", "ja"), ("nee", "nee")])
