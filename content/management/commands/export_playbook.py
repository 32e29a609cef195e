"""`manage.py export_playbook FOLDER`: the files of an edition, as `load_playbook` takes them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.editions.archive import kept_documents
from content.editions.files import yaml_files
from content.editions.models import Edition


class Command(BaseCommand):
    help = "Schrijft een uitgave als YAML-bestanden in een nieuwe map."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--number", default="", help="het nummer; anders de geldende uitgave")

    def handle(self, *args: Any, folder: Path, number: str, **options: Any) -> None:
        edition = Edition.objects.published(number)
        if edition is None:
            raise CommandError(f"Uitgave {number or '(geldende)'} is er niet.")
        try:
            folder.mkdir(parents=True)
            for name, text in yaml_files(kept_documents(edition)).items():
                (folder / name).write_text(text, encoding="utf-8")
        except FileExistsError:
            raise CommandError(f"{folder} bestaat al; neem een nieuwe map.") from None
        except OSError as error:
            raise CommandError(f"{folder}: niet te schrijven ({error.strerror}).") from error
        if options["verbosity"]:
            self.stdout.write(f"Uitgave {edition} staat in {folder}.")
