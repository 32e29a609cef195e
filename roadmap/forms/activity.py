"""Forms for one activity of a plan: its editor, and the buttons on its card."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from content import text_rules
from content.published import published_catalogue
from content.text_rules import mended
from roadmap.domain.plan.fields import (
    STATUSES,
    ActivityValues,
    FieldKind,
    Fields,
    PlanField,
    Status,
    fields_as_json,
    fields_of,
)
from roadmap.domain.plan.limits import (
    LAST_ORDER,
    MAX_ACTIVITY_TITLE,
    MAX_LINKS_TEXT,
    MAX_NAME,
    MAX_NOTE,
    MAX_STEP,
)
from roadmap.domain.plan.link_rules import checked_links
from roadmap.domain.plan.steps import (
    Steps,
    checked_steps,
    step_line,
    steps_from_lines,
    steps_in_lines,
)
from roadmap.forms.base import (
    DUE_BEFORE_START,
    Choices,
    DayField,
    LineField,
    MergedForm,
    NoteField,
    VersionField,
    VersionForm,
    phase_choices,
    rhythm_field,
    track_choices,
)

CHIP = "vul-"
"""Prefix of the name of a chip: a button that fills in a date."""
ROW = re.compile(r"stap-([1-9][0-9]{0,2})")
"""Name of the text field of a step; its checkbox has the suffix '-klaar'."""
BUTTON = "stap"
"""Name of the step buttons, with values 'hoger-2', 'lager-2', 'weg-2', or 'nog' (add one)."""


class StepsInput(forms.Widget):
    """Steps as rows of fields or, from the script, as lines in one field."""

    template_name = "roadmap/board/_steps.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        steps = steps_from_lines(value or "")
        context["widget"] |= {
            "value": value or "",
            "rows": [*enumerate(steps, 1)],
            "next": len(steps) + 1,
            "limit": MAX_STEP,
        }
        return context

    def id_for_label(self, id_: str) -> str:
        return "id_stap-1"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """The steps as lines, with a pressed button applied; None if no steps were sent."""
        if name in data:
            return str(data[name])
        numbers = sorted(int(found[1]) for key in data if (found := ROW.fullmatch(key)))
        if not numbers:
            return None
        rows = [_lines(str(data[f"stap-{n}"]), f"stap-{n}-klaar" in data) for n in numbers]
        act, _, place = str(data.get(BUTTON, "")).partition("-")
        if place.isdecimal() and int(place) in numbers:
            at = numbers.index(int(place))
            row = rows.pop(at)
            if act != "weg":
                rows.insert(max(at - 1, 0) if act == "hoger" else at + 1, row)
        return "\n".join(rows)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return self.value_from_datadict(data, files, name) is None


class StepsField(forms.Field):
    """The steps of an activity, as a tuple; a row with several lines gives several steps."""

    widget = StepsInput

    def __init__(self, label: str) -> None:
        template = "roadmap/board/_steps_field.html"
        super().__init__(label=label, required=False, template_name=template)

    def to_python(self, value: Any) -> str:
        return steps_in_lines(steps_from_lines(value or ""))

    def clean(self, value: Any) -> Steps:
        try:
            return checked_steps(steps_from_lines(super().clean(value)))
        except text_rules.InvalidText as error:
            raise forms.ValidationError(str(error)) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Pages of earlier releases send no steps: the form then keeps the stored ones."""
        return initial if data is None else data


def _lines(text: str, done: bool) -> str:
    return "\n".join(step_line(one, done) for one in mended(text).split("\n") if one)


FORM_FIELDS: dict[FieldKind, Callable[[PlanField], forms.Field]] = {
    FieldKind.TEXT: lambda item: LineField(label=item.label, max_length=MAX_NAME, required=False),
    FieldKind.DAY: lambda item: DayField(item.label),
    FieldKind.RHYTHM: lambda item: rhythm_field(item.label),
    FieldKind.NOTE: lambda item: NoteField(label=item.label, max_length=MAX_NOTE, required=False),
    FieldKind.STEPS: lambda item: StepsField(item.label),
}
"""How to make the form field of each kind of plan field."""


def activity_answers(fields: Fields) -> dict[str, Any]:
    """An activity's fields as values of the form's fields."""
    answers = fields_as_json(ActivityValues, fields) | {"links": "\n".join(fields["links"])}
    if "owner" in fields:
        answers["owner"] = str(fields["owner"])
    return answers | ({"steps": steps_in_lines(fields["steps"])} if "steps" in fields else {})


