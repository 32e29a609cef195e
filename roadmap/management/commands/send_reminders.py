"""`manage.py send_reminders`: run it each morning from a timer."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from roadmap.actions.reminders import send_reminders


class Command(BaseCommand):
    help = "Mails what is overdue or falls due within 14 days to those who asked for it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        sent = send_reminders(timezone.localdate())
        self.stdout.write(f"Sent: {sent} reminders.")
