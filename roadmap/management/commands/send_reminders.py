"""`manage.py send_reminders`: run it each morning from a timer."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from roadmap.actions.playbook_updates import send_edition_mails
from roadmap.actions.reminders import send_reminders
from roadmap.actions.sharing import mail_removals


class Command(BaseCommand):
    help = "Mails what is overdue or falls due, and that an edition came out, to those who asked."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        sent = send_reminders(timezone.localdate())
        mail_removals()  # of examples taken down while the mail server did not answer
        mails = send_edition_mails()
        self.stdout.write(f"Sent: {sent} reminders, {mails} mails about an edition.")
