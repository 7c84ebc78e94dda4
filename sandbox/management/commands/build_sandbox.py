from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sandbox import codebase, image
from sandbox.providers import SandboxError


class Command(BaseCommand):
    help = "Build the E2B template: the runner and the codebase as they are now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Print the Dockerfile; contacts nobody.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["dry_run"]:
                self.stdout.write(image.dockerfile())
                return
            built = image.build(self.stdout.write)
        except (codebase.CodebaseError, SandboxError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"Built {built}."))
