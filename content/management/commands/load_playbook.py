"""`manage.py load_playbook [FOLDER]`: brings out a version of the playbook."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from content.loading.load import check_playbook, keep_loaded_edition, load_playbook
from content.loading.yaml_files import FixtureError

FIXTURES = Path(settings.BASE_DIR) / "content" / "fixtures"


class Command(BaseCommand):
    help = "Controleert de map met YAML-bestanden en laadt ze als de geldende versie."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=FIXTURES, metavar="FOLDER")
        parser.add_argument("--check", action="store_true", help="alleen controleren")
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="laat een uitgave die al geladen is staan, wat de map ook bevat",
        )
        parser.add_argument(
            "--number", default="", help="geef de map uit onder dit nummer: 2026-05.2"
        )

    def handle(
        self, *args: Any, folder: Path, check: bool, if_empty: bool, number: str, **options: Any
    ) -> None:
        try:
            if check:
                kinds = check_playbook(folder)
                for model, rows in kinds.items():
                    self.stdout.write(f"{len(rows):4} {model._meta.model_name}")
                self.stdout.write("In orde; niets geschreven.")
            elif if_empty and (loaded := keep_loaded_edition()):
                if options["verbosity"]:
                    self.stdout.write(f"Uitgave {loaded} van het playbook is geladen en blijft.")
            else:
                changes = load_playbook(folder, number=number)
                if options["verbosity"]:
                    for change in changes:
                        self.stdout.write(change)
                self.stdout.write(f"{len(changes)} wijzigingen." if changes else "Niets gewijzigd.")
        except FixtureError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            reason = str(error).strip().partition("\n")[0]
            raise CommandError(
                f"De databank gaf geen antwoord: {reason}. Draaide `manage.py migrate`?"
            ) from error
