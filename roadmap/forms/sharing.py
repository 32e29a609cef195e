"""Forms for members, share links, calendar feeds and public examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from roadmap.domain.plan.limits import MAX_ACTIVITY_TITLE, MAX_TITLE
from roadmap.forms.base import (
    DayField,
    KeyedForm,
    LineField,
    NoteField,
    RadioField,
    SubmitForm,
    VersionForm,
)
from roadmap.forms.plans import DescribeForm
from roadmap.models import Membership, ShareLink

MAX_REASON = 1000
WHAT_ROLES_MAY = {
    Membership.Role.READER: "Lezer: leest en downloadt het plan",
    Membership.Role.EDITOR: "Bewerker: past het plan ook aan",
    Membership.Role.OWNER: "Eigenaar: nodigt ook mensen uit, deelt en verwijdert het plan",
}


class RoleForm(SubmitForm):
    role = RadioField("Rol", WHAT_ROLES_MAY, "Kies een rol.")
    submit = "Bewaar de rol"

    def cleaned(self) -> Membership.Role:
        return Membership.Role(self.cleaned_data["role"])


class InviteForm(KeyedForm, RoleForm):
    email = forms.EmailField(
        label="E-mailadres",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Typ het e-mailadres van wie u uitnodigt.",
            "invalid": "Typ een volledig e-mailadres, zoals naam@voorbeeld.be.",
        },
    )
    submit = "Verstuur de uitnodiging"
    field_order = ("email", "role", "key")


class ExpiryField(DayField):
    """The last day on which a link works: today at the earliest, in a year at the latest."""

    def __init__(self) -> None:
        super().__init__("Werkt tot en met")
        self.required = True
        self.initial = usual_expiry
        self.help_text = f"Hoogstens {ShareLink.MAX_DAYS} dagen vanaf vandaag."
        self.error_messages["required"] = "Kies tot wanneer de link werkt."

    def validate(self, value: Any) -> None:
        super().validate(value)
        today = timezone.localdate()
        if value < today:
            raise forms.ValidationError("Kies vandaag of een dag na vandaag.")
        if value > today + timedelta(days=ShareLink.MAX_DAYS):
            raise forms.ValidationError(
                f"Kies een dag binnen {ShareLink.MAX_DAYS} dagen. U kunt de link later vernieuwen."
            )


def usual_expiry() -> date:
    return timezone.localdate() + timedelta(days=ShareLink.USUAL_DAYS)


class LinkForm(KeyedForm, SubmitForm):
    submit = "Maak de link"

    name = LineField(
        label="Naam van de link",
        max_length=80,
        help_text="Alleen u ziet die, bijvoorbeeld: directieraad maart.",
        error_messages={"required": "Geef de link een naam, zodat u hem later herkent."},
    )
    expires_on = ExpiryField()
    notes = RadioField(
        "Notities",
        [("zonder", "Zonder notities"), ("met", "Met de notities bij de activiteiten")],
        "Kies of de notities mee te lezen zijn.",
        initial="zonder",
    )

    def cleaned(self) -> dict[str, Any]:
        """The arguments of `actions.sharing.make_link`."""
        data = dict(self.cleaned_data)
        return data | {"with_notes": data.pop("notes") == "met"}


class RenewForm(VersionForm):
    expires_on = ExpiryField()


class CalendarFeedForm(VersionForm):
    """`version`: how many feeds of this plan the member had made when the page was shown."""

    which = RadioField(
        "Wat komt er in uw agenda?",
        [
            ("mijn", "Alleen mijn activiteiten"),
            ("alles", "Alles: activiteiten, mijlpalen, herzieningen en fasen"),
        ],
        "Kies wat er in uw agenda komt.",
        initial="alles",
    )

    @property
    def only_mine(self) -> bool:
        return bool(self.cleaned_data["which"] == "mijn")


class PublishForm(VersionForm, SubmitForm):
    """The public title, the titles of activities that are not in the playbook, and the consent.

    `typed`: those titles by activity id, as in the plan.
    """

    submit = "Maak openbaar"

    title = LineField(
        label="Openbare titel",
        max_length=MAX_TITLE,
        help_text="Iedereen ziet die. Noem er geen personen of organisatie in.",
        error_messages={"required": "Geef het voorbeeld een titel."},
    )
    agreed = forms.BooleanField(
        label="Ik heb dit nagelezen: dit mag iedereen zien",
        error_messages={"required": "Vink aan dat iedereen dit mag zien."},
    )

    def __init__(self, typed: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed = typed
        for row, title in typed.items():
            self.fields[f"activity-{row}"] = LineField(
                label=f"Eigen titel ‘{title}’",
                max_length=MAX_ACTIVITY_TITLE,
                required=False,
                initial=title,
            )
        self.order_fields(["version", "title", *(f"activity-{row}" for row in typed), "agreed"])

    def cleaned(self) -> dict[str, str]:
        """Public titles by activity id; '' leaves the activity out."""
        return {row: self.cleaned_data[f"activity-{row}"] for row in self.typed}


class PlanFromExampleForm(KeyedForm, DescribeForm):
    """A new plan from an example."""

    submit = "Maak mijn plan"


class RemovalForm(SubmitForm):
    """Taking an example down. `stamp`: of the example that the page showed."""

    submit = "Haal dit voorbeeld weg"

    stamp = forms.CharField(widget=forms.HiddenInput, max_length=32)
    reason = NoteField(
        label="Reden",
        max_length=MAX_REASON,
        help_text="De eigenaar krijgt deze tekst per mail en leest ze bij het plan.",
        error_messages={"required": "Schrijf waarom u dit voorbeeld weghaalt."},
    )
    after = RadioField(
        "En daarna?",
        [
            ("mag", "De eigenaar mag het plan na aanpassing opnieuw openbaar maken"),
            ("niet", "De eigenaar mag dit plan niet opnieuw openbaar maken"),
        ],
        "Kies of het plan opnieuw openbaar mag worden.",
        initial="mag",
    )

    def cleaned(self) -> dict[str, Any]:
        """The arguments of `actions.sharing.take_down` that the editor typed."""
        data = self.cleaned_data
        return {
            "stamp": data["stamp"],
            "reason": data["reason"],
            "may_return": data["after"] == "mag",
        }
