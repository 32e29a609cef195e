"""`manage.py publish_planned`: brings out the planned edition once its moment has come."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from content.editing.scheduled_publication import publish_due


class Command(BaseCommand):
    help = "Brings out the edition of the playbook that was planned for now or earlier."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        planned = publish_due(timezone.now())
        if planned is None:
            self.stdout.write("No edition is due.")
        elif planned.fault:
            self.stdout.write(f"Edition {planned.number} did not come out: {planned.fault}")
        else:
            self.stdout.write(f"Edition {planned.number} came out.")
