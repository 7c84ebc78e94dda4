"""What the page shows of a ticket: its head with the triage, and its conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.safestring import SafeString

from tickets import html, language, presence
from tickets.models import Message, Ticket
from tickets.triage import HIGH_RISK


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the page shows it."""

    message: Message
    kind: str  # customer, team, note or unknown
    label: str
    name: str
    body: SafeString
    images_removed: bool


def head(ticket: Ticket) -> dict[str, object]:
    return {
        "ticket": ticket,
        "decision": next(iter(ticket.decisions.all()), None),
        "high_risk": ticket.category in HIGH_RISK,
        "language": language.name_of(ticket.language) if ticket.language else "",
        "apps": list(ticket.account.apps.all()) if ticket.account else [],
        "channel": ticket.source.replace("_", " "),
        "waited": age(ticket.waits_since),
    }


def people(ticket: Ticket, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """Who else is on the ticket, and whether somebody else edits."""
    found = presence.here([ticket.pk], but=user.pk).get(ticket.pk, [])
    return {"ticket": ticket, "people": found, "edited_by": next((one.name for one in found if one.is_editing), "")}


def conversation(ticket: Ticket) -> dict[str, object]:
    messages = list(ticket.messages.all())
    prefetch_related_objects(messages, "attachments")
    return {"ticket": ticket, "shown": [shown(message) for message in messages]}


def shown(message: Message) -> Shown:
    kind, label = _kind(message)
    return Shown(
        message=message,
        kind=kind,
        label=label,
        name=message.author_name or message.author_email or label,
        body=html.safe(message.body_html or ""),
        images_removed=html.has_images(message.body_html),
    )


def _kind(message: Message) -> tuple[str, str]:
    if message.is_private:
        return "note", "Internal note"
    return {
        Message.Author.CUSTOMER: ("customer", "Customer"),
        Message.Author.TEAM: ("team", "Our team"),
    }.get(Message.Author(message.author), ("unknown", "Unknown author"))


def age(since: datetime | None, now: datetime | None = None) -> str:
    """How long ago, in one unit: 40 s, 12 min, 5 h, 3 d."""
    if since is None:
        return ""
    gone = max((now or timezone.now()) - since, timedelta(0))
    seconds = int(gone.total_seconds())
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
