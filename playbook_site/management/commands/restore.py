"""`manage.py restore FILE`: a backup in the place of this database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from playbook_site.operations.backups import BackupFailed, restore


class Command(BaseCommand):
    help = "Puts the backup FILE in the place of the database. Stop the site first, on all hosts."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--force", action="store_true", help="also in the place of a database that holds plans"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            restore(path, overwrite=options["force"])
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored: {path}. Now run: manage.py migrate")
