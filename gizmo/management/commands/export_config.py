from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gizmo import config_files


class Command(BaseCommand):
    help = "Write the configuration (rules, templates, policies, profiles, limits) as YAML files, for git. No secrets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", metavar="DIR|-", help="A directory, one file per kind; or - for standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["to"] == "-":
            self.stdout.write(config_files.text_of(config_files.everything()), ending="")
            return
        for path in config_files.write(Path(options["to"])):
            self.stdout.write(str(path))
