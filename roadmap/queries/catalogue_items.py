"""How many plans a change of the catalogue concerns."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from roadmap.models import Plan


def plans_that_hold(activities: Collection[str]) -> int:
    """The number of plans, in use or archived, that hold any of these activities (slugs)."""
    plans = Plan.objects.alive(timezone.localdate())
    return plans.filter(activities__activity__slug__in=activities).distinct().count()
