"""A stappenplan and the activities in it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from content.models import Activity, Phase, PlaybookVersion, Track

models.TextField.register_lookup(Length)


class PlanQuerySet(models.QuerySet["Plan"]):
    def made_in(self, browser: str) -> PlanQuerySet:
        """The plans of the browser that holds this key; none for an empty key."""
        return self.filter(browser=browser) if browser else self.none()

    def alive(self, today: date) -> PlanQuerySet:
        """Those whose end date has not passed."""
        return self.filter(kept_until__gte=today)

    def expired(self, today: date) -> PlanQuerySet:
        return self.filter(kept_until__lt=today)


class Plan(models.Model):
    """`start` maps a pillar's slug to the slug of the profile that it began from ({}: empty start).

    `version` counts the changes of the plan as a whole; a save that names an older one conflicts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    organisation = models.CharField(max_length=120, blank=True)
    playbook_version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT)
    start = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    browser = models.CharField(max_length=43, db_index=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    kept_until = models.DateField(db_index=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at",)
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="plan_has_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def slugs(self) -> frozenset[str]:
        """The slugs of the catalogue activities that the plan holds."""
        slugs = self.activities.filter(activity__isnull=False)
        return frozenset(slugs.values_list("activity__slug", flat=True))


class PlanActivity(models.Model):
    """An activity as this plan has it: its own words, place and state.

    `activity` is null for one of the plan's own. `title` is what the plan was made with; the
    catalogue's later titles do not touch it.
    """

    class Status(models.TextChoices):
        TODO = "todo", "Niet gestart"
        DOING = "doing", "Bezig"
        DONE = "done", "Klaar"

    NOTE_LIMIT = 2000

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="activities")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=200)
    track = models.ForeignKey(Track, on_delete=models.PROTECT)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=5, choices=Status.choices, default=Status.TODO)
    owner = models.CharField(max_length=120, blank=True)
    start_date = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, validators=[MaxLengthValidator(NOTE_LIMIT)])
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("track__order", "phase__number", "order")
        verbose_name_plural = "plan activities"
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "activity"), name="plan_activity_once_per_plan"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="plan_activity_has_title"),
            models.CheckConstraint(
                condition=Q(status__in=("todo", "doing", "done")), name="plan_activity_status_known"
            ),
            models.CheckConstraint(
                condition=Q(due_date__gte=F("start_date"))
                | Q(due_date__isnull=True)
                | Q(start_date__isnull=True),
                name="plan_activity_due_after_start",
            ),
            models.CheckConstraint(
                condition=Q(note__length__lte=2000), name="plan_activity_note_fits"
            ),
        ]

    def __str__(self) -> str:
        return self.title


def kept_until(today: date) -> date:
    """The last day on which a plan changed today without an account is kept."""
    return today + timedelta(days=settings.KEPT_DAYS)
