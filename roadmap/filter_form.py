"""The search and filters above a plan's grid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from content.catalogue import Catalogue
from roadmap.filtering import NOBODY, PlanFilter
from roadmap.story import STATUSES
from roadmap.texts import NAME_MOST, composed


class OwnerField(forms.ChoiceField):
    """A name in whatever capitals, and with spaces around it, as an address may have it.

    It counts, and stands in the list, as the choice that it means.
    """

    def to_python(self, value: Any) -> str:
        return self._meant(super().to_python(value))

    def prepare_value(self, value: Any) -> Any:
        return self._meant(value) if isinstance(value, str) else value

    def _meant(self, text: str) -> str:
        typed = composed(text.strip(), NAME_MOST)
        names = [str(name) for name, _ in self.widget.choices]
        if typed in names:
            return typed
        return next((name for name in names if name.casefold() == typed.casefold()), text)


class PlanFilterForm(forms.Form):
    """`owners`: the names that the plan's activities carry; another name is no choice."""

    q = forms.CharField(
        label="Zoek",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    eigenaar = OwnerField(
        label="Wie trekt dit",
        required=False,
        error_messages={"invalid_choice": "Deze naam staat bij geen enkele activiteit (meer)."},
    )
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "Elke status"), *STATUSES.items()],
        error_messages={"invalid_choice": "Kies een van de statussen."},
    )
    pijler = forms.ChoiceField(
        label="Pijler",
        required=False,
        error_messages={"invalid_choice": "Kies een van de pijlers."},
    )

    def __init__(
        self, catalogue: Catalogue, owners: Iterable[str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "filter-%s"
        for name, choices in (
            ("eigenaar", [("", "Iedereen"), (NOBODY, "Nog niemand"), *((o, o) for o in owners)]),
            ("pijler", [("", "Alle pijlers"), *((p.slug, p.name) for p in catalogue.pillars)]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def wanted(self) -> PlanFilter:
        """The filter that a valid form asks for."""
        data = self.cleaned_data
        return PlanFilter(data["eigenaar"], data["status"], data["pijler"], data["q"])
