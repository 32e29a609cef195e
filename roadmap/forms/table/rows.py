"""The cells of one activity in the table of a plan."""

from __future__ import annotations

from typing import Any

from django import forms

from roadmap.domain.plan.fields import STATUSES, ActivityValues, Fields
from roadmap.forms.activity import ActivityForm, activity_answers
from roadmap.forms.base import DUE_BEFORE_START, START_AFTER_DUE

CELLS = ("title", "phase", "owner", "start_date", "due_date", "status")
"""The fields with a column, in order."""
OWNER = "Trekker"
EMPTY = ActivityValues("", "", 1, 1)
"""Stands in for the stored activity in a form that has none."""


class RowForm(ActivityForm):
    """One or more cells of an activity; cells that are not sent or not changed stay as they are.

    `stored`: the stored activity: a date that is sent alone is checked against its other date.
    """

    def __init__(self, stored: ActivityValues, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = stored
        self.fields["owner"].label = OWNER
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.widget = forms.Select(choices=list(STATUSES.items()))
        self.fields = {
            name: self.fields[name]
            for name in ("version", *CELLS)
            if name == "version" or not self.is_bound or name in self.data
        }
        self.add_held_values()

    def clean(self) -> dict[str, Any]:
        data = forms.Form.clean(self) or {}
        start = data.get("start_date", self.stored.start_date)
        due = data.get("due_date", self.stored.due_date)
        if start and due and due < start:
            last = "due_date" if "due_date" in self.fields else "start_date"
            self.add_error(last, DUE_BEFORE_START if last == "due_date" else START_AFTER_DUE)
        return data

    def cleaned(self) -> Fields:
        """The changes that a valid form asks for."""
        return {
            name: self.cleaned_data[name]
            for name in CELLS
            if name in self.fields and self.is_asked(name)
        }

    @property
    def is_outdated(self) -> bool:
        """Whether a changed cell of a valid form was meanwhile changed by somebody else: its
        stored value is neither the one in the sender's page nor the one asked for.
        """
        stored = {**self.stored.as_fields(), "owner": str(self.stored.owner)}
        return any(
            stored[name] not in (wanted, self._held(name, stored[name]))
            for name, wanted in self.cleaned().items()
        )

    def _held(self, name: str, stored: Any) -> Any:
        """The value in the sender's page; `stored` if it was not sent or is invalid."""
        sent = self.data.get(self.add_initial_prefix(name))
        try:
            return stored if sent is None else self.fields[name].clean(sent)
        except forms.ValidationError:
            return stored


def row_answers(stored: ActivityValues, version: int) -> dict[str, Any]:
    """The initial values of the form of a row."""
    return {**activity_answers(stored.as_fields()), "version": version}
