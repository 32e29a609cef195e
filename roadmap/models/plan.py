"""A plan (stappenplan), the things in it and its members."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length

from content.models import Activity, Phase, PlaybookVersion, Track
from roadmap.domain.plan.fields import STATUSES, Rhythm, Status
from roadmap.domain.plan.limits import (
    MAX_ACTIVITY_TITLE,
    MAX_ASKED,
    MAX_NAME,
    MAX_NOTE,
    MAX_SLUG,
    MAX_TITLE,
)
from roadmap.domain.plan.ownership import Member

models.TextField.register_lookup(Length)


class PlanQuerySet(models.QuerySet["Plan"]):
    def made_in(self, browser: str) -> PlanQuerySet:
        """The plans of the browser with this key, with role owner; none for an empty key."""
        plans = self.filter(browser=browser) if browser else self.none()
        return plans._as_seen_by(
            role=Value(Membership.Role.OWNER.value),
            reminds=Value(None, output_field=models.BooleanField(null=True)),
        )

    def shared_with(self, user_id: int) -> PlanQuerySet:
        """The plans in which this person has a role, with that role."""
        plans = self.filter(memberships__user=user_id)
        return plans._as_seen_by(role=F("memberships__role"), reminds=F("memberships__remind"))

    def _as_seen_by(self, **visitors_own: Value | F) -> PlanQuerySet:
        return self.annotate(**visitors_own)

    def alive(self, today: date) -> PlanQuerySet:
        """Those without an end date, and those whose end date has not passed."""
        return self.filter(Q(kept_until=None) | Q(kept_until__gte=today))

    def expired(self, today: date) -> PlanQuerySet:
        return self.filter(kept_until__lt=today)


class Plan(models.Model):
    """`start` maps a pillar's slug to the slug of the profile that it began from ({}: empty start).

    `version` counts the changes of the plan as a whole and is the number of its newest `Change`.
    A plan belongs to accounts (`memberships`) and stays, or to the browser that holds the key
    `browser` and is kept until `kept_until`. `phase_dates` maps a phase's number, as text, to its
    first and last day; `declined` holds the slugs of later activities that the plan does not want.
    `quarterly`: whether its state is saved each quarter; `quarter` is the first day of the last one
    for which that was done, and `quarter_refused` whether there was no room. `asked`: a line
    for readers by a share link.

    `role` (a `Membership.Role`) and `reminds` (None without an account) are about the visitor: only
    querysets from `made_in` and `shared_with` set them.
    """

    role: str
    reminds: bool | None

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=MAX_TITLE)
    organisation = models.CharField(max_length=MAX_NAME, blank=True)
    playbook_version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT)
    start = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    phase_dates = models.JSONField(default=dict, blank=True)
    declined = models.JSONField(default=list, blank=True)
    quarterly = models.BooleanField(default=True, db_default=True)
    quarter = models.DateField(null=True, editable=False)
    quarter_refused = models.BooleanField(default=False, db_default=False, editable=False)
    review = models.CharField(max_length=9, blank=True, default="", db_default="")
    review_on = models.DateField(null=True, blank=True)
    asked = models.CharField(max_length=MAX_ASKED, blank=True, default="", db_default="")
    is_archived = models.BooleanField(default=False)
    browser = models.CharField(max_length=43, blank=True, db_index=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    kept_until = models.DateField(null=True, blank=True, db_index=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at",)
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="plan_has_title"),
            models.CheckConstraint(
                condition=Q(browser="", kept_until__isnull=True)
                | (~Q(browser="") & Q(kept_until__isnull=False)),
                name="plan_of_a_browser_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(review__in=tuple(map(str, Rhythm))), name="plan_review_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stamp(self) -> tuple[uuid.UUID, int, datetime]:
        """Identifies the present content for ever: after the restore of a backup, a version number
        can occur again, but not with the same `changed_at`.
        """
        return self.pk, self.version, self.changed_at

    @property
    def role_label(self) -> str:
        """'Eigenaar', 'Bewerker' or 'Lezer'."""
        return str(Membership.Role(self.role).label)

    @property
    def may_edit(self) -> bool:
        """Whether the visitor may change the plan; nobody may while it is archived."""
        is_editor = self.role in (Membership.Role.OWNER, Membership.Role.EDITOR)
        return is_editor and not self.is_archived

    @property
    def is_owner(self) -> bool:
        return self.role == Membership.Role.OWNER

    def slugs(self) -> frozenset[str]:
        """The slugs of the catalogue activities that the plan holds."""
        slugs = self.activities.filter(activity__isnull=False)
        return frozenset(slugs.values_list("activity__slug", flat=True))


class PlanActivity(models.Model):
    """An activity of a plan, with its own title, place and state.

    `activity` is null for one that is not in the playbook. Later titles in the playbook do not
    change `title`: `published_title` is the last one that was accepted.
    `owner` is a typed name, '' if the owner is the account `member`. A worker of the previous
    release writes only names: if both are set, the name is the newer one.
    `roles` are slugs of the playbook's roles, `links` addresses (http, https), `steps` texts
    that are done or not.
    `version` counts the edits of this activity; moving others in its cell changes `order` only.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="activities")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=MAX_ACTIVITY_TITLE)
    published_title = models.CharField(max_length=MAX_ACTIVITY_TITLE, blank=True)
    track = models.ForeignKey(Track, on_delete=models.PROTECT)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=5, choices=list(STATUSES.items()), default=Status.TODO)
    owner = models.CharField(max_length=MAX_NAME, blank=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    start_date = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    review = models.CharField(max_length=9, blank=True, default="", db_default="")
    review_on = models.DateField(null=True, blank=True)
    roles = models.JSONField(default=list, blank=True)
    links = models.JSONField(default=list, blank=True)
    steps = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    note = models.TextField(blank=True, validators=[MaxLengthValidator(MAX_NOTE)])
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
                condition=Q(status__in=tuple(STATUSES)), name="plan_activity_status_known"
            ),
            models.CheckConstraint(
                condition=Q(due_date__gte=F("start_date"))
                | Q(due_date__isnull=True)
                | Q(start_date__isnull=True),
                name="plan_activity_due_after_start",
            ),
            models.CheckConstraint(
                condition=Q(review__in=tuple(map(str, Rhythm))), name="plan_activity_review_known"
            ),
            models.CheckConstraint(
                condition=Q(note__length__lte=MAX_NOTE), name="plan_activity_note_fits"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_name(self) -> str:
        """The owner's name, typed or the account's."""
        return self.owner or (self.member.get_full_name() if self.member else "")


class PlanFactor(models.Model):
    """A critical success factor in a plan; `factor` is the playbook's slug.

    A factor without a row has not been edited yet. `version` counts its edits.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="factors")
    factor = models.SlugField(max_length=MAX_SLUG)
    done = models.BooleanField(default=False)
    note = models.TextField(blank=True, validators=[MaxLengthValidator(MAX_NOTE)])
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("plan", "factor"), name="plan_factor_once_per_plan"),
            models.CheckConstraint(
                condition=Q(note__length__lte=MAX_NOTE), name="plan_factor_note_fits"
            ),
        ]

    def __str__(self) -> str:
        return self.factor


class PlanMilestone(models.Model):
    """An event of the plan on one day (mijlpaal). `version` counts its edits."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=MAX_TITLE)
    day = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("day", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="plan_milestone_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """A person's role in a plan. `remind`: reminders by mail, each week or (`monthly`) each month.
    `mailed_edition`: for a member who wants a mail about new editions of the playbook, the number
    of the last edition that was mailed or known; '' for others. `feeds_made`: how many calendar
    feeds the member made, revoked ones included.

    A plan that belongs to accounts has at least one owner: `actions.members` ensures it.
    """

    class Role(models.TextChoices):
        """In order of rights, the highest first."""

        OWNER = "owner", "Eigenaar"
        EDITOR = "editor", "Bewerker"
        READER = "reader", "Lezer"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=6, choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)
    remind = models.BooleanField(default=False)
    monthly = models.BooleanField(default=False, db_default=False)
    reminded_on = models.DateField(null=True, blank=True)
    mailed_edition = models.CharField(max_length=10, blank=True, default="", db_default="")
    feeds_made = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ("since",)
        constraints = [
            models.UniqueConstraint(fields=("plan", "user"), name="membership_once_per_plan"),
            models.CheckConstraint(
                condition=Q(role__in=("owner", "editor", "reader")), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} van {self.plan_id}"

    @property
    def member(self) -> Member:
        return Member(self.user_id, self.user.get_full_name())
