"""`manage.py delete_expired`: deletes what is past the end date that its page states."""

import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.deletion import delete_unproved
from assessment.models import AssessmentResult
from playbook_site.middleware import rate_limits
from playbook_site.operations.cache_expiry import delete_expired_entries
from roadmap.models import Invitation, Plan, ShareLink, Upload
from roadmap.pdf_cache import forget_pdfs


class Command(BaseCommand):
    help = (
        "Deletes results, plans without account, uploads, invitations, share links, sessions and "
        "the addresses they came from, accounts that nobody confirmed, cached values and counts, "
        "past their end."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        results, _ = AssessmentResult.objects.expired(today).delete()
        plans = list(Plan.objects.expired(today).values_list("pk", flat=True))
        Plan.objects.filter(pk__in=plans).delete()
        forget_pdfs(plans)
        uploads, _ = Upload.objects.filter(kept_until__lt=timezone.now()).delete()
        invitations, _ = Invitation.objects.over(timezone.now()).delete()
        links, _ = ShareLink.objects.over(today).delete()
        sessions, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
        alive = Session.objects.values("session_key")
        sign_ins, _ = UserSession.objects.exclude(session_key__in=alive).delete()
        accounts = delete_unproved()
        counts, _ = rate_limits.expired(time.time()).delete()
        cached = delete_expired_entries()
        self.stdout.write(
            f"Deleted: {results} results, {len(plans)} plans, {uploads} uploads, "
            f"{invitations} invitations, {links} share links, {sessions} sessions, "
            f"{sign_ins} sign-ins with their address, {accounts} accounts that nobody confirmed, "
            f"{cached} cached values, {counts} counts."
        )
