"""What a line of 'Aan zet' sends."""

from __future__ import annotations

from django import forms

from roadmap.domain.plan.limits import MAX_NAME
from roadmap.forms.base import LineField, MergedForm, VersionField


class AttentionForm(MergedForm):
    """One of four acts on one activity. `owner` is read with `assign` alone, and may be empty."""

    FINISH, POSTPONE, ASSIGN, REVIEW = "klaar", "later", "toewijzen", "herzien"

    version = VersionField()
    act = forms.ChoiceField(choices=[(act, act) for act in (FINISH, POSTPONE, ASSIGN, REVIEW)])
    owner = LineField(
        label="Wie trekt dit?", max_length=MAX_NAME, required=False, show_hidden_initial=True
    )

    @property
    def typed(self) -> str:
        """The owner as it was sent."""
        return str(self.data.get("owner", ""))

    @property
    def is_other_owner(self) -> bool:
        """Whether another name was typed than stood there, also where that is an earlier name."""
        return self.is_asked("owner")


class PlanReviewForm(forms.Form):
    """The review of a whole plan; `due`: its day, when the page was made."""

    due = forms.DateField()
