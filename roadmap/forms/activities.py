"""Forms to add an activity to a plan, and to choose its activities from the playbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms

from content.published import published_catalogue
from roadmap.domain.plan.fields import ActivityValues
from roadmap.domain.plan.limits import LAST_ORDER, MAX_ACTIVITY_TITLE
from roadmap.forms.base import (
    NO_ACTIVITY,
    Choices,
    KeyedForm,
    LineField,
    TickedField,
    VersionForm,
    activity_choices,
    phase_choices,
    set_choices,
    track_choices,
)
from roadmap.models import Plan


class AddActivityForm(KeyedForm):
    """Adds an activity to a cell: one of the playbook's (`activity`), or a new one with `title`."""

    title = LineField(
        label="Titel van een eigen activiteit", max_length=MAX_ACTIVITY_TITLE, required=False
    )
    track = forms.ChoiceField(label="Spoor", choices=track_choices)
    phase = forms.TypedChoiceField(label="Fase", coerce=int, choices=phase_choices)
    activity = forms.ChoiceField(
        required=False,
        choices=activity_choices,
        error_messages={"invalid_choice": "Deze activiteit staat niet (meer) in het playbook."},
    )

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
            published = published_catalogue().activity_by_slug[data["activity"]]
            return replace(ActivityValues.of_catalogue(published), phase=data["phase"])
        return ActivityValues(data["title"], data["track"], data["phase"], LAST_ORDER)


class AddToPlanForm(KeyedForm):
    """Adds an activity of the playbook to one of these plans, in this phase."""

    plan = forms.ChoiceField(
        label="Stappenplan", error_messages={"invalid_choice": "Kies een van uw stappenplannen."}
    )
    phase = forms.TypedChoiceField(label="Fase", coerce=int, choices=phase_choices)

    def __init__(self, plans: Iterable[Plan], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "plan", [(str(plan.pk), plan.title) for plan in plans])


def pillar_slug_choices() -> Choices:
    return [(slug, slug) for slug in published_catalogue().pillar_by_slug]


class ChooseActivitiesForm(VersionForm):
    """The ticked activities; without JavaScript, `pijler` ticks all activities of a pillar."""

    activiteit = TickedField(activity_choices, NO_ACTIVITY)
    pijler = TickedField(pillar_slug_choices, "Een van de pijlers bestaat niet.")

    def ticked(self) -> frozenset[str]:
        """The slugs of the ticked activities, including those of ticked pillars."""
        slugs, pillars = (self[name].value() or () for name in ("activiteit", "pijler"))
        return frozenset(slugs) | {
            a.slug for a in published_catalogue().activities if a.track.pillar.slug in pillars
        }
