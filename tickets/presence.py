"""Who is on a ticket now. Nobody is locked out: it is told, it expires, and it can be taken over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from audit import live
from tickets.models import Presence, Ticket

GONE_AFTER = timedelta(seconds=60)
State = Presence.State


@dataclass(frozen=True, slots=True)
class Here:
    user_id: int
    name: str
    state: str

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split()[:2]).upper()

    @property
    def is_editing(self) -> bool:
        return self.state == State.EDITING

    @property
    def words(self) -> str:
        return f"{self.name} is {State(self.state).label}"


@transaction.atomic
def beat(ticket: Ticket, user: User, state: str) -> None:
    """The page lives. Pages are told only of what changed."""
    if state not in State.values:
        raise ValueError(f"{state!r} is no state of presence; use one of {', '.join(State.values)}.")
    now = timezone.now()
    before = Presence.objects.select_for_update().filter(ticket=ticket, user=user).first()
    fresh = before is not None and before.seen_at > now - GONE_AFTER
    since = before.since if before and fresh and before.state == state else now
    Presence.objects.update_or_create(
        ticket=ticket, user=user, defaults={"state": state, "since": since, "seen_at": now}
    )
    if before is None or not fresh or before.state != state:
        _tell(ticket.pk)


@transaction.atomic
def leave(ticket: Ticket, user: User) -> None:
    if Presence.objects.filter(ticket=ticket, user=user).delete()[0]:
        _tell(ticket.pk)


@transaction.atomic
def take_over(ticket: Ticket, user: User) -> None:
    """Whoever edits is told, keeps what they typed, and goes on looking; saving still compares versions."""
    now = timezone.now()
    others = Presence.objects.filter(ticket=ticket, state=State.EDITING).exclude(user=user)
    others.update(state=State.VIEWING, since=now)
    Presence.objects.update_or_create(
        ticket=ticket, user=user, defaults={"state": State.EDITING, "since": now, "seen_at": now}
    )
    _tell(ticket.pk, taken_by=user.get_full_name() or user.get_username())


def here(ticket_ids: Iterable[int], *, but: int | None = None) -> dict[int, list[Here]]:
    """Who is on each ticket, those who edit first. One query; `but` leaves out the reader."""
    now = timezone.now()
    rows = Presence.objects.filter(ticket__in=list(ticket_ids), seen_at__gt=now - GONE_AFTER).select_related("user")
    found: dict[int, list[Here]] = {}
    for row in rows.exclude(user=but).order_by("since"):
        name = row.user.get_full_name() or row.user.get_username()
        found.setdefault(row.ticket_id, []).append(Here(row.user_id, name, row.state))
    for people in found.values():
        people.sort(key=lambda person: [State.EDITING, State.VIEWING, State.IDLE].index(State(person.state)))
    return found


def _tell(ticket_id: int, **more: str) -> None:
    live.push(live.ticket_topic(ticket_id), {"event": "presence", **more})
    live.push(live.QUEUE, {"event": "presence", "ticket": ticket_id})
