"""`manage.py backup FILE`: the whole database in one file, while the site goes on."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from playbook_site.operations.backups import BackupFailed, back_up


class Command(BaseCommand):
    help = "Writes a consistent copy of the database to FILE; the site may go on meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="write over FILE if it exists")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            back_up(path, overwrite=options["force"])
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Backed up: {path} ({path.stat().st_size} bytes).")
