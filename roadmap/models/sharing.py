"""Share links, calendar feeds and public examples of plans."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roadmap.domain.plan.limits import MAX_TITLE
from roadmap.models.plan import Membership, Plan


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def working(self, today: date) -> ShareLinkQuerySet:
        return self.filter(revoked_at=None, expires_on__gte=today)

    def over(self, today: date) -> ShareLinkQuerySet:
        """Those that expired or were revoked more than KEPT_DAYS ago, to delete."""
        past = today - timedelta(days=ShareLink.KEPT_DAYS)
        return self.filter(Q(expires_on__lt=past) | Q(revoked_at__date__lt=past))


class ShareLink(models.Model):
    """An address at which anybody may read a plan, up to and including the day `expires_on`.

    Only the hash of its token is stored: the address is shown once and can only be renewed.
    `version` counts the renewals. `key` is the idempotency key of the page that made it.
    """

    MAX_DAYS = 365
    USUAL_DAYS = 90
    KEPT_DAYS = 90
    """How long an expired or revoked link stays in the list."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="share_links")
    name = models.CharField(max_length=80)
    with_notes = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    key = models.UUIDField(editable=False)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="share_link_has_name"),
            models.UniqueConstraint(fields=("plan", "key"), name="share_link_key_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_on < timezone.localdate()

    @property
    def works(self) -> bool:
        return self.revoked_at is None and not self.is_expired


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def of_person(self, user_id: int) -> CalendarFeedQuerySet:
        """The feeds of one person, oldest first, with their plans."""
        mine = self.filter(membership__user_id=user_id)
        return mine.select_related("membership__plan").order_by("made_at", "pk")


class CalendarFeed(models.Model):
    """The address at which a member's calendar program reads the plan's dates, without notes.

    Deleted with the membership, so also when the member leaves the plan or deletes the account.
    Only the hash of its token is stored. `only_mine`: only activities that the member owns.
    `version`: its number among the member's feeds in this plan, from 1.
    """

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    only_mine = models.BooleanField()
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Agenda bij lidmaatschap {self.membership_id}"


class Example(models.Model):
    """A plan that an owner made public (voorbeeldplan), as it was on that day; deleted with it.

    `state` is the plan after `examples.public_state` removed everything about people.
    """

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="example")
    title = models.CharField(max_length=MAX_TITLE)
    state = models.JSONField()
    published_on = models.DateField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="example_has_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def stamp(self) -> str:
        """Identifies the public content; a page sends it back with an editor's decision."""
        text = json.dumps([self.title, self.state], sort_keys=True)
        return sha256(text.encode()).hexdigest()[:32]


class ExampleRemovalQuerySet(models.QuerySet["ExampleRemoval"]):
    def in_force(self) -> ExampleRemovalQuerySet:
        """Those of plans that are not public again."""
        return self.filter(plan__example=None)

    def forbids(self, plan_id: UUID) -> bool:
        """Whether this plan may not be made public again."""
        return self.filter(plan_id=plan_id, may_return=False).exists()


class ExampleRemoval(models.Model):
    """The last time that an editor took a plan's example down, and why.

    `may_return`: the owner may make the plan public again. `mailed_at`: None until the owners
    are mailed.
    """

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="example_removal")
    title = models.CharField(max_length=MAX_TITLE)
    reason = models.TextField()
    may_return = models.BooleanField()
    removed_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = ExampleRemovalQuerySet.as_manager()

    class Meta:
        ordering = ("-removed_at", "-pk")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="removal_has_reason")]

    def __str__(self) -> str:
        return self.title
