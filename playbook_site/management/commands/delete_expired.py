"""`manage.py delete_expired`: keeps the promise of the end date that each page gives."""

from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone

from assessment.models import AssessmentResult
from roadmap.models import Plan


class Command(BaseCommand):
    help = "Deletes quiz results, plans without account and sessions whose end date has passed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        results, _ = AssessmentResult.objects.expired(today).delete()
        plans = Plan.objects.expired(today)
        count = plans.count()
        plans.delete()
        sessions, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
        self.stdout.write(f"Deleted: {results} results, {count} plans, {sessions} sessions.")
