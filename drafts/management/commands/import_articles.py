from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from drafts import importing


class Command(BaseCommand):
    help = "Take articles and policies from a folder of Markdown files, or from Pylon's knowledge bases (--pylon)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", help="Each .md file is an article; who may see it stands on top.")
        parser.add_argument("--pylon", action="store_true", help="Published articles that Pylon lets AI agents use.")
        parser.add_argument("--origin", default="", help="Names the import; the folder's name, if left out.")
        parser.add_argument("--retire", action="store_true", help="Stop searching what earlier imports brought.")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["folder"]) == options["pylon"]:
            raise CommandError("Name a folder, or say --pylon.")
        try:
            found, origin, retire = self._found(options)
            bar = tqdm(found, desc="articles", unit="", file=self.stderr, disable=None if found else True)
            counts = importing.take(bar, origin=origin, actor="command:import_articles", retire=retire)
        except (importing.Unreadable, ValidationError) as error:
            raise CommandError(f"{error}\nNothing was changed.") from error
        self.stdout.write(", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "No articles.")

    def _found(self, options: dict[str, Any]) -> tuple[list[importing.Incoming], str, bool]:
        if options["pylon"]:
            # What Pylon no longer shows must not be quoted, so its import always retires.
            return importing.from_pylon(), "pylon", True
        folder = Path(options["folder"])
        return importing.from_folder(folder), options["origin"] or f"folder:{folder.resolve().name}", options["retire"]
