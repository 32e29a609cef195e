"""Forms for what the playbook offers a plan: the next profile, and its updates."""

from __future__ import annotations

from typing import Any

from django import forms

from content.catalogue import Catalogue
from roadmap.domain.changes import playbook_updates
from roadmap.domain.changes.profile_upgrade import Ticks
from roadmap.domain.plan.limits import MAX_ACTIVITY_TITLE, MAX_SLUG
from roadmap.forms.base import KeyedForm, VersionField, set_choices


class ProfileUpgradeForm(KeyedForm):
    """What was ticked on the way to the next profile: `pijler` by a step's name, the rest by slug.

    A pillar alone is what pages once sent. It names no step, so it is read and then conflicts.
    """

    version = VersionField()
    pijler = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Een van de pijlers bestaat niet."}
    )
    erbij = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "Een van de gekozen activiteiten bestaat niet (meer)."},
    )
    weg = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "Een van de gekozen activiteiten bestaat niet (meer)."},
    )

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pillars = list(catalogue.pillar_by_slug)
        steps = [f"{pillar}:{slug}" for pillar in pillars for slug in catalogue.profile_by_slug]
        for name, slugs in (
            ("pijler", pillars + steps),
            ("erbij", catalogue.activity_by_slug),
            ("weg", catalogue.activity_by_slug),
        ):
            set_choices(self, name, ((slug, slug) for slug in slugs))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data["pijler"] or data["erbij"] or data["weg"]):
            raise forms.ValidationError("Vink aan wat u wilt overnemen.")
        return data

    def ticks(self) -> Ticks:
        """What stands ticked, known to the playbook or not."""
        return Ticks(*(frozenset(self[name].value() or ()) for name in ("pijler", "erbij", "weg")))


class PlaybookUpdateForm(KeyedForm):
    """The answer to one item: which, the playbook's title that was read with it, yes or no."""

    soort = forms.ChoiceField(
        choices=[
            (kind, kind)
            for kind in (
                playbook_updates.RENAMED,
                playbook_updates.REPLACED,
                playbook_updates.RETIRED,
                playbook_updates.ADDED,
                playbook_updates.VERSION,
            )
        ]
    )
    item = forms.CharField(max_length=MAX_SLUG, required=False)
    titel = forms.CharField(max_length=MAX_ACTIVITY_TITLE, required=False)
    antwoord = forms.ChoiceField(choices=[("ja", "ja"), ("nee", "nee")])
