"""A person's name: asked for at sign-up, stored in `User.first_name`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest

from roadmap.forms.base import LineField

MAX_LENGTH = 120
FOR_COLLEAGUES = "Zo weet wie met u aan een stappenplan werkt, wie iets veranderde."


class NameField(LineField):
    def __init__(self, help_text: str = FOR_COLLEAGUES) -> None:
        super().__init__(
            label="Naam",
            max_length=MAX_LENGTH,
            help_text=help_text,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": "Typ uw naam."},
        )


class SignupNameForm(forms.Form):
    """The field that sign-up asks for in addition to the address and the password."""

    name = NameField()

    def signup(self, request: HttpRequest, user: User) -> None:
        user.first_name, user.last_name = self.cleaned_data["name"], ""
        user.save(update_fields=["first_name", "last_name"])


def shown_name(user: Any) -> str:
    """The name of a person on screen, or the address if there is no name."""
    return str(user.first_name or user.email)
