"""`manage.py publish_planned`: brings out the planned edition once its moment has come."""

import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from content.editing.planning import publish_due

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """An error is logged. It ends a run of its own with 1, and nothing that calls this command."""

    help = "Brings out the edition of the playbook that was planned for now or earlier."
    requires_system_checks = ()
    has_failed = False

    def run_from_argv(self, argv: list[str]) -> None:
        super().run_from_argv(argv)
        if self.has_failed:
            sys.exit(1)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            planned = publish_due(timezone.now())
        except Exception:
            logger.exception("The planned edition did not come out.")
            self.has_failed = True
            return
        if planned is None:
            self.stdout.write("No edition is due.")
        elif planned.fault:
            self.stdout.write(f"Edition {planned.number} did not come out: {planned.fault}")
        else:
            self.stdout.write(f"Edition {planned.number} came out.")
