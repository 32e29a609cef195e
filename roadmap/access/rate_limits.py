"""Rate limits per person or e-mail address.

The rates are in `settings.ACCOUNT_RATE_LIMITS`, the counts in allauth's cache.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.core import ratelimit
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

NEW = timedelta(days=7)
"""Age below which an account sends fewer invitations."""


def key_about(*whom: object) -> str:
    """The HMAC of an address or a person that identifies a count."""
    text = "|".join(map(str, whom)).lower()
    return salted_hmac("accounts.rate_limits", text, algorithm="sha256").hexdigest()


def take(action: str, key: str, *, dry_run: bool = False) -> bool:
    """Count once; False if the limit is reached, which does not count. `dry_run`: only check.

    The request is an empty one: allauth does not count a GET, such as the provider's callback.
    """
    return bool(ratelimit.consume(HttpRequest(), action=action, key=key, dry_run=dry_run))


def may_invite(sender: User, email: str) -> bool:
    """Count the mail of an invitation; False if the sender or the address reached its limit."""
    is_new = timezone.now() - sender.date_joined < NEW
    action = "invitations_of_new_person" if is_new else "invitations"
    return take(action, key_about("sender", sender.pk)) and take(
        "invitations_to_address", key_about("invited", email)
    )
