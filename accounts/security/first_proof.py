"""The first proof of an e-mail address, which voids all earlier ways to sign in.

Anybody can begin an account with somebody else's address. Until its owner proves the address, by a
code or through the identity provider, nothing in the account is trusted: at that moment password,
passkeys, recovery codes, connections, sessions and name are removed, except those that the
browser that proves the address used or typed itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from roadmap.actions.members import leave_plans

SIGNED_UP = "signed_up"
"""Session key: the id of the account that signed up in this browser."""
BEGUN = "accounts.begun"
"""Key in a request's META: the id of the account that this request made."""
CODE_PAGE = "account_email_verification_sent"
"""Route of the page that takes the code of a sign-up, in the browser that began it."""


@dataclass(frozen=True)
class OwnMeans:
    """The ways to sign in that the proving browser used itself."""

    password: bool = False
    connections: frozenset[str] = frozenset()
    authenticators: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.password or self.connections or self.authenticators)


def remember_sign_up(request: HttpRequest, user: User) -> None:
    """Mark this browser as the one in which the account was begun."""
    request.session[SIGNED_UP] = user.pk
    request.META[BEGUN] = user.pk


def forget_sign_up(request: HttpRequest) -> None:
    """Remove the account that this request began, if any: its code could not be mailed."""
    if user_id := request.META.pop(BEGUN, None):
        User.objects.filter(pk=user_id).delete()
        request.session.pop(SIGNED_UP, None)


def has_proof(user_id: int) -> bool:
    """Whether any address of this account was proved."""
    proved: bool = EmailAddress.objects.filter(user_id=user_id, verified=True).exists()
    return proved


def reachable(users: list[User], email: str) -> list[User]:
    """The accounts that the owner of this address may enter by proving it.

    Without accounts that have another, proved address: these are somebody else's.
    """
    proved = set(
        EmailAddress.objects.filter(email=email.lower(), verified=True).values_list(
            "user_id", flat=True
        )
    )
    return [user for user in users if user.pk in proved or not has_proof(user.pk)]


def own_means(request: HttpRequest, user: User) -> OwnMeans:
    """What stays valid after this proof. Nothing if the proof is a code to sign in, a new password
    or the provider's: then the browser need not be the one that signed up.
    """
    match = request.resolver_match
    if match is None or match.view_name != CODE_PAGE:
        return OwnMeans()
    records = get_authentication_records(request, user)
    return OwnMeans(
        password=request.session.get(SIGNED_UP) == user.pk
        or any(record["method"] == "password" for record in records),
        connections=frozenset(r["uid"] for r in records if r["method"] == "socialaccount"),
        authenticators=frozenset(r["id"] for r in records if r["method"] == "mfa"),
    )


@transaction.atomic
def void_earlier_means(request: HttpRequest, user: User) -> bool:
    """Remove all earlier ways to sign in from the account; returns whether there were any."""
    own = own_means(request, user)
    request.session.pop(SIGNED_UP, None)
    connections = SocialAccount.objects.filter(user=user).exclude(uid__in=own.connections)
    authenticators = Authenticator.objects.filter(user=user).exclude(pk__in=own.authenticators)
    found = connections.delete()[0] + authenticators.delete()[0]
    if user.has_usable_password() and not own.password:
        user.set_unusable_password()
        found += 1
    if not own:
        user.first_name = user.last_name = ""
    user.save(update_fields=["password", "first_name", "last_name"])
    for session in UserSession.objects.filter(user=user):
        if session.session_key != request.session.session_key:
            session.end()
            found += 1
    return bool(found)


@transaction.atomic
def void_other_claims(email: str, user: User) -> None:
    """Remove this address, which `user` proves, from every other account that never proved it.

    Of those, an account without any proved address is deleted, unless it is staff.
    """
    claims = EmailAddress.objects.filter(email=email.lower(), verified=False)
    for claim in claims.exclude(user=user).select_related("user"):
        if claim.user.is_staff or has_proof(claim.user_id):
            claim.delete()
        else:
            leave_plans(user_id=claim.user_id)
            claim.user.delete()
