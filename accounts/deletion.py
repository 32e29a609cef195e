"""Deleting an account and everything that identifies its person."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from accounts.personal_data import _addresses
from accounts.security.sessions import forget_traces
from roadmap.actions.members import forget_invitations, leave_plans


@transaction.atomic
def delete_account(*, user_id: int) -> None:
    """Remove the person, the plans that are theirs alone, and every trace of sign-in.

    Plans with other owners stay, and so do the acts in their history, without the person's name.
    Doing it twice is no error.
    """
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    leave_plans(user_id=user_id)
    forget_traces(user)
    LogEntry.objects.filter(
        content_type__app_label="auth", content_type__model="user", object_id=str(user_id)
    ).delete()
    forget_invitations(addresses=_addresses(user))
    user.delete()


def delete_unproved() -> int:
    """Remove accounts whose address nobody proved within a day; gives how many there were.

    Staff stays: whoever made those accounts, on the host or in the admin, knows whose they are.
    """
    before = timezone.now() - timedelta(days=1)
    unproved = User.objects.filter(
        last_login=None, date_joined__lt=before, emailaddress__isnull=False, is_staff=False
    ).exclude(emailaddress__verified=True)
    ids = list(unproved.values_list("pk", flat=True).distinct())
    User.objects.filter(pk__in=ids).delete()
    return len(ids)
