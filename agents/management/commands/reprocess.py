from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from tqdm import tqdm

from agents import reprocess
from agents.reprocess import Filters, Outcome
from tickets.models import Category, Ticket, WebhookDelivery

KINDS: dict[str, tuple[Callable[[Filters], Iterable[Any]], Callable[[Any, bool], Outcome]]] = {
    "deliveries": (reprocess.deliveries, reprocess.redo_delivery),
    "triage": (reprocess.tickets, reprocess.redo_triage),
    "drafts": (reprocess.tickets, reprocess.redo_draft),
}
STATUSES = {"deliveries": WebhookDelivery.Status.values, "triage": Ticket.Stage.values, "drafts": Ticket.Stage.values}


class Command(BaseCommand):
    help = "Do deliveries, triage or drafts again. Start with --dry-run: it says what would happen and writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=list(KINDS))
        parser.add_argument("--since", help="2026-11-20 or 2026-11-20T08:00Z: received or opened from then on.")
        parser.add_argument("--until", help="The same, before then.")
        parser.add_argument("--ticket", type=int, action="append", default=[], metavar="NUMBER", help="May repeat.")
        parser.add_argument("--category", choices=Category.values, default="", help="Of the ticket.")
        parser.add_argument("--status", default="", help="Of the delivery, or the stage of the ticket.")
        parser.add_argument("--limit", type=int, default=1000)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        what: str = options["what"]
        if options["status"] and options["status"] not in STATUSES[what]:
            raise CommandError(f"--status for {what} is one of: {', '.join(STATUSES[what])}.")
        if what == "deliveries" and options["category"]:
            raise CommandError("--category is for triage and drafts; a delivery has none.")
        if options["limit"] < 1:
            raise CommandError("--limit is the most to choose, so at least 1.")
        filters = Filters(
            since=_moment(options["since"]),
            until=_moment(options["until"]),
            tickets=tuple(options["ticket"]),
            category=options["category"],
            status=options["status"],
            limit=options["limit"],
        )
        choose, redo = KINDS[what]
        items = list(choose(filters))
        outcomes: Counter[str] = Counter()
        for item in tqdm(items, desc=what, unit="", file=self.stderr, disable=None if items else True):
            outcome, words = redo(item, options["dry_run"])
            outcomes[outcome] += 1
            if options["verbosity"] > 1 or outcome in {"failed", "refused", "changed", "would change"}:
                self.stdout.write(f"{outcome}: {words}")
        summary = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) or "nothing matched"
        self.stdout.write(f"{what}: {len(items)} chosen; {summary}.{' Nothing was written.' * options['dry_run']}")


def _moment(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        moment = parse_datetime(value if "T" in value or " " in value else f"{value}T00:00")
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{value!r} is not a moment; write 2026-11-20 or 2026-11-20T08:00Z.")
    return moment if moment.tzinfo else timezone.make_aware(moment)
