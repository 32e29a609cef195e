"""Forms for the activities of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from content.catalogue import Catalogue
from roadmap.domain.plan import text_rules
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
)
from roadmap.domain.plan.link_rules import checked_links
from roadmap.domain.plan.steps import steps_in_lines
from roadmap.forms.base import (
    DayField,
    KeyedForm,
    LineField,
    MergedForm,
    NoteField,
    VersionField,
    rhythm_field,
    set_choices,
)
from roadmap.forms.fields.steps import BUTTON, StepsField
from roadmap.models import Plan

Choices = list[tuple[Any, str]]
CHIP = "vul-"
"""Starts the name of a button that fills in a date."""


FORM_FIELDS: dict[FieldKind, Callable[[PlanField], forms.Field]] = {
    FieldKind.TEXT: lambda item: LineField(label=item.label, max_length=MAX_NAME, required=False),
    FieldKind.DAY: lambda item: DayField(item.label),
    FieldKind.RHYTHM: lambda item: rhythm_field(item.label),
    FieldKind.NOTE: lambda item: NoteField(label=item.label, max_length=MAX_NOTE, required=False),
    FieldKind.STEPS: lambda item: StepsField(item.label),
}
"""The kinds of fields that every form asks for in the same way."""


def activity_answers(fields: Fields) -> dict[str, Any]:
    """An activity's fields as the form's fields hold them."""
    answers = fields_as_json(ActivityValues, fields) | {"links": "\n".join(fields["links"])}
    if "owner" in fields:
        answers["owner"] = str(fields["owner"])
    return answers | ({"steps": steps_in_lines(fields["steps"])} if "steps" in fields else {})


def pressed(sent: QueryDict) -> QueryDict:
    """What was sent, with the date of the chip that was pressed in its field."""
    chips = [name for name in sent if name.startswith(CHIP)]
    data = sent.copy() if chips else sent
    for name in chips:
        data[name.removeprefix(CHIP)] = str(sent[name])
    return data


def stays(sent: QueryDict) -> bool:
    """Whether the pressed button leads back to the form: one of a step, or a chip."""
    return any(name == BUTTON or name.startswith(CHIP) for name in sent)


def phase_choices(catalogue: Catalogue) -> Choices:
    return [(phase.number, f"{phase.number}. {phase.name}") for phase in catalogue.phases]


def track_choices(catalogue: Catalogue) -> Choices:
    return [(track.slug, track.full_name) for track in catalogue.tracks]


FIRST_FIELDS = {"owner", "due_date", "status", "note", "steps"}
"""What one comes for each week; the page folds the other fields."""


class ActivityForm(MergedForm):
    """All fields of one activity; `cleaned` returns them typed.

    Each field is sent with the value it held when the page was rendered: `changed_data` names what
    the sender changed. `track` counts for the plan's own activities only. Days, notes and
    steps come from the table of fields, and so does a line of text that has no field here;
    `others` are those to which the page gives no place of its own.
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
    phase = forms.TypedChoiceField(label="Fase", coerce=int)
    track = forms.ChoiceField(label="Spoor", required=False)
    links = NoteField(
        label="Links naar documenten",
        help_text="Eén adres per regel, beginnend met https:// of http://.",
        max_length=MAX_LINKS_TEXT,
        required=False,
    )
    roles = forms.MultipleChoiceField(
        label="Rollen die meewerken", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            item.name: FORM_FIELDS[item.kind](item)
            for item in fields_of(ActivityValues).values()
            if item.kind in FORM_FIELDS and item.name not in (*self.fields, "published_title")
        }
        self.order_fields(self.field_order)
        set_choices(self, "phase", phase_choices(catalogue))
        set_choices(self, "track", track_choices(catalogue))
        set_choices(self, "roles", [(role.slug, role.name) for role in catalogue.roles])
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "version"
            if name in ("note", "links"):
                field.widget.attrs["rows"] = 4 if name == "note" else 2

    @property
    def opens_rest(self) -> bool:
        """Whether the folded part has something that the sender must see: an error."""
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
            self.add_error("due_date", "Kies bij ‘Klaar tegen’ een dag op of na het begin.")
        return data

    def cleaned(self) -> Fields:
        """What a valid form asks for."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if not data["track"]:
            del data["track"]
        if self.fields["steps"].widget.value_omitted_from_data(self.data, {}, "steps"):
            del data["steps"]  # the page is an older one
        if not self.is_asked("owner"):
            del data["owner"]  # a member's name changes without a version
        return data | {"roles": tuple(data["roles"])}


class StatusForm(forms.Form):
    """`start_date`: the day on which the activity began; `due`: that by which it is to be done."""

    version = VersionField()
    status = forms.TypedChoiceField(choices=list(STATUSES.items()), coerce=Status)
    start_date = forms.DateField(required=False)

    def __init__(self, *args: Any, due: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due = due

    def clean_start_date(self) -> date | None:
        day: date | None = self.cleaned_data["start_date"]
        if day and self.due and self.due < day:
            raise forms.ValidationError("Kies bij ‘Begin’ een dag op of voor ‘Klaar tegen’.")
        return day


class MoveForm(forms.Form):
    """`order`: the place in the cell, 1 first; a number above its size is the last place."""

    version = VersionField()
    phase = forms.TypedChoiceField(coerce=int)
    order = forms.IntegerField(min_value=1, max_value=LAST_ORDER)

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "phase", phase_choices(catalogue))


class RemoveForm(forms.Form):
    version = VersionField()


class TakeOverForm(forms.Form):
    """`part`: what of the playbook's guidance becomes steps of the activity."""

    version = VersionField()
    part = forms.ChoiceField(choices=[("steps", "aanpak"), ("results", "resultaten")])


