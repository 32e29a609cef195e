"""Forms for what the playbook offers a plan: the next profile, and its updates."""

from __future__ import annotations

from typing import Any

from django import forms

from content.published import published_catalogue
from roadmap.domain.changes import playbook_updates
from roadmap.domain.changes.profile_upgrade import Ticks
from roadmap.domain.plan.limits import MAX_ACTIVITY_TITLE, MAX_SLUG
from roadmap.forms.base import (
    NO_ACTIVITY,
    Choices,
    KeyedForm,
    KeyedVersionForm,
    TickedField,
    activity_choices,
)


def pillar_step_choices() -> Choices:
    """The slugs of pillars, and 'pillar:profile' for each step of a pillar to a profile."""
    catalogue = published_catalogue()
    pillars = list(catalogue.pillar_by_slug)
    steps = [f"{pillar}:{slug}" for pillar in pillars for slug in catalogue.profile_by_slug]
    return [(name, name) for name in pillars + steps]


class ProfileUpgradeForm(KeyedVersionForm):
    """The ticked steps (`pijler`), and the slugs of ticked additions and removals.

    Pages of earlier releases send a pillar without a profile: that is valid here, and conflicts.
    """

    pijler = TickedField(pillar_step_choices, "Een van de pijlers bestaat niet.")
    erbij = TickedField(activity_choices, NO_ACTIVITY)
    weg = TickedField(activity_choices, NO_ACTIVITY)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data["pijler"] or data["erbij"] or data["weg"]):
            raise forms.ValidationError("Vink aan wat u wilt overnemen.")
        return data

    def ticks(self) -> Ticks:
        """All ticks, also unknown ones."""
        return Ticks(*(frozenset(self[name].value() or ()) for name in ("pijler", "erbij", "weg")))


class PlaybookUpdateForm(KeyedForm):
    """The answer to one item: its kind and key, the title that the page showed, yes or no."""

    soort = forms.ChoiceField(choices=[(kind, kind) for kind in playbook_updates.KINDS])
    item = forms.CharField(max_length=MAX_SLUG, required=False)
    titel = forms.CharField(max_length=MAX_ACTIVITY_TITLE, required=False)
    antwoord = forms.ChoiceField(choices=[("ja", "ja"), ("nee", "nee")])
