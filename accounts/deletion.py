"""Deleting an account and everything that identifies its person."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.personal_data import addresses_of
from accounts.security.sessions import forget_traces
from roadmap.actions.members import forget_invitations, leave_plans


@transaction.atomic
def delete_account(*, user_id: int) -> None:
    """Delete the person, the plans that are theirs alone, and every trace of sign-in.

    Plans with other owners stay, and so do the acts in their history, without the person's name.
    An account that does not exist is no error.
    """
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    leave_plans(user_id=user_id)
    forget_traces(user)
    LogEntry.objects.filter(
        content_type__app_label="auth", content_type__model="user", object_id=str(user_id)
    ).delete()
    forget_invitations(addresses=addresses_of(user))
    user.delete()


def delete_unproved() -> int:
    """Delete accounts whose address nobody proved within a day; returns their number.

    Staff stays: those accounts were made on the host or in the admin, for known people. An unproved
    address next to a proved one is deleted as well, so that its owner can sign up.
    """
    proved = EmailAddress.objects.filter(user=OuterRef("user"), verified=True)
    EmailAddress.objects.filter(Exists(proved), verified=False).delete()
    before = timezone.now() - timedelta(days=1)
    unproved = User.objects.filter(
        last_login=None, date_joined__lt=before, emailaddress__isnull=False, is_staff=False
    ).exclude(emailaddress__verified=True)
    ids = list(unproved.values_list("pk", flat=True).distinct())
    User.objects.filter(pk__in=ids).delete()
    return len(ids)
