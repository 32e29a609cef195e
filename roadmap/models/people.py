"""Who takes part in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from roadmap.models.plan import Plan


class Membership(models.Model):
    """A person's role in a plan. `remind`: a mail when something falls due, off unless asked for.

    A plan that belongs to accounts has at least one owner: `actions.people` sees to that.
    """

    class Role(models.TextChoices):
        OWNER = "owner", "Eigenaar"
        EDITOR = "editor", "Bewerker"
        READER = "reader", "Lezer"

    plan: models.ForeignKey[Plan] = models.ForeignKey(
        "roadmap.Plan", on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=6, choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)
    remind = models.BooleanField(default=False)
    reminded_on = models.DateField(null=True, blank=True)

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
