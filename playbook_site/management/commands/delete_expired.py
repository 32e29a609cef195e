"""`manage.py delete_expired`: deletes what is past the end date that its page states, saves the
quarter's states, and brings out an edition that is due.
"""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from assessment.survey.traces import vacuum
from playbook_site.operations.housekeeping import Run, delete_expired, save_quarterly
from playbook_site.operations.process_lock import Work, one_at_a_time


class Command(BaseCommand):
    help = (
        "Makes the outcome of each survey that closed, and lets the database forget its counts. "
        "Deletes surveys, results, unfinished questionnaires, plans without account, uploads, "
        "invitations, share links, sessions and the addresses they came from, accounts that nobody "
        "confirmed, cached values and counts, past their end. Saves the state of each plan that "
        "wants that each quarter. Brings out the edition of the playbook that is due, as "
        "publish_planned does. What fails is logged, stops nothing else, and ends the run with 1."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        with one_at_a_time(Work.HOUSEKEEPING):
            self.keep_house(Run())

    def keep_house(self, run: Run) -> None:
        """Raises CommandError when a part failed."""
        with run.part("the planned edition"):
            call_command("publish_planned", stdout=self.stdout)
        numbers = delete_expired(run)
        self.stdout.write(f"Deleted: {', '.join(f'{n} {kind}' for kind, n in numbers.items())}.")
        with run.part("vacuum"):
            vacuum()
        with run.part("the quarter's states"):
            seen = save_quarterly()
            self.stdout.write(
                f"Quarter: {seen[True]} plans have their saved state, {seen[False]} no room for it."
            )
        if run.failed:
            raise CommandError(f"Failed, see the log: {', '.join(run.failed)}.")
