"""Recent confirmation of the signed-in person's identity, and confirmation by a mailed code.

Required before an address, a password, a passkey or a connection changes and before an account is
deleted. People with neither a password nor a passkey confirm by a code in a mail.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

View = Callable[..., HttpResponseBase]
CONFIRMED = "confirmed"
CODE = "confirm_code"
MAX_TRIES = 3


def mark_confirmed(request: HttpRequest, user: User) -> None:
    request.session[CONFIRMED] = [user.pk, time.time()]


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the signed-in person sent a password, code or passkey in the last minutes."""
    user_id, at = request.session.get(CONFIRMED, (None, 0))
    age = time.time() - at
    return bool(user_id == request.user.pk and 0 <= age < settings.CONFIRMED_MINUTES * 60)


def confirmed_first(view: View) -> View:
    """Restrict a view to people who are signed in and confirmed; redirect others to do so."""

    @login_required
    @wraps(view)
    def confirmed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        back = urlencode({"next": request.path})
        return redirect(f"{reverse('accounts:confirm')}?{back}")

    return confirmed


def send_code(request: HttpRequest, user: User) -> None:
    """Mail a code to the account's address; it replaces the one before.

    If the mail cannot leave, the code before it stays valid.
    """
    adapter = get_adapter()
    code = adapter.generate_login_code()
    adapter.send_mail("account/email/confirm_code", user.email, {"code": code})
    request.session[CODE] = {"hash": make_password(_bare(code)), "at": time.time(), "tries": 0}


def has_code(request: HttpRequest) -> bool:
    """Whether a code was sent that is still valid."""
    sent = request.session.get(CODE)
    return bool(
        sent
        and sent["tries"] < MAX_TRIES
        and time.time() - sent["at"] < settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    )


def is_right_code(request: HttpRequest, typed: str) -> bool:
    """Whether this is the code that was sent. A code is valid once, and for MAX_TRIES tries."""
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
