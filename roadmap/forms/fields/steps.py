"""The checklist in the form of an activity: one value, or a row a step where no script runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from content.mending import mended
from roadmap.domain.plan import text_rules
from roadmap.domain.plan.limits import MAX_STEP
from roadmap.domain.plan.steps import (
    Steps,
    checked_steps,
    step_line,
    steps_from_lines,
    steps_in_lines,
)

ROW = re.compile(r"stap-([1-9][0-9]{0,2})")
"""The text of a row; with '-klaar' behind it, its box."""
BUTTON = "stap"
"""Name of the buttons of the rows: 'hoger-2', 'lager-2', 'weg-2', or 'nog' for one more."""


class StepsInput(forms.Widget):
    """Sends the steps as lines under its name, as the script does, or row by row."""

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
        """The steps as lines, after what the pressed button does; None when none were sent."""
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
    """The steps of an activity, as a tuple; each line of a row is a step of its own."""

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
        """A form of an older page sends no steps: it shows, and leaves, those that are stored."""
        return initial if data is None else data


def _lines(text: str, done: bool) -> str:
    return "\n".join(step_line(one, done) for one in mended(text).split("\n") if one)
