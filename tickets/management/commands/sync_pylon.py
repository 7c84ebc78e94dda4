from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tickets.jobs import sync_since
from tickets.pylon import PylonError


class Command(BaseCommand):
    help = "Mirror the issues that changed in Pylon since a moment: what webhooks lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", required=True, help="2026-11-20T08:00Z, or how long ago: 2h, 3d, 90m.")

    def handle(self, *args: Any, **options: Any) -> None:
        since = _since(options["since"])
        try:
            synced, failed = sync_since(since)
        except PylonError as error:
            raise CommandError(f"Pylon could not be searched: {error}") from error
        self.stdout.write(f"Since {since:%Y-%m-%d %H:%M %Z}: {synced} mirrored, {failed} failed.")
        if failed:
            raise CommandError("Some issues could not be mirrored; the log names them. Run the command again.")


def _since(value: str) -> datetime:
    units = {"m": "minutes", "h": "hours", "d": "days"}
    try:
        if value[:-1].isdigit() and value[-1:] in units:
            return timezone.now() - timedelta(**{units[value[-1]]: int(value[:-1])})
        moment = parse_datetime(value)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise CommandError(f"--since {value!r} is neither a moment (2026-11-20T08:00Z) nor an age (2h, 3d, 90m).")
    return moment if moment.tzinfo else timezone.make_aware(moment)
