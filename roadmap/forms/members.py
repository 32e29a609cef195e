"""Forms for the members of a plan: their role, an invitation."""

from __future__ import annotations

from typing import Any

from django import forms

from roadmap.forms.base import KeyedForm, submit_helper
from roadmap.models import Membership

WHAT_ROLES_MAY = {
    Membership.Role.READER: "Lezer: leest en downloadt het plan",
    Membership.Role.EDITOR: "Bewerker: past het plan ook aan",
    Membership.Role.OWNER: "Eigenaar: nodigt ook mensen uit, deelt en verwijdert het plan",
}


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label="Rol",
        widget=forms.RadioSelect,
        choices=[(role.value, words) for role, words in WHAT_ROLES_MAY.items()],
        error_messages={
            "required": "Kies een rol.",
            "invalid_choice": "Kies een van de drie rollen.",
        },
    )
    submit = "Bewaar de rol"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = submit_helper(self.submit)

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
