"""Who may open which plan: decided here and nowhere else."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpRequest
from django.utils import timezone

from roadmap.models import Plan, PlanQuerySet

SESSION_KEY = "browser"


def browser_of(request: HttpRequest) -> str:
    """The key of this browser, or '' when it made no plan yet."""
    key = request.session.get(SESSION_KEY, "")
    return key if isinstance(key, str) else ""


def keep_browser(request: HttpRequest) -> str:
    """This browser's key, made when it has none; the session's end moves to 90 days from now."""
    key = browser_of(request) or secrets.token_urlsafe(32)
    request.session[SESSION_KEY] = key
    return key


def plans_of(request: HttpRequest) -> PlanQuerySet:
    """The plans that this browser made and that are still kept."""
    return Plan.objects.made_in(browser_of(request)).alive(timezone.localdate())


def listed_plans_of(request: HttpRequest) -> PlanQuerySet:
    """The same with `size`, the number of activities in each."""
    return plans_of(request).annotate(size=Count("activities"))


def plan_for(request: HttpRequest, plan_id: UUID) -> Plan:
    """The plan, if this browser made it. Raises Http404 for every other plan, existing or not."""
    plan = plans_of(request).select_related("playbook_version").filter(pk=plan_id).first()
    if plan is None:
        raise Http404("Dit stappenplan bestaat niet, of werd in een andere browser gemaakt.")
    return plan
