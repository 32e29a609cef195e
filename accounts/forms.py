"""allauth's forms with Dutch labels, without placeholders, with one password field.

allauth checks what is typed; its messages are in `accounts.adapters`.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as socialaccount
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.http import HttpRequest

from accounts.names import NameField
from accounts.security.first_proof import reachable, void_other_claims
from accounts.security.sessions import set_end
from roadmap.access.permissions import invited_address
from roadmap.actions.members import expire_pages_naming

PASSWORD_HINT = "Minstens 12 tekens. Een zin van enkele woorden is sterk en makkelijk te onthouden."
CODE_HINT = "Staat in de mail, zoals BCDF-GHJK. Hoofdletters en streepjes maken niet uit."


class OurForm(forms.BaseForm):
    """`labels`: per field its label and its hint. `submit`: the text of the button, '' where the
    template has its own. The form stands inside the template's `<form>`.
    """

    labels: dict[str, tuple[str, str]] = {}
    submit = "Ga verder"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, (label, hint) in self.labels.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
            self.fields[name].error_messages["required"] = "Vul dit in."
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.helper = FormHelper()
        self.helper.form_tag = False
        if self.submit:
            self.helper.add_input(Submit("", self.submit))


EMAIL = ("E-mailadres", "")


def fill_in_invited(field: forms.Field) -> None:
    """Fill in the invited address for a visitor who comes from an invitation."""
    path = context.request.GET.get("next", "")
    field.initial = field.initial or invited_address(path) or None


class LoginForm(OurForm, account.LoginForm):
    labels = {"login": EMAIL, "password": ("Wachtwoord", "")}
    submit = "Meld aan"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_in_invited(self.fields["login"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        response = super().login(request, redirect_url)
        set_end(request)  # allauth has just set an expiry that each request extends
        return response


class EqualWork(account.BaseSignupForm):
    """Sign-up that costs the same for an address with an account: its duration reveals nothing."""

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            self._make_none()
        return super().try_save(request)

    def _make_none(self) -> None:
        """Hash the password and write an account, then roll it back."""
        if password := self.cleaned_data.get("password1"):
            make_password(password)
        with transaction.atomic():
            user = User.objects.create(username=uuid4().hex)
            save_name(user, self.cleaned_data["name"])
            EmailAddress.objects.create(user=user, email=self.cleaned_data["email"])
            transaction.set_rollback(True)


class SignupForm(OurForm, EqualWork, account.SignupForm):
    labels = {
        "email": ("E-mailadres", "We sturen er een code naartoe."),
        "password1": (
            "Wachtwoord (niet verplicht)",
            f"{PASSWORD_HINT} Zonder wachtwoord meldt u zich aan met een code of een passkey.",
        ),
    }
    submit = "Maak mijn account"
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_in_invited(self.fields["email"])


class ProviderSignupForm(OurForm, EqualWork, socialaccount.SignupForm):
    labels = {"email": ("E-mailadres", "We sturen er een code naartoe.")}
    submit = "Maak mijn account"
    field_order = ("name", "email")


class AddEmailForm(OurForm, account.AddEmailForm):
    labels = {"email": ("Nieuw e-mailadres", "We sturen er een code naartoe.")}
    submit = "Stuur de code"


class ChangeEmailForm(OurForm, account.ChangeEmailForm):
    labels = {"email": EMAIL}


class ChangePasswordForm(OurForm, account.ChangePasswordForm):
    labels = {
        "oldpassword": ("Huidig wachtwoord", ""),
        "password1": ("Nieuw wachtwoord", PASSWORD_HINT),
    }
    submit = "Wijzig het wachtwoord"


class SetPasswordForm(OurForm, account.SetPasswordForm):
    labels = {"password1": ("Wachtwoord", PASSWORD_HINT)}
    submit = "Stel het wachtwoord in"


class ResetPasswordForm(OurForm, account.ResetPasswordForm):
    labels = {"email": EMAIL}
    submit = "Stuur mij een code"
    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = reachable(self.users, email)
        return email


class NewPasswordForm(OurForm, account.ResetPasswordKeyForm):
    labels = {"password1": ("Nieuw wachtwoord", PASSWORD_HINT)}
    submit = "Bewaar het wachtwoord"


class ResetCodeForm(OurForm, account.ConfirmPasswordResetCodeForm):
    labels = {"code": ("Code", CODE_HINT)}


class RequestCodeForm(OurForm, account.RequestLoginCodeForm):
    labels = {"email": EMAIL}
    submit = "Stuur mij een code"
    _user: User | None

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self._user = next(iter(reachable([self._user], email)), None) if self._user else None
        return email


class LoginCodeForm(OurForm, account.ConfirmLoginCodeForm):
    labels = {"code": ("Code", CODE_HINT)}
    submit = "Meld aan"


class EmailCodeForm(OurForm, account.ConfirmEmailVerificationCodeForm):
    labels = {"code": ("Code", CODE_HINT)}
    submit = "Bevestig het adres"

    def clean_code(self) -> str:
        """Remove the address from accounts that never proved it: the sender has the code.

        allauth refuses an address that any other account names, proved or not.
        """
        super(account.ConfirmEmailVerificationCodeForm, self).clean_code()
        if self.user is not None:
            void_other_claims(self.email, self.user)
        return str(super().clean_code())


class PasswordAgainForm(OurForm, account.ReauthenticateForm):
    labels = {"password": ("Wachtwoord", "")}


class RecoveryCodeForm(OurForm, mfa.AuthenticateForm):
    labels = {"code": ("Herstelcode", "Een van de codes die u bij uw eerste passkey kreeg.")}
    submit = "Gebruik de herstelcode"


class RecoveryCodeAgainForm(OurForm, mfa.ReauthenticateForm):
    labels = {"code": ("Herstelcode", "Een van de codes die u bij uw eerste passkey kreeg.")}
    submit = "Gebruik de herstelcode"


class AddPasskeyForm(OurForm, webauthn.AddWebAuthnForm):
    labels = {
        "name": ("Naam van deze passkey", "Bijvoorbeeld: laptop van het werk."),
        "passwordless": (
            "Aanmelden met deze passkey alleen",
            "Dan is geen wachtwoord of code meer nodig. Uw toestel vraagt wel uw vingerafdruk, "
            "gezicht of pincode.",
        ),
    }
    submit = ""  # the template's button opens the browser's own dialogue

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(60))


class RenamePasskeyForm(OurForm, webauthn.EditWebAuthnForm):
    labels = {"name": ("Naam van deze passkey", "")}
    submit = "Bewaar"


class DisconnectForm(OurForm, socialaccount.DisconnectForm):
    labels = {"account": ("Koppeling", "")}
    submit = "Verbreek de koppeling"


class NameForm(OurForm, forms.Form):
    """Changes the name of an account."""

    submit = "Bewaar"
    name = NameField()


class ConfirmCodeForm(OurForm, forms.Form):
    """The code that was mailed to confirm a person's identity."""

    submit = "Bevestig"
    code = forms.CharField(
        label="Code",
        help_text=CODE_HINT,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        error_messages={"required": "Typ de code uit de mail."},
    )


class LeaveForm(OurForm, forms.Form):
    """Confirmation of a deletion that cannot be undone."""

    submit = ""  # the template's button warns by its colour
    sure = forms.BooleanField(
        label="Ja, verwijder mijn account en alles wat hierboven staat",
        error_messages={"required": "Vink dit aan als u uw account echt wilt verwijderen."},
    )


def save_name(user: User, name: str) -> None:
    user.first_name = name
    user.save(update_fields=["first_name"])
    expire_pages_naming(user_id=user.pk)
