"""The form of a bulk edit of the ticked rows of the table."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from roadmap.domain.changes.bulk_edits import BulkChange
from roadmap.domain.plan.fields import STATUSES, Status
from roadmap.domain.plan.limits import MAX_ACTIVITIES, MAX_NAME
from roadmap.forms.base import (
    DUE_BEFORE_START,
    Choices,
    DayField,
    KeyedForm,
    LineField,
    phase_choices,
)

TICK = re.compile("([0-9]{1,15})-([0-9]{1,9})")
"""The value of a row's checkbox: the activity's id and the version in the page."""
NOTHING_TICKED = "Vink eerst de activiteiten aan die u wilt wijzigen."
NOTHING_ASKED = "Vul in wat er in de aangevinkte activiteiten moet staan."
BOTH = "U vulde ook iets in. Maak dat eerst leeg als u de activiteiten eruit wilt nemen."
REMOVE = "verwijder"
MOST_SHIFTED = 999
UNITS = {"dagen": 1, "weken": 7}
EMPTIED = {"owner": "Trekker", "start_date": "Begin", "due_date": "Klaar tegen"}


class TickInputs(forms.MultipleHiddenInput):
    """The ticked rows; with `alles`, all rows of the page (`getoond`).

    A row's own checkbox takes precedence: the script updates its version.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        ticked: list[str] = super().value_from_datadict(data, files, name) or []
        shown = data.get("getoond", "").split() if "alles" in data else []
        return list({one.partition("-")[0]: one for one in (*shown, *ticked)}.values())


class TicksField(forms.Field):
    """The ticked rows: id → version, in the order sent."""

    widget = TickInputs

    def __init__(self) -> None:
        super().__init__(label="Activiteiten", error_messages={"required": NOTHING_TICKED})

    def to_python(self, value: Any) -> dict[int, int]:
        found = [TICK.fullmatch(one) for one in value or ()]
        if not all(found) or len(found) > MAX_ACTIVITIES:
            raise forms.ValidationError("Laad de lijst opnieuw en vink nog eens aan.")
        return {int(one[1]): int(one[2]) for one in found if one}


def phases_or_none() -> Choices:
    return [("", "–"), *phase_choices()]


class BulkForm(KeyedForm):
    """An empty field changes nothing; the fields listed in `leeg` are emptied in all rows."""

    rij = TicksField()
    owner = LineField(
        label="Trekker",
        max_length=MAX_NAME,
        required=False,
        widget=forms.TextInput(attrs={"list": "namen", "autocomplete": "off"}),
    )
    start_date = DayField("Begin")
    due_date = DayField("Klaar tegen")
    status = forms.TypedChoiceField(
        label="Status", required=False, coerce=Status, choices=[("", "–"), *STATUSES.items()]
    )
    phase = forms.TypedChoiceField(
        label="Fase", required=False, coerce=int, empty_value=None, choices=phases_or_none
    )
    shift = forms.IntegerField(
        label="Verschuif met",
        required=False,
        min_value=-MOST_SHIFTED,
        max_value=MOST_SHIFTED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unit = forms.ChoiceField(
        label="Dagen of weken", required=False, choices=[(name, name) for name in UNITS]
    )
    leeg = forms.MultipleChoiceField(
        label="Maak leeg",
        required=False,
        choices=list(EMPTIED.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    act = forms.ChoiceField(
        required=False, choices=[(REMOVE, "Neem eruit")], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "alle-%s"

    @property
    def removes(self) -> bool:
        return bool(self.cleaned_data.get("act"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.removes:
            if self._filled() != BulkChange():
                raise forms.ValidationError(BOTH)
            return data
        for name in data.get("leeg", ()):
            if data.get(name):
                self.add_error(name, "Vul dit in of maak het leeg, niet allebei.")
        dates = [name for name in ("start_date", "due_date") if data.get(name)]
        if data.get("shift") and (dates or {"start_date", "due_date"} & {*data.get("leeg", ())}):
            self.add_error("shift", "Verschuif begin en einde, of vul ze in: niet allebei.")
        start, due = data.get("start_date"), data.get("due_date")
        if start and due and due < start:
            self.add_error("due_date", DUE_BEFORE_START)
        if not self.errors and self.cleaned() == BulkChange():
            raise forms.ValidationError(NOTHING_ASKED)
        return data

    def cleaned(self) -> BulkChange:
        """The change that a valid form asks for."""
        return BulkChange(removes=True) if self.removes else self._filled()

    def _filled(self) -> BulkChange:
        data = self.cleaned_data
        names = ("owner", "start_date", "due_date", "status", "phase")
        emptied = {name: "" if name == "owner" else None for name in data.get("leeg", ())}
        shift = (data.get("shift") or 0) * UNITS[data.get("unit") or "dagen"]
        return BulkChange({n: data[n] for n in names if data.get(n)} | emptied, shift)
