"""The decisions that allauth leaves to a site: accounts, passkeys, the identity provider."""

from __future__ import annotations

import logging
import uuid
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.names import MAX_LENGTH
from accounts.security import rate_limits
from accounts.security.first_proof import forget_sign_up, has_proof, reachable
from accounts.security.reauthentication import is_confirmed
from content import text_rules
from roadmap.drafts.session import sent_fields

log = logging.getLogger(__name__)
WRONG_CODE = "Deze code klopt niet, of is niet meer geldig. Kijk de nieuwste mail na."
TOO_OFTEN = {"too_many_login_attempts", "rate_limited"}
# Routes where ACCOUNT_RATE_LIMITS["login_failed"] counts, over five minutes.
TRIES_A_SECRET = {
    "account_login",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
}
OWN_STAGES = {
    f"allauth.account.stages.{name}": f"accounts.security.login_stages.{name}"
    for name in ("LoginByCodeStage", "EmailVerificationStage")
}
TAKEN = "Dit e-mailadres kan niet gebruikt worden: er hoort al een account bij."

ASKED_FOR = {
    f"account/email/{name}"
    for name in (
        "account_already_exists",
        "confirm_code",
        "email_confirmation",
        "email_confirmation_signup",
        "login_code",
        "password_reset_code",
        "unknown_account",
    )
}
"""Mails that a visitor asks for by typing an address; the page waits for them. Other mails are
notifications, and their failure is only logged."""
INSTEAD_OF_CODE = {
    "account/messages/email_confirmation_sent.txt": "account/email/account_already_exists",
    "account/messages/login_code_sent.txt": "account/email/unknown_account",
}
"""Per message that a code was sent: the mail for an address that gets no code."""
MAILED = "accounts.mailed"
"""Key in a request's META: whether a mail that was asked for was sent."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Dit account is uitgeschakeld.",
        "duplicate_email": "Dit is al het e-mailadres van uw account.",
        "email_password_mismatch": "Dit e-mailadres en dit wachtwoord horen niet bij elkaar. "
        "Probeer opnieuw, of meld u aan met een code.",
        "email_taken": TAKEN,
        "enter_current_password": "Dit is niet uw huidige wachtwoord.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "Dit is niet uw wachtwoord.",
        "invalid_password_reset": WRONG_CODE,
        "same_as_current": "Dit adres is hetzelfde als nu. Typ een ander.",
        "too_many_login_attempts": "U probeerde dit te vaak. Vraag een nieuwe code, "
        "of probeer het over vijf minuten opnieuw.",
        "rate_limited": "U vroeg dit te vaak. Probeer het over vijf minuten opnieuw.",
    }

    def validation_error(self, code: str, *args: object) -> forms.ValidationError:
        """Answer 429 to too many tries, also where allauth would only show an error in the form."""
        if code in TOO_OFTEN:
            refused = respond_429(context.request)
            if context.request.resolver_match.view_name in TRIES_A_SECRET:
                refused["Retry-After"] = "300"
            raise ImmediateHttpResponse(refused)
        error: forms.ValidationError = super().validation_error(code, *args)
        return error

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a password over the limit, counted per address and place."""
        email = _email_in(credentials)
        if not rate_limits.may_guess(request, email):
            raise ImmediateHttpResponse(rate_limits.too_many(request, rate_limits.HOUR))
        super().pre_authenticate(request, email=rate_limits.place_key(request, email))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        rate_limits.count_wrong_password(request, _email_in(credentials))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail, if this address may have another one.

        A mail that was asked for and cannot leave ends the request with a page that says so: 429
        for one too many, 503 for a mail server that fails. An account that this request made is
        then removed.
        """
        is_asked_for = template_prefix in ASKED_FOR
        if is_asked_for and (seconds := rate_limits.wait_before_mail(self.request, email)):
            self._stop(rate_limits.too_many(self.request, seconds))
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            log.error("A mail could not be sent: %s", type(error).__name__)
            if is_asked_for:
                sent = {"sent": sent_fields(self.request)}
                page = render(self.request, "account/mail_failed.html", sent, status=503)
                page["Retry-After"] = "60"
                self._stop(page)
        if is_asked_for:
            self.request.META[MAILED] = True

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Add a message; one about a mail that was sent always comes with a mail.

        allauth sends a second code, but not a second time the mail for an address that gets none:
        the time of the answer would tell which addresses have an account.
        """
        instead = INSTEAD_OF_CODE.get(message_template or "")
        if instead and message_context and not request.META.get(MAILED):
            links = {
                "signup_url": request.build_absolute_uri(reverse("account_signup")),
                "password_reset_url": request.build_absolute_uri(reverse("account_reset_password")),
            }
            self.send_mail(instead, message_context["email"], links)
        super().add_message(request, level, message_template, message_context, **kwargs)

    def is_safe_url(self, url: str) -> bool:
        """Whether the address is on the requested host."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def is_ajax(self, request: HttpRequest) -> bool:
        """JSON only if the site's script asks for it; every other response is a page."""
        return bool(
            request.path == reverse("mfa_login_webauthn")
            and request.headers.get("Accept") == "application/json"
        )

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Set a random name, which is never shown."""
        user.username = uuid.uuid4().hex

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """False for a person who confirmed in the last minutes, also by a mailed code."""
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required and not is_confirmed(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        words = {
            "reauthenticate": "Met uw wachtwoord",
            "mfa_reauthenticate": "Met een herstelcode",
            "mfa_reauthenticate:webauthn": "Met uw passkey",
        }
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]

    def get_login_stages(self) -> list[str]:
        return [OWN_STAGES.get(path, path) for path in super().get_login_stages()]

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in with the password as stored: the first proof of the address may have voided it.

        The session's hash is made from it; an outdated one would end the session at once.
        """
        user.refresh_from_db(fields=["password"])
        super().login(request, user)

    def _stop(self, page: HttpResponse) -> NoReturn:
        forget_sign_up(self.request)
        raise ImmediateHttpResponse(page)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:overview")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("accounts:overview")


class PasskeyAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": "Verwijder eerst uw passkeys: zolang u die hebt, "
        "blijft het e-mailadres zoals het is.",
        "cannot_delete_authenticator": "Deze passkey kan niet verwijderd worden.",
        "cannot_generate_recovery_codes": "Voeg eerst een passkey toe.",
        "incorrect_code": "Dit lukte niet. Probeer opnieuw, met een passkey van dit account "
        "of een herstelcode die u nog niet gebruikte.",
        "unverified_email": "Bevestig eerst uw e-mailadres.",
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = user.authenticator_set.filter(type=type).count()
        return f"Passkey {count + 1}"

    def _get_site_name(self) -> str:
        return "AI Playbook"


class ProviderAdapter(DefaultSocialAccountAdapter):
    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": TAKEN + " Meld u daarmee aan, en koppel daarna %s.",
        "invalid_token": "Het antwoord van de aanmelddienst klopt niet. Probeer opnieuw.",
        "no_password": "Stel eerst een wachtwoord in: anders kunt u zich niet meer aanmelden.",
        "no_verified_email": "Bevestig eerst uw e-mailadres.",
        "connected_other": "Dit hoort al bij een ander account.",
    }

    def authenticate_by_email(self, sociallogin: Any) -> tuple[Any, str] | None:
        """The account of an address that the provider calls verified.

        An account that never proved the address has no known owner: it does not block a person who
        is signed in and connects their own.
        """
        found: tuple[Any, str] | None = super().authenticate_by_email(sociallogin)
        if found is None:
            return None
        is_connecting = sociallogin.state.get("process") == AuthProcess.CONNECT
        if not reachable([found[0]], found[1]) or (is_connecting and not has_proof(found[0].pk)):
            return None
        return found

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """A sign-in that joins an account by a verified address proves that address."""
        is_new_here = sociallogin.is_existing and sociallogin.account.pk is None
        if not is_new_here or sociallogin.user == request.user:
            return
        for address in sociallogin.email_addresses:
            claim = EmailAddress.objects.filter(
                user=sociallogin.user, email=address.email.lower(), verified=False
            ).first()
            if address.verified and claim is not None:
                claim.user = sociallogin.user
                get_account_adapter().confirm_email(request, claim)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Take name and address from the claims; nothing else of them is stored.

        An address is verified only when the claim is true or 'true': some providers send it as
        text, and any text, 'false' included, would count as true.
        """
        sociallogin.account.extra_data = {}
        for address in sociallogin.email_addresses:
            address.verified = address.verified is True or address.verified == "true"
        user = super().populate_user(request, sociallogin, data)
        parts = f"{data.get('first_name') or ''} {data.get('last_name') or ''}".strip()
        user.first_name = _name(str(data.get("name") or parts))
        user.last_name = ""
        return user

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, str]:
        initial: dict[str, str] = super().get_signup_form_initial_data(sociallogin)
        return {**initial, "name": sociallogin.user.first_name}

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Skip the sign-up form only if it has nothing left to ask."""
        return bool(sociallogin.user.first_name and sociallogin.email_addresses)


def _email_in(credentials: dict[str, Any]) -> str:
    """The address of a sign-in; for accounts without one, the name."""
    return str(credentials.get("email") or credentials.get("username") or "")


def _name(claim: str) -> str:
    """The provider's name of a person, as ours are stored; '' if it cannot be stored."""
    try:
        return text_rules.line(claim, MAX_LENGTH)
    except text_rules.InvalidText:
        return ""
