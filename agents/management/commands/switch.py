"""Stop and release from a shell, for when the site cannot be reached."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agents import switches
from agents.models import Switch


class Command(BaseCommand):
    help = "Show what is stopped; stop or release something. Takes effect on the next request of a running agent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("do", nargs="?", choices=["show", "stop", "release"], default="show")
        parser.add_argument("--kind", choices=Switch.Kind.values, default=Switch.Kind.ALL)
        parser.add_argument("--target", default="", help="The category, tool or provider.")
        parser.add_argument("--reason", default="", help="Shown to whoever meets the switch. Needed to stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["do"] != "show":
            self._flip(options["do"] == "stop", options["kind"], options["target"], options["reason"].strip())
        stops = switches.stops()
        for stop in stops:
            since = f"{stop.since:%Y-%m-%d %H:%M %Z}" if stop.since else "?"
            self.stdout.write(f"stopped  {stop.what}. {stop.effect} {stop.reason} ({stop.by}, {since})")
        if not stops:
            self.stdout.write("Nothing is stopped.")

    def _flip(self, stop: bool, kind: str, target: str, reason: str) -> None:
        if stop and not reason:
            raise CommandError("Say why with --reason; everybody who meets the switch will read it.")
        try:
            switches.flip(switches.named(kind, target), stop=stop, reason=reason, by="command")
        except switches.UnknownTarget as error:
            raise CommandError(str(error)) from error
