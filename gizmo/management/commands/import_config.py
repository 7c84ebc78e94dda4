import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gizmo import config_files, config_import


class Command(BaseCommand):
    help = "Take configuration from files that export_config wrote: all of it, or with any mistake nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="DIR|-", help="A directory; or - for standard input.")
        parser.add_argument("--dry-run", action="store_true", help="Show what would change and write nothing.")
        parser.add_argument("--prune", action="store_true", help="Delete rows that their kind's file leaves out.")
        parser.add_argument("--by", default="import_config", help="Who the log names, such as a commit or a person.")

    def handle(self, *args: Any, **options: Any) -> None:
        source: str = options["source"]
        try:
            given: object
            if source == "-":
                given = config_files.parse(sys.stdin.read(), "standard input")
            else:
                given = config_files.read(Path(source))
            changes = config_import.apply(
                given, actor=f"command:{options['by']}", prune=options["prune"], dry_run=options["dry_run"]
            )
        except config_files.ConfigError as error:
            raise CommandError(f"{error}\nNothing was changed.") from error
        for change in changes:
            self.stdout.write(str(change))
        counted = Counter(change.what for change in changes)
        summary = ", ".join(f"{count} {what}" for what, count in sorted(counted.items())) or "nothing to change"
        self.stdout.write(f"{'Would be: ' if options['dry_run'] else ''}{summary}.")
