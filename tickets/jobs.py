"""Jobs of the mirror. Rows are the queue: a job that dies leaves its row, and the sweep finds it."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django_q.tasks import async_task

from tickets import actions, deliveries
from tickets.models import Ticket, WebhookDelivery
from tickets.payloads import PayloadError
from tickets.pylon import PylonError, get_pylon

logger = logging.getLogger(__name__)
SYNC_OVERLAP = timedelta(minutes=15)


def process_delivery(delivery_id: int) -> str:
    """Mirror the issue a webhook named."""
    delivery = WebhookDelivery.objects.get(pk=delivery_id)
    if delivery.status != WebhookDelivery.Status.RECEIVED:
        return f"already {delivery.status}"
    try:
        ticket = actions.sync_ticket(delivery.issue_id)
    except (PylonError, PayloadError) as error:
        permanent = isinstance(error, PayloadError) or error.permanent
        logger.warning("Could not sync issue %s of delivery %s: %s", delivery.issue_id, delivery_id, error)
        deliveries.note_failure(delivery, str(error), permanent=permanent)
        return f"failed: {error}"
    except Exception:
        # An error of ours must end too: unnoted, the sweep would try this delivery for ever.
        logger.exception("Could not mirror issue %s of delivery %s", delivery.issue_id, delivery_id)
        deliveries.note_failure(delivery, "An error in the mirror; the log has it.", permanent=False)
        return "failed: an error in the mirror; the log has it"
    deliveries.finish(delivery_id, ticket)
    return f"ticket {ticket.pk}"


def sync_recent() -> str:
    """What webhooks lost: everything Pylon changed since the newest change we have, with an overlap."""
    newest = Ticket.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()
    since = (newest or timezone.now() - timedelta(days=1)) - SYNC_OVERLAP
    synced, failed = sync_since(since)
    return f"{synced} synced, {failed} failed"


def sync_since(since: datetime) -> tuple[int, int]:
    """Mirror every issue changed since then that is newer than our copy. Returns (synced, failed)."""
    known = dict(Ticket.objects.filter(changed_at__gte=since).values_list("pylon_id", "changed_at"))
    synced = failed = 0
    for issue in get_pylon().issues_updated_since(since):
        if known.get(issue.id) == issue.updated_at:
            continue
        try:
            actions.sync_ticket(issue.id)
            synced += 1
        except (PylonError, PayloadError) as error:
            logger.warning("Could not sync issue %s: %s", issue.id, error)
            deliveries.ask_again(issue.id, str(error))
            failed += 1
        except Exception:
            logger.exception("Could not sync issue %s", issue.id)  # one odd issue must not hide the others
            deliveries.ask_again(issue.id, "An error in the mirror; the log has it.")
            failed += 1
    return synced, failed


def sweep() -> str:
    """Knock again for rows that no job has finished: deliveries with growing pauses, tickets that wait for triage."""
    now = timezone.now()
    knocked = 0
    for delivery in WebhookDelivery.objects.filter(status=WebhookDelivery.Status.RECEIVED).order_by("received_at")[
        :500
    ]:
        if delivery.received_at + timedelta(seconds=30 * 2**delivery.attempts - 15) < now:
            async_task("tickets.jobs.process_delivery", delivery.pk)
            knocked += 1
    untriaged = Ticket.objects.filter(
        Q(triaged_message=None) | ~Q(triaged_message=F("newest_customer_message")),
        newest_customer_message__isnull=False,
        synced_at__lt=now - timedelta(seconds=60),
    ).exclude(stage=Ticket.Stage.CLOSED)
    for pk in untriaged.values_list("pk", flat=True)[:200]:
        async_task(settings.ON_TICKET_READY, pk)
        knocked += 1
    return f"{knocked} knocked"


def sync_issue(issue_id: str) -> str:
    """Mirror one issue again."""
    return f"ticket {actions.sync_ticket(issue_id).pk}"
