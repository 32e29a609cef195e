"""The download of all stored data about a person."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder

from assessment.survey.personal_data import surveys_of_person
from content.editing.models import EditorialAct
from roadmap.queries.personal_data import (
    files_of_person,
    former_plans_of,
    invitations_by,
    invitations_to,
    plans_of_person,
)


def my_data(user: User) -> bytes:
    """A ZIP with one JSON file per subject: all data about and by this person."""
    files = {
        "account.json": _account(user),
        "e-mailadressen.json": _rows(
            EmailAddress.objects.filter(user=user), "email", "verified", "primary"
        ),
        "sessies.json": _rows(
            UserSession.objects.filter(user=user), "ip", "user_agent", "created_at", "last_seen_at"
        ),
        "passkeys.json": _passkeys(user),
        "gekoppelde-accounts.json": _rows(
            SocialAccount.objects.filter(user=user), "provider", "uid", "date_joined", "last_login"
        ),
        "plannen.json": plans_of_person(user.pk),
        "verlaten-plannen.json": former_plans_of(user.pk),
        "uitnodigingen.json": invitations_to(addresses_of(user)),
        "verstuurde-uitnodigingen.json": invitations_by(user.pk),
        "redactie.json": _rows(EditorialAct.objects.filter(editor=user), "at", "act", "what"),
        "ingelezen-bestanden.json": files_of_person(user.pk),
        "bevragingen.json": surveys_of_person(user.pk),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(name, text)
    return packed.getvalue()


def addresses_of(user: User) -> set[str]:
    return {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}


def _account(user: User) -> dict[str, Any]:
    return {
        "naam": user.first_name,
        "e-mailadres": user.email,
        "heeft_wachtwoord": user.has_usable_password(),
        "gemaakt_op": user.date_joined,
        "laatst_aangemeld": user.last_login,
    }


def _passkeys(user: User) -> list[dict[str, Any]]:
    """Names and dates, without the keys, which are useless elsewhere."""
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return [
        {"naam": key.wrap().name, "gemaakt_op": key.created_at, "laatst_gebruikt": key.last_used_at}
        for key in keys
    ]


def _rows(queryset: Any, *names: str) -> list[dict[str, Any]]:
    return list(queryset.values(*names))
