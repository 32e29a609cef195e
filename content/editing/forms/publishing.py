"""The form with which a publisher brings the draft out, now or at a moment to come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.forms.utils import from_current_timezone

from content.editing.models import PlannedEdition

NOW, LATER = "nu", "later"
DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d")
TIME_FORMATS = ("%H.%M", "%H:%M", "%Hu%M", "%H")


class EditionForm(forms.Form):
    """`planned_at`: the moment to come, None for now. Times are those of Brussels."""

    planned_at: datetime | None = None

    number = forms.CharField(label="Nummer", help_text="Een maand, en een volgnummer: 2026-05.2")
    label = forms.CharField(
        label="Zoals u het schrijft", help_text="Bijvoorbeeld: mei 2026", max_length=40
    )
    notes = forms.CharField(
        label="Wat u erover wilt zeggen", required=False, max_length=2000, widget=forms.Textarea
    )
    when = forms.ChoiceField(
        label="Wanneer",
        choices=((NOW, "Nu meteen"), (LATER, "Op een moment dat nog komt")),
        initial=NOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wanneer de uitgave uitkomt."},
    )
    day = forms.DateField(
        label="Dag, voor een moment dat nog komt",
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(
            format="%d/%m/%Y", attrs={"placeholder": "dd/mm/jjjj", "autocomplete": "off"}
        ),
        error_messages={"invalid": "Typ een dag als 15/03/2027."},
    )
    time = forms.TimeField(
        label="Uur",
        required=False,
        help_text="De uitgave komt binnen vijf minuten na dat uur uit.",
        input_formats=TIME_FORMATS,
        widget=forms.TimeInput(
            format="%H.%M", attrs={"placeholder": "9.00", "autocomplete": "off"}
        ),
        error_messages={"invalid": "Typ een uur als 9.00."},
    )
    digest = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, now: datetime, planned: PlannedEdition | None, data: Any = None) -> None:
        super().__init__(data)
        self.now = now
        self.initial["seen"] = planned.stamp if planned else ""
        for name, text in (("number", "Typ een nummer."), ("label", "Typ een naam.")):
            self.fields[name].error_messages["required"] = text
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("", "Geef uit of plan"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        when, day, time = data.get("when"), data.get("day"), data.get("time")
        if when == NOW and (day or time):
            self.add_error("day" if day else "time", "Maak dit leeg, of kies een moment hierboven.")
        if when == LATER:
            for name in ("day", "time"):
                if name not in self.errors and data.get(name) is None:
                    self.add_error(name, str(self.fields[name].error_messages["invalid"]))
        if when == LATER and day and time is not None:
            self._take(datetime.combine(day, time))
        return data

    def _take(self, typed: datetime) -> None:
        try:
            at = from_current_timezone(typed)
        except forms.ValidationError:
            self.add_error(
                "time", "Dit uur valt in de wissel van zomer- en winteruur: kies een ander."
            )
            return
        if at <= self.now:
            self.add_error("day", "Dit moment is voorbij: kies een later moment.")
        elif (at - self.now).days >= 366:
            self.add_error("day", "Kies een moment binnen een jaar.")
        self.planned_at = at

    @property
    def edition(self) -> dict[str, str]:
        """The arguments that both ways of publishing take."""
        return {name: self.cleaned_data[name] for name in ("number", "label", "notes", "digest")}
