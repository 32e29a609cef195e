"""Forms for any kind of item, made from the same model fields as the loader's rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db import models

from content.editing.draft import VERSION, Draft
from content.editing.labels import HELP, LABELS
from content.editing.order import next_place, place_field, titled
from content.loading.documents import Fields, Model, canonical, models_by_name, path_of
from content.loading.replaces_rules import check_replaced
from content.loading.rules import TURNING, faults_of, fixture_fields
from content.loading.yaml_files import Entry, FixtureError
from content.model_fields import LinesField, ResourcesField
from content.models import Activity, CatalogueModel
from content.text_rules import composed, mended

UNSEEN = re.compile(f"[{TURNING}]")
PARTS = {"title": "titel", "licence": "licentie"}
"""Fields of a resource: name in a fixture → name in the form."""
LONG = {"body", "description", "activities", "lessons"}
"""Texts that run over several paragraphs."""


class ItemForm(forms.Form):
    """One item, validated by the loader's rules. Its key can be typed only when it is new."""

    def __init__(self, draft: Draft, kind: str, fields: Fields | None, data: Any = None) -> None:
        self.kind, self.model = kind, models_by_name()[kind]
        self.is_new = fields is None
        super().__init__(data, initial=_typed_of(self.model, fields or {}))
        self.draft, self.stored = draft, fields or {}
        self.place = place_field(kind) if self.is_new else ""
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
        for field in self.model_fields():
            self.fields[field.name] = _form_field(draft, field)
        if self.place:
            self.fields[self.place].help_text = "Laat dit leeg om het achteraan te zetten."
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("", "Bewaar in het concept"))

    def model_fields(self) -> list[Any]:
        own = {name.split("__")[0] for name in self.model.key_fields}
        own |= {"label"} if self.kind == VERSION else set()  # typed with the number that it has
        fields = fixture_fields(self.model)
        return fields if self.is_new else [f for f in fields if f.name not in own]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        values = dict(self.stored)
        for field in self.model_fields():
            if field.name in data:
                values[field.name] = _value_of(field, data[field.name])
        values = {name: value for name, value in values.items() if value is not None}
        if self.place and self.place not in values and self.place not in self.errors:
            values[self.place] = next_place(self.draft.rows, self.kind, values)
        faults = self._faults(values)
        for name, message in faults.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, message)
        if not faults:
            self.item = canonical(self.model, values)
            self.key = path_of(self.model, self.item)
        return data

    def _faults(self, values: Fields) -> dict[str, str]:
        faults = faults_of(self.model, values)
        if self.model is Activity and not faults:
            try:
                check_replaced([Entry(Path(), 0, "", values, {})])
            except FixtureError as error:
                faults[error.field] = error.message
        if "resources" in faults:
            for name, shown in PARTS.items():
                faults["resources"] = faults["resources"].replace(f"{name}: ", f"{shown}: ")
        return faults


class TypedField(forms.CharField):
    """A text of one or several lines, without invisible characters."""

    def __init__(self, *, lines: int = 1, **shown: Any) -> None:
        widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
        super().__init__(strip=False, widget=widget, **shown)
        self.is_long = lines > 1

    def to_python(self, value: Any) -> str:
        text = composed(UNSEEN.sub("", mended(super().to_python(value) or "")))
        return text.replace("\t", " ").strip() if self.is_long else " ".join(text.split())


class ResourceLines(TypedField):
    """Resources, one a line: titel | https://adres | licentie."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        for number, line in enumerate(text.splitlines(), 1):
            if line.count("|") > 2:
                raise forms.ValidationError(f"Regel {number} heeft meer dan drie delen.")
        return text


def _form_field(draft: Draft, field: Any) -> forms.Field:
    shown: dict[str, Any] = {
        "label": LABELS.get(field.name, field.verbose_name),
        "help_text": HELP.get(field.name, ""),
        "required": False,
    }
    if field.related_model is not None:
        return _reference_field(draft, field, shown)
    if field.choices:
        return forms.ChoiceField(
            choices=field.choices if not field.blank else field.flatchoices, **shown
        )
    if isinstance(field, models.IntegerField):
        invalid = {"invalid": "Typ een geheel getal."}
        digits = forms.TextInput(attrs={"inputmode": "numeric"})
        return forms.IntegerField(widget=digits, error_messages=invalid, **shown)
    if isinstance(field, ResourcesField):
        return ResourceLines(lines=4, **shown)
    if isinstance(field, (models.TextField, LinesField)):
        return TypedField(lines=10 if field.name in LONG else 4, **shown)
    return TypedField(**shown)


def _reference_field(draft: Draft, field: Any, shown: dict[str, Any]) -> forms.Field:
    target: Any = field.related_model
    kind = target._meta.model_name
    choices = [(key, titled(draft.rows, kind, key)) for key in draft.rows[kind]]
    invalid = "Dit bestaat niet. Kies iets uit de lijst."
    if field.many_to_many:
        return forms.MultipleChoiceField(
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": invalid},
            **shown,
        )
    return forms.ChoiceField(
        choices=[("", "Kies"), *choices], error_messages={"invalid_choice": invalid}, **shown
    )


def _reference(target: type[CatalogueModel], path: str) -> list[Any]:
    """A key as a fixture writes it: numbers are numbers."""
    return [int(part) if part.isdecimal() else part for part in path.split("/")]


def _value_of(field: Any, typed: Any) -> Any:
    """The value for a fixture; None if nothing was typed."""
    if field.many_to_many:
        return [_reference(field.related_model, path) for path in typed]
    if field.related_model is not None:
        return _reference(field.related_model, typed) if typed else None
    if isinstance(field, LinesField):
        return [line.strip() for line in typed.splitlines() if line.strip()]
    if isinstance(field, ResourcesField):
        return [_resource(line) for line in typed.splitlines() if line.strip()]
    if isinstance(field, models.DecimalField):
        return typed.replace(",", ".") or None
    if isinstance(field, models.TextField):
        return f"{typed}\n" if "\n" in typed else typed
    return typed


def _resource(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split("|")]
    return dict(zip(("title", "link", "licence"), parts, strict=False))


def _typed_of(model: Model, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as a form shows them."""
    typed: dict[str, Any] = {}
    for field in fixture_fields(model):
        value = fields.get(field.name)
        if value is None:
            continue
        if field.many_to_many:
            value = ["/".join(map(str, key)) for key in value]
        elif field.related_model is not None:
            value = "/".join(map(str, value))
        elif isinstance(field, LinesField):
            value = "\n".join(value)
        elif isinstance(field, ResourcesField):
            value = "\n".join(" | ".join(item.values()) for item in value)
        elif isinstance(field, models.DecimalField):
            value = value.replace(".", ",")
        typed[field.name] = value
    return typed
