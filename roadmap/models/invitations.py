"""Invitations to a plan, and former members."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from roadmap.domain.plan.limits import MAX_NAME
from roadmap.models.plan import Membership, Plan


class FormerMember(models.Model):
    """A person who left a plan, with the name on that day; deleted with the account.

    The plan keeps showing this name, even if the account's name changes.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="former_members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=MAX_NAME)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("plan", "user"), name="former_member_once_per_plan"),
        ]

    def __str__(self) -> str:
        return self.name


def _is_backed() -> Q:
    owners = Membership.objects.filter(
        plan=OuterRef("plan"), user=OuterRef("sender"), role=Membership.Role.OWNER
    )
    return Q(sender=None) | Q(Exists(owners))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> InvitationQuerySet:
        """Those that can be accepted: not expired or closed, from a sender who may still invite."""
        return self.filter(_is_backed(), closed_at=None, expires_at__gt=now)

    def with_backing(self) -> InvitationQuerySet:
        """Annotates `is_backed`: the sender is still an owner of the plan, or is unknown."""
        return self._with(is_backed=_is_backed())

    def _with(self, **backing: Q) -> InvitationQuerySet:
        return self.annotate(**backing)

    def over(self, now: datetime) -> InvitationQuerySet:
        """Those that expired INVITATION_DAYS ago or earlier, to delete."""
        return self.filter(expires_at__lt=now - timedelta(days=INVITATION_DAYS))


class Invitation(models.Model):
    """A role in a plan, offered to an e-mail address (lower case) by a one-time link.

    Of the link's token only the hash is stored. `sender` made the link; None for one of an earlier
    release, or of an account that is gone. `closed_at`: accepted or withdrawn. `key` is the
    idempotency key of the page: the same form sent twice sends one mail. Only `with_backing`
    sets `is_backed`.
    """

    is_backed: bool

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=6, choices=Membership.Role.choices)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    key = models.UUIDField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "email"),
                condition=Q(closed_at__isnull=True),
                name="invitation_open_once",
            ),
            models.UniqueConstraint(
                fields=("plan", "key"), condition=Q(key__isnull=False), name="invitation_key_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=("owner", "editor", "reader")), name="invitation_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} van {self.plan_id}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and not self.is_expired and self.is_backed


INVITATION_DAYS = 14
"""How long an invitation can be accepted."""
