"""Shared fields, base forms, and functions on the data of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.http import QueryDict

from content import text_rules
from content.published import published_catalogue
from roadmap.domain.plan.fields import RHYTHMS, Rhythm
from roadmap.domain.plan.limits import FIRST_YEAR, LAST_YEAR
from roadmap.domain.plan.typed_days import MAX_TYPED, typed_day
from roadmap.history.idempotency import key_of

CHOICE = "keuze-"
"""Prefix of the name of a radio group at a conflict: which version of a field to keep."""
STORED = "bewaard"
BOTH = "allebei"
NOTE = "note"
"""The field with several lines; both versions of any other field are joined on one line."""
HELD = "initial-"
"""Prefix of the name of a hidden field: the value that a field had in the page."""
DUE_BEFORE_START = "Kies bij ‘Klaar tegen’ een dag op of na het begin."
START_AFTER_DUE = "Kies bij ‘Begin’ een dag op of voor ‘Klaar tegen’."
NO_ACTIVITY = "Een van de gekozen activiteiten bestaat niet (meer)."
Choices = list[tuple[Any, str]]


def submit_helper(label: str, **attributes: str) -> FormHelper:
    """A crispy helper for a form with this submit button."""
    helper = FormHelper()
    helper.attrs = {"novalidate": "", **attributes}
    helper.add_input(Submit("", label))
    return helper


class SubmitForm(forms.Form):
    """A form that crispy renders whole, with the submit button `submit`."""

    submit = "Bewaar"

    @cached_property
    def helper(self) -> FormHelper:
        return submit_helper(self.submit)


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def phase_choices() -> Choices:
    phases = published_catalogue().phases
    return [(phase.number, f"{phase.number}. {phase.name}") for phase in phases]


def track_choices() -> Choices:
    return [(track.slug, track.full_name) for track in published_catalogue().tracks]


def activity_choices() -> Choices:
    """The slugs of the playbook's activities."""
    return [(slug, slug) for slug in published_catalogue().activity_by_slug]


class RadioField(forms.ChoiceField):
    """A radio group. `missing`: the error when nothing is chosen."""

    def __init__(self, label: str, choices: Any, missing: str, **kwargs: Any) -> None:
        messages = {"required": missing, "invalid_choice": "Kies een van de mogelijkheden."}
        super().__init__(
            label=label,
            choices=choices,
            widget=forms.RadioSelect,
            error_messages=messages,
            **kwargs,
        )


class TickedField(forms.MultipleChoiceField):
    """Optional checkboxes. `unknown`: the error for a value that is not a choice."""

    def __init__(self, choices: Callable[[], Choices], unknown: str) -> None:
        messages = {"invalid_choice": unknown}
        super().__init__(choices=choices, required=False, error_messages=messages)


class TextField(forms.CharField):
    """Plain text of at most `max_length` characters, as `content.text_rules` stores it.

    The browser does not cut off longer text: the page counts characters and the form refuses it.
    """

    mend: Callable[[str, int], str]
    check: Callable[[str, int], str]

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        self.limit = max_length
        super().__init__(strip=False, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "data-limit": self.limit}

    def to_python(self, value: Any) -> str:
        return type(self).mend(super().to_python(value) or "", self.limit)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return type(self).check(text, self.limit)
        except text_rules.InvalidText as error:
            raise forms.ValidationError(str(error)) from error


class LineField(TextField):
    """One line."""

    mend = staticmethod(text_rules.one_line)
    check = staticmethod(text_rules.line)


class NoteField(TextField):
    """Several lines."""

    widget = forms.Textarea
    mend = staticmethod(text_rules.several_lines)
    check = staticmethod(text_rules.note)


class VersionField(forms.IntegerField):
    """The version that the page shows; 0 for an item that nobody changed yet."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class VersionForm(forms.Form):
    """A form with only the version that its page showed."""

    version = VersionField()


class KeyField(forms.UUIDField):
    """The idempotency key of a page: a new one each time it is rendered."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=uuid4)


class KeyedForm(forms.Form):
    """The same form sent twice is one act; with other content it is another act."""

    key = KeyField()

    def clean_key(self) -> UUID:
        return key_of(self.cleaned_data["key"], self.data)


class KeyedVersionForm(KeyedForm, VersionForm):
    """Both the version and the idempotency key of its page."""


class MergedForm(forms.Form):
    """A form that writes only fields that its sender changed, so that others can change the rest.

    Each field has a hidden copy of the value in the page. From a client that does not send it,
    all sent fields are written.
    """

    def add_held_values(self) -> None:
        """Adds the hidden copies; call it when all fields exist. A bound form repeats only copies
        that were sent: otherwise typed values would appear in them.
        """
        for name, field in self.fields.items():
            is_known = not self.is_bound or self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = is_known and name != "version"

    def is_asked(self, name: str) -> bool:
        is_held_known = self.add_initial_prefix(name) in self.data
        return name in self.data and (name in self.changed_data or not is_held_known)


def typed_over(held: Mapping[str, Any], version: int, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Data for a form with the `held` values at this version, overwritten by `typed`."""
    shown = {HELD + name: value for name, value in held.items()}
    return {**shown, **held, **typed, "version": version}


def at_newest_version(sent: QueryDict, version: int) -> QueryDict:
    """The sent data with the newest version, so that the sender can save it after a conflict."""
    data = sent.copy()
    data["version"] = str(version)
    return data


def with_choices(
    sent: QueryDict | None, names: Callable[[str], Iterable[str]] = lambda choice: (choice,)
) -> QueryDict | None:
    """The data sent after a conflict, with the chosen version of each field: typed, stored or both.

    `names`: the fields of a choice. None if nothing was sent.
    """
    if sent is None:
        return None
    chosen = {n.removeprefix(CHOICE): sent[n] for n in sent if n.startswith(CHOICE)}
    data = sent.copy() if chosen else sent
    for choice, version in chosen.items():
        if version == STORED:
            for name in names(choice):
                data.setlist(name, sent.getlist(HELD + name))
        elif version == BOTH:
            join = text_rules.both_notes if choice == NOTE else text_rules.both_lines
            data[choice] = join(sent.get(HELD + choice, ""), sent.get(choice, ""))
    return data


class KeyForm(forms.Form):
    """The idempotency key that a page gives its buttons: a double click is one act."""

    key = forms.UUIDField(required=False)

    def value(self, address: str) -> UUID | None:
        """The key of the button at this address; None if the page sent none."""
        page = self.cleaned_data["key"] if self.is_valid() else None
        return key_of(page, self.data, address) if page else None


class DayInput(forms.DateInput):
    """A text field that the script turns into the browser's date field.

    The date field does not send an incomplete date; without script the text is sent as typed.
    """

    def __init__(self) -> None:
        days = f"{date(FIRST_YEAR, 1, 1)} {date(LAST_YEAR, 12, 31)}"
        attrs = {"data-day": days, "placeholder": "dd/mm/jjjj", "autocomplete": "off"}
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class DayField(forms.DateField):
    """A day from FIRST_YEAR to LAST_YEAR, picked or typed in a format of `typed_days`."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False, widget=DayInput())

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return typed_day(text_rules.one_line(str(value), MAX_TYPED))
        except text_rules.InvalidText as error:
            raise forms.ValidationError(str(error)) from error


def rhythm_field(label: str) -> forms.TypedChoiceField:
    """How often to review. The next day is computed, or typed in another field."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=list(RHYTHMS.items()),
        coerce=Rhythm,
        empty_value=Rhythm.NEVER,
    )
