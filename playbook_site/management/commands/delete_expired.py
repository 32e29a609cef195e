"""`manage.py delete_expired`: deletes what is past the end date that its page states, saves the
quarter's states, and brings out an edition that is due.
"""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from assessment.survey.traces import vacuum
from playbook_site.operations.housekeeping import housekeeping, save_quarterly


class Command(BaseCommand):
    help = (
        "Makes the outcome of each survey that closed, and lets the database forget its counts. "
        "Deletes surveys, results, unfinished questionnaires, plans without account, uploads, "
        "invitations, share links, sessions and the addresses they came from, accounts that nobody "
        "confirmed, cached values and counts, past their end. Saves the state of each plan that "
        "wants that each quarter. Brings out the edition of the playbook that is due, as "
        "publish_planned does."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        help_text = "stop after so long; the next run goes on"
        parser.add_argument("--seconds", type=float, default=float("inf"), help=help_text)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("publish_planned", stdout=self.stdout)
        began = time.monotonic()
        numbers = housekeeping(options["seconds"])
        vacuum()
        self.stdout.write(f"Deleted: {', '.join(f'{n} {kind}' for kind, n in numbers.items())}.")
        seen = save_quarterly(options["seconds"] - (time.monotonic() - began))
        self.stdout.write(
            f"Quarter: {seen[True]} plans have their saved state, {seen[False]} no room for it."
        )