class AddActivityForm(KeyedForm):
    """One more activity in a cell: the plan's own, or (`activity`) one of the playbook's."""

    title = LineField(
        label="Titel van een eigen activiteit", max_length=MAX_ACTIVITY_TITLE, required=False
    )
    track = forms.ChoiceField(label="Spoor")
    phase = forms.TypedChoiceField(label="Fase", coerce=int)
    activity = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": "Deze activiteit staat niet (meer) in het playbook."},
    )

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        set_choices(self, "phase", phase_choices(catalogue))
        set_choices(self, "track", track_choices(catalogue))
        set_choices(self, "activity", [(slug, slug) for slug in catalogue.activity_by_slug])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = data.get("activity") or "activity" in self.errors
        if chosen and data.get("title"):
            self.add_error("title", "Voeg eerst deze eigen titel toe, of maak het veld leeg.")
        if not chosen and not data.get("title") and "title" not in self.errors:
            self.add_error("title", "Geef een titel, of kies een activiteit uit het playbook.")
        return data

    def cleaned(self) -> ActivityValues:
        """The fields of the new row; the playbook's activities keep their own track."""
        data = self.cleaned_data
        if data["activity"]:
            published = self.catalogue.activity_by_slug[data["activity"]]
            return replace(ActivityValues.of_catalogue(published), phase=data["phase"])
        return ActivityValues(data["title"], data["track"], data["phase"], LAST_ORDER)


class AddToPlanForm(KeyedForm):
    """In which of these plans, and in which phase, one of the playbook's activities comes."""

    plan = forms.ChoiceField(
        label="Stappenplan", error_messages={"invalid_choice": "Kies een van uw stappenplannen."}
    )
    phase = forms.TypedChoiceField(label="Fase", coerce=int)

    def __init__(
        self, catalogue: Catalogue, plans: Iterable[Plan], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "plan", [(str(plan.pk), plan.title) for plan in plans])
        set_choices(self, "phase", phase_choices(catalogue))


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
        set_choices(self, "activiteit", [(slug, slug) for slug in catalogue.activity_by_slug])
        set_choices(self, "pijler", [(slug, slug) for slug in catalogue.pillar_by_slug])

    def ticked(self) -> frozenset[str]:
        """The slugs of the ticked activities, those of ticked pillars among them."""
        slugs, pillars = (self[name].value() or () for name in ("activiteit", "pijler"))
        return frozenset(slugs) | {
            a.slug for a in self.catalogue.activities if a.track.pillar.slug in pillars
        }
