"""Deleting an account and everything that identifies its person."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.personal_data import addresses_of
from accounts.security.sessions import forget_sessions
from roadmap.actions.members import forget_invitations, leave_plans


@transaction.atomic
def delete_account(*, user_id: int) -> None:
    """Delete the person, the plans that nobody else owns, and all data about sign-in.

    Plans with other owners stay, and so do the acts in their history, without the person's name.
    An account that does not exist is no error.
    """
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    leave_plans(user_id=user.pk)
    forget_sessions(user)
    LogEntry.objects.filter(
        content_type__app_label="auth", content_type__model="user", object_id=str(user.pk)
    ).delete()
    forget_invitations(addresses=addresses_of(user))
    user.delete()


def unproved_accounts() -> QuerySet[User]:
    """Accounts whose address nobody proved within a day.

    Without staff: those accounts were made on the host, for known people.
    """
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(addresses),
        ~Exists(addresses.filter(verified=True)),
        last_login=None,
        date_joined__lt=timezone.now() - timedelta(days=1),
        is_staff=False,
    )


def unproved_claims() -> QuerySet[EmailAddress]:
    """Unproved addresses of accounts with a proved one; once deleted, their owners can sign up."""
    proved = EmailAddress.objects.filter(user=OuterRef("user"), verified=True)
    claims: QuerySet[EmailAddress] = EmailAddress.objects.filter(Exists(proved), verified=False)
    return claims
