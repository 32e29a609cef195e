"""Forms of the 'Aan zet' lists."""

from __future__ import annotations

from django import forms

from roadmap.domain.plan.limits import MAX_NAME
from roadmap.forms.base import LineField, MergedForm, VersionField


class AttentionForm(MergedForm):
    """One of four acts on an activity. `owner` is used by ASSIGN only, and may be empty."""

    FINISH, POSTPONE, ASSIGN, REVIEW = "klaar", "later", "toewijzen", "herzien"

    version = VersionField()
    act = forms.ChoiceField(choices=[(act, act) for act in (FINISH, POSTPONE, ASSIGN, REVIEW)])
    owner = LineField(
        label="Wie trekt dit?", max_length=MAX_NAME, required=False, show_hidden_initial=True
    )

    @property
    def typed(self) -> str:
        """The owner as sent."""
        return str(self.data.get("owner", ""))

    @property
    def is_other_owner(self) -> bool:
        """Whether the typed owner differs from the owner in the page."""
        return self.is_asked("owner")


class PlanReviewForm(forms.Form):
    """Marks the review of a whole plan as done. `due`: the day that the page showed."""

    due = forms.DateField()
