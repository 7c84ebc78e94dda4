"""By when a ticket should be answered. Stored when it changes, so that the queue can be sorted by it."""

from datetime import datetime, timedelta

from django.db import transaction

from tickets.models import ServiceLevel, Ticket

Levels = dict[tuple[str, str], int]


def levels() -> Levels:
    return {(plan, urgency): minutes for plan, urgency, minutes in _rows()}


def due_at(since: datetime | None, plan: str, urgency: str, given: Levels) -> datetime | None:
    """The most specific level counts; without any the ticket has no time to be answered by."""
    places = ((plan.lower(), urgency), ("", urgency), (plan.lower(), ""), ("", ""))
    minutes = next((given[place] for place in places if place in given), None)
    return since + timedelta(minutes=minutes) if since and minutes else None


def settle(ticket: Ticket) -> None:
    """Store when the ticket is due. Call in the transaction that changed what it depends on."""
    due = due_at(ticket.waits_since, _plan(ticket), ticket.urgency, levels())
    if due != ticket.due_at:
        Ticket.objects.filter(pk=ticket.pk).update(due_at=due)
        ticket.due_at = due


@transaction.atomic
def settle_all() -> int:
    """After a level changed: every ticket that waits. Returns how many got another time."""
    given, changed = levels(), []
    waiting = Ticket.objects.select_for_update(of=("self",)).exclude(waiting_since=None).select_related("account")
    for ticket in waiting.only("stage", "waiting_since", "urgency", "due_at", "account__plan").iterator(2000):
        due = due_at(ticket.waits_since, _plan(ticket), ticket.urgency, given)
        if due != ticket.due_at:
            ticket.due_at = due
            changed.append(ticket)
    Ticket.objects.bulk_update(changed, ["due_at"], batch_size=2000)
    return len(changed)


def _plan(ticket: Ticket) -> str:
    return ticket.account.plan if ticket.account else ""


def _rows() -> list[tuple[str, str, int]]:
    found = ServiceLevel.objects.values_list("plan", "urgency", "minutes")
    return [(plan.lower(), urgency, minutes) for plan, urgency, minutes in found]
