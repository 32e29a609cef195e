"""Kinds of answers that several forms ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.utils.datastructures import MultiValueDict

from roadmap.domain.plan import text_rules
from roadmap.domain.plan.limits import FIRST_YEAR, LAST_YEAR, MAX_NAME, MAX_NOTE


class LineField(forms.CharField):
    """One line of plain text: no characters that print nothing or turn the line around."""

    def to_python(self, value: Any) -> str:
        return text_rules.composed(super().to_python(value) or "", self.max_length or MAX_NAME)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return text_rules.line(text, self.max_length or MAX_NAME)
        except text_rules.InvalidText as error:
            raise forms.ValidationError(str(error)) from error


class VersionField(forms.IntegerField):
    """The plan's version that the page was made from."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class KeyField(forms.UUIDField):
    """What marks a page: a new key each time it is made."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=uuid4)


class KeyedForm(forms.Form):
    """Sent twice as it is, it is one act; sent again with other content, it is another."""

    key = KeyField()

    def clean_key(self) -> UUID:
        return key_of(self.cleaned_data["key"], self.data)


class MergedForm(forms.Form):
    """A form of which only what its sender changed is asked for, as others change the rest.

    Each field goes with what it held when the page was made. From a client that does not send that
    back, all fields are asked for.
    """

    def show_held(self) -> None:
        """To be called when all fields are there. A bound form goes on with what came in: what was
        typed would otherwise pass for what was held.
        """
        for name, field in self.fields.items():
            is_known = not self.is_bound or self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = is_known and name != "version"

    def is_asked(self, name: str) -> bool:
        return self.add_initial_prefix(name) not in self.data or name in self.changed_data


class KeyForm(forms.Form):
    """What the page of a button gives its act, so that a double click does it once."""

    key = forms.UUIDField(required=False)

    def value(self, address: str) -> UUID | None:
        """The key of this button's act; None when the page gave none."""
        page = self.cleaned_data["key"] if self.is_valid() else None
        return key_of(page, self.data, address) if page else None


def key_of(page: UUID, sent: Mapping[str, Any], address: str = "") -> UUID:
    """The key of an act: of what was sent, from this page, to this address."""
    lists = dict(sent.lists() if isinstance(sent, MultiValueDict) else sent)
    lists.pop("csrfmiddlewaretoken", None)
    return uuid5(page, f"{address} {sorted(lists.items())}")


class NoteField(forms.CharField):
    """Several lines of plain text; a line end counts as one character, as the browser counts it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text_rules.composed(text, self.max_length or MAX_NOTE)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return text_rules.note(text, self.max_length or MAX_NOTE)
        except text_rules.InvalidText as error:
            raise forms.ValidationError(str(error)) from error


class DayField(forms.DateField):
    """A day between FIRST_YEAR and LAST_YEAR, typed or picked as jjjj-mm-dd."""

    def __init__(self, label: str) -> None:
        years = f"{FIRST_YEAR} en {LAST_YEAR}"
        wrong = f"Geef een bestaande datum tussen {years}, zoals 2027-02-28."
        super().__init__(
            label=label,
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
            error_messages={"invalid": wrong},
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"])
