"""The forms around a plan's saved states."""

from __future__ import annotations

from typing import Any

from roadmap.domain.plan.limits import MAX_TITLE
from roadmap.forms.base import KeyedForm, LineField, VersionField, submit_helper


class SavedStateForm(KeyedForm):
    name = LineField(
        label="Naam van de momentopname",
        max_length=MAX_TITLE,
        help_text="Bijvoorbeeld: Zoals goedgekeurd door de directie.",
        error_messages={"required": "Geef de momentopname een naam."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = submit_helper("Maak de momentopname")


class RestoreForm(KeyedForm):
    version = VersionField()
