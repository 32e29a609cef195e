"""Whether this browser proved a short while ago who its person is, and proving it by mail.

allauth asks this itself before it changes an address or a passkey; we ask it before an account is
deleted, also of people who have neither a password nor a passkey.
"""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import User
from django.http import HttpRequest

CONFIRMED = "confirmed"
CODE = "confirm_code"
MOST_TRIES = 3


def mark_confirmed(request: HttpRequest, user: User) -> None:
    request.session[CONFIRMED] = [user.pk, time.time()]


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the signed-in person gave a password, code or passkey in the last minutes."""
    user_id, at = request.session.get(CONFIRMED, (None, 0))
    age = time.time() - at
    return bool(user_id == request.user.pk and 0 <= age < settings.CONFIRMED_MINUTES * 60)


def send_code(request: HttpRequest, user: User) -> None:
    """Mail a code to the account's address; it replaces the one before."""
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[CODE] = {"hash": make_password(_bare(code)), "at": time.time(), "tries": 0}
    adapter.send_mail("account/email/confirm_code", user.email, {"code": code})


def has_code(request: HttpRequest) -> bool:
    """Whether a code was sent that can still be typed."""
    sent = request.session.get(CODE)
    return bool(
        sent
        and sent["tries"] < MOST_TRIES
        and time.time() - sent["at"] < settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    )


def is_right_code(request: HttpRequest, typed: str) -> bool:
    """Whether this is the code that was sent. A code serves once, and after three tries never."""
    if not has_code(request):
        return False
    sent = request.session[CODE]
    request.session[CODE] = {**sent, "tries": sent["tries"] + 1}
    if not check_password(_bare(typed), sent["hash"]):
        return False
    del request.session[CODE]
    return True


def _bare(code: str) -> str:
    return "".join(char for char in code.upper() if char.isalnum())
