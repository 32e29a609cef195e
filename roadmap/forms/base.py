"""Fields and base forms that several forms share."""

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
"""Starts the name of a radio group with which a conflict asks which version of a field to keep."""
STORED = "bewaard"
BOTH = "allebei"
NOTE = "note"
"""The field that holds several lines; both versions of another text stand on one line."""
HELD = "initial-"
"""Starts the name under which a form sends what a field held when the page was made."""
DUE_BEFORE_START = "Kies bij ‘Klaar tegen’ een dag op of na het begin."
START_AFTER_DUE = "Kies bij ‘Begin’ een dag op of voor ‘Klaar tegen’."
NO_ACTIVITY = "Een van de gekozen activiteiten bestaat niet (meer)."
Choices = list[tuple[Any, str]]


def submit_helper(label: str, **attributes: str) -> FormHelper:
    """How crispy draws a form that ends in this button."""
    helper = FormHelper()
    helper.attrs = {"novalidate": "", **attributes}
    helper.add_input(Submit("", label))
    return helper


class SubmitForm(forms.Form):
    """A form that crispy draws whole, down to a button with the words `submit`."""

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
    """The playbook's activities, by slug."""
    return [(slug, slug) for slug in published_catalogue().activity_by_slug]


class RadioField(forms.ChoiceField):
    """One of a few possibilities; `missing`: what is said where none is chosen."""

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
    """What is ticked of these; `unknown`: said of what is none of them."""

    def __init__(self, choices: Callable[[], Choices], unknown: str) -> None:
        messages = {"invalid_choice": unknown}
        super().__init__(choices=choices, required=False, error_messages=messages)


class TextField(forms.CharField):
    """Plain text of at most `max_length` characters, as `content.text_rules` stores it.

    The browser does not cut what is longer: the page counts it, and the form refuses it whole.
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
    """The version that the page was made from; 0 of what nobody changed yet."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class VersionForm(forms.Form):
    """An act that asks for nothing but the version that its page showed."""

    version = VersionField()


class KeyField(forms.UUIDField):
    """Identifies a page: a new key each time it is rendered."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=uuid4)


class KeyedForm(forms.Form):
    """The same form sent twice is one act; sent again with other content, another."""

    key = KeyField()

    def clean_key(self) -> UUID:
        return key_of(self.cleaned_data["key"], self.data)


class KeyedVersionForm(KeyedForm, VersionForm):
    """Such an act, done once however often its button is pressed."""


class MergedForm(forms.Form):
    """A form that asks only for what its sender changed; others may change the rest meanwhile.

    Each field goes with the value it held when the page was rendered. A client that does not send
    that back asks for all fields that it sends.
    """

    def show_held(self) -> None:
        """Adds the held values; call it once all fields exist. A bound form repeats those that
        came in: what was typed would otherwise pass for what was held.
        """
        for name, field in self.fields.items():
            is_known = not self.is_bound or self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = is_known and name != "version"

    def is_asked(self, name: str) -> bool:
        is_held_known = self.add_initial_prefix(name) in self.data
        return name in self.data and (name in self.changed_data or not is_held_known)


def resumed(held: Mapping[str, Any], version: int, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a form that shows what is `held` at this version, with `typed` filled in."""
    shown = {HELD + name: value for name, value in held.items()}
    return {**shown, **held, **typed, "version": version}


def renewed(sent: QueryDict, version: int) -> QueryDict:
    """What was sent, at the newest version: the sender can then save again on purpose."""
    data = sent.copy()
    data["version"] = str(version)
    return data


def settled(
    sent: QueryDict | None, names: Callable[[str], Iterable[str]] = lambda choice: (choice,)
) -> QueryDict | None:
    """What was sent after a conflict, with what was held wherever the sender chose that, or both.

    `names`: the fields that a choice is about. None for a form that was not sent.
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
    """The key that a page gives to the acts of its buttons: a double click acts once."""

    key = forms.UUIDField(required=False)

    def value(self, address: str) -> UUID | None:
        """The key of this button's act; None when the page gave none."""
        page = self.cleaned_data["key"] if self.is_valid() else None
        return key_of(page, self.data, address) if page else None


class DayInput(forms.DateInput):
    """A text field that the script turns into the browser's own field for dates.

    The browser's field sends nothing of half a date; without script the text arrives as typed.
    """

    def __init__(self) -> None:
        days = f"{date(FIRST_YEAR, 1, 1)} {date(LAST_YEAR, 12, 31)}"
        attrs = {"data-day": days, "placeholder": "dd/mm/jjjj", "autocomplete": "off"}
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class DayField(forms.DateField):
    """A day between FIRST_YEAR and LAST_YEAR, picked or typed in the ways of `typed_days`."""

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
    """How often to review. The day follows from it, or is typed next to it."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=list(RHYTHMS.items()),
        coerce=Rhythm,
        empty_value=Rhythm.NEVER,
    )