def with_chip_date(sent: QueryDict) -> QueryDict:
    """The sent data, with the date of a pressed chip filled in."""
    chips = [name for name in sent if name.startswith(CHIP)]
    data = sent.copy() if chips else sent
    for name in chips:
        data[name.removeprefix(CHIP)] = str(sent[name])
    return data


def only_redraws(sent: QueryDict) -> bool:
    """Whether the pressed button, of a step or a chip, only redraws the form."""
    return any(name == BUTTON or name.startswith(CHIP) for name in sent)


def role_choices() -> Choices:
    return [(role.slug, role.name) for role in published_catalogue().roles]


FIRST_FIELDS = {"owner", "due_date", "status", "note", "steps"}
"""The fields that people use each week; the others are in a collapsed part of the page."""


class ActivityForm(MergedForm):
    """All fields of one activity; `cleaned` returns them typed.

    Each field is sent with the value it held when the page was rendered: `changed_data` lists what
    the sender changed. `track` is used only for activities that are not in the playbook. Fields
    that are not declared here come from ActivityValues; `others` are those that the page does not
    place itself.
    """

    field_order = (
        "version", "owner", "due_date", "status", "note", "steps", "title", "start_date", "phase",
        "track", "links", "roles",
    )  # fmt: skip

    version = VersionField()
    title = LineField(
        label="Titel",
        max_length=MAX_ACTIVITY_TITLE,
        error_messages={"required": "Geef de activiteit een titel."},
    )
    status = forms.TypedChoiceField(
        label="Status", widget=forms.RadioSelect, choices=list(STATUSES.items()), coerce=Status
    )
    owner = LineField(
        label="Wie trekt dit?",
        max_length=MAX_NAME,
        required=False,
        widget=forms.TextInput(attrs={"list": "namen", "autocomplete": "off"}),
    )
    phase = forms.TypedChoiceField(label="Fase", coerce=int, choices=phase_choices)
    track = forms.ChoiceField(label="Spoor", required=False, choices=track_choices)
    links = NoteField(
        label="Links naar documenten",
        help_text="Eén adres per regel, beginnend met https:// of http://.",
        max_length=MAX_LINKS_TEXT,
        required=False,
    )
    roles = forms.MultipleChoiceField(
        label="Rollen die meewerken",
        required=False,
        choices=role_choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            item.name: FORM_FIELDS[item.kind](item)
            for item in fields_of(ActivityValues).values()
            if item.kind in FORM_FIELDS and item.name not in (*self.fields, "published_title")
        }
        self.order_fields(self.field_order)
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "version"
            if name in ("note", "links"):
                field.widget.attrs["rows"] = 4 if name == "note" else 2

    @property
    def opens_rest(self) -> bool:
        """Whether to open the collapsed part, because it has an error."""
        return not self.errors.keys() <= FIRST_FIELDS

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.field_order]

    def clean_links(self) -> tuple[str, ...]:
        text = self.cleaned_data["links"]
        try:
            return tuple(checked_links(text.split("\n"))) if text else ()
        except text_rules.InvalidText as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, due = data.get("start_date"), data.get("due_date")
        if start and due and due < start:
            self.add_error("due_date", DUE_BEFORE_START)
        return data

    def cleaned(self) -> Fields:
        """The changes that a valid form asks for."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if not data["track"]:
            del data["track"]
        if self.fields["steps"].widget.value_omitted_from_data(self.data, {}, "steps"):
            del data["steps"]  # a page of an earlier release
        if not self.is_asked("owner"):
            del data["owner"]  # a member's name can change without a new version
        return data | {"roles": tuple(data["roles"])}


class StatusForm(VersionForm):
    """`start_date`: the day on which the activity began."""

    status = forms.TypedChoiceField(choices=list(STATUSES.items()), coerce=Status)
    start_date = forms.DateField(required=False)


class MoveForm(VersionForm):
    """`order`: the place in the cell, 1 first; a number above its size is the last place."""

    phase = forms.TypedChoiceField(coerce=int, choices=phase_choices)
    order = forms.IntegerField(min_value=1, max_value=LAST_ORDER)


class TakeOverForm(VersionForm):
    """`part`: the part of the playbook's guidance that becomes steps of the activity."""

    part = forms.ChoiceField(choices=[("steps", "aanpak"), ("results", "resultaten")])
