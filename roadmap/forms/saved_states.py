"""The form of a new saved state of a plan."""

from __future__ import annotations

from roadmap.domain.plan.limits import MAX_TITLE
from roadmap.forms.base import KeyedForm, LineField, SubmitForm


class SavedStateForm(KeyedForm, SubmitForm):
    submit = "Maak de momentopname"

    name = LineField(
        label="Naam van de momentopname",
        max_length=MAX_TITLE,
        help_text="Bijvoorbeeld: Zoals goedgekeurd door de directie.",
        error_messages={"required": "Geef de momentopname een naam."},
    )
