"""Do again what was done: deliveries, triage, drafts. Chosen by filters, one item at a time, each outcome counted."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django_q.tasks import async_task

from agents import actions
from agents.triage import triage
from audit.actions import record
from drafts.models import Draft
from tickets.jobs import process_delivery
from tickets.models import Ticket, WebhookDelivery


@dataclass(frozen=True, slots=True)
class Filters:
    since: datetime | None = None
    until: datetime | None = None
    tickets: tuple[int, ...] = ()  # numbers
    category: str = ""
    status: str = ""
    limit: int = 1000


Outcome = tuple[str, str]  # what became of it ("mirrored", "changed", "failed" …), and the words for a person


def deliveries(filters: Filters) -> QuerySet[WebhookDelivery]:
    rows = WebhookDelivery.objects.exclude(issue_id="").order_by("received_at")
    rows = rows.filter(_between("received_at", filters))
    if filters.tickets:
        rows = rows.filter(ticket__number__in=filters.tickets)
    if filters.status:
        rows = rows.filter(status=filters.status)
    return rows[: filters.limit]


def tickets(filters: Filters) -> QuerySet[Ticket]:
    rows = Ticket.objects.exclude(newest_customer_message=None).exclude(stage=Ticket.Stage.CLOSED).order_by("opened_at")
    rows = rows.exclude(waiting_since=None)  # answered: neither a decision nor a draft is wanted any more
    rows = rows.filter(_between("opened_at", filters)).select_related("account", "newest_customer_message")
    if filters.tickets:
        rows = rows.filter(number__in=filters.tickets)
    if filters.category:
        rows = rows.filter(category=filters.category)
    if filters.status:
        rows = rows.filter(stage=filters.status)
    return rows[: filters.limit]


def _between(field: str, filters: Filters) -> Q:
    chosen = Q()
    if filters.since:
        chosen &= Q(**{f"{field}__gte": filters.since})
    if filters.until:
        chosen &= Q(**{f"{field}__lt": filters.until})
    return chosen


def redo_delivery(delivery: WebhookDelivery, dry_run: bool) -> Outcome:
    """Mirror the issue again, as the webhook asked."""
    if dry_run:
        return "would mirror", f"issue {delivery.issue_id}"
    try:
        with transaction.atomic():
            WebhookDelivery.objects.filter(pk=delivery.pk).update(status="received", reason="", attempts=0)
    except IntegrityError:
        return "skipped", f"issue {delivery.issue_id}: an equal delivery is waiting already"
    said = process_delivery(delivery.pk)
    return ("failed" if said.startswith("failed") else "mirrored"), f"issue {delivery.issue_id}: {said}"


def redo_triage(ticket: Ticket, dry_run: bool) -> Outcome:
    """Decide again under today's rules. A live draft or handoff stays; the new decision is recorded beside the old."""
    before = ticket.decisions.first()
    decision = triage(ticket)
    now = (decision.route, decision.category, decision.urgency, decision.tier)
    was = (before.route, before.category, before.urgency, before.tier) if before else None
    words = f"#{ticket.number}: {' '.join(map(str, was or ['none']))} → {' '.join(map(str, now))}"
    if was == now:
        return "unchanged", words
    if dry_run:
        return "would change", words
    with transaction.atomic():
        record("reprocess.requested", ticket, data={"what": "triage", "was": list(was or []), "now": list(now)})
        Ticket.objects.filter(pk=ticket.pk).update(triaged_message=None)
        async_task(settings.ON_TICKET_READY, ticket.pk)
    return "changed", words


def redo_draft(ticket: Ticket, dry_run: bool) -> Outcome:
    """Ask for a new draft where one may be written; what a person typed is kept on top of it."""
    answered = Draft.objects.filter(ticket=ticket, based_on=ticket.newest_customer_message)
    if answered.filter(status__in=["approved", "sent"]).exists():
        return "skipped", f"#{ticket.number}: a reply is approved or sent"
    if dry_run:
        return "would redraft", f"#{ticket.number}"
    try:
        actions.request_draft(ticket, user=None)
    except actions.RunRefused as refusal:
        return "refused", f"#{ticket.number}: {refusal}"
    return "queued", f"#{ticket.number}"
