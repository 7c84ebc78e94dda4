"""What becomes of a webhook: one row, one job, at most once per event."""

import hashlib
import logging

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

from audit.actions import record
from audit.redaction import log_redactor
from tickets.models import Ticket, WebhookDelivery
from tickets.payloads import WebhookHint

logger = logging.getLogger(__name__)
KEPT = 4000  # characters of a body
MOST_ATTEMPTS = 8


def receive(body: bytes, hint: WebhookHint) -> tuple[int | None, bool]:
    """Store the delivery and its job in one transaction. Returns (id, True), or (None, False) for a duplicate."""
    identity = hint.event_id or (f"{hint.event}|{hint.issue_id}|{hint.message_id}" if hint.message_id else body)
    try:
        with transaction.atomic():
            delivery = WebhookDelivery.objects.create(
                received_at=timezone.now(),
                fingerprint=_fingerprint(identity),
                body=_kept(body),
                event=(hint.event or "")[:100],
                issue_id=hint.issue_id,
                message_id=hint.message_id or (f"event:{hint.event_id}"[:200] if hint.event_id else ""),
            )
            async_task("tickets.jobs.process_delivery", delivery.pk)
    except IntegrityError:
        return None, False
    return delivery.pk, True


def reject(body: bytes, reason: str) -> None:
    """Keep a signed body that makes no sense, with the reason, for whoever wrote the template."""
    with transaction.atomic():
        delivery = WebhookDelivery.objects.create(
            received_at=timezone.now(),
            fingerprint=_fingerprint(body),
            body=_kept(body),
            status=WebhookDelivery.Status.REJECTED,
            reason=reason[:500],
            processed_at=timezone.now(),
        )
        record("webhook.rejected", delivery, actor="pylon", data={"reason": reason})


def ask_again(issue_id: str, reason: str) -> None:
    """An issue that could not be mirrored waits like a webhook, and is tried again however far others have come."""
    try:
        with transaction.atomic():
            WebhookDelivery.objects.create(
                received_at=timezone.now(),
                fingerprint=_fingerprint(f"sync|{issue_id}"),
                body="",
                event="sync",
                issue_id=issue_id,
                reason=reason[:500],
                attempts=1,
            )
    except IntegrityError:
        return  # it waits already


def finish(delivery_id: int, ticket: Ticket) -> None:
    WebhookDelivery.objects.filter(pk=delivery_id, status=WebhookDelivery.Status.RECEIVED).update(
        status=WebhookDelivery.Status.PROCESSED, processed_at=timezone.now(), ticket=ticket, attempts=F("attempts") + 1
    )


def note_failure(delivery: WebhookDelivery, reason: str, *, permanent: bool) -> None:
    """Count a failed attempt; the sweep tries again until it is permanent or the attempts are used up."""
    final = permanent or delivery.attempts + 1 >= MOST_ATTEMPTS
    WebhookDelivery.objects.filter(pk=delivery.pk, status=WebhookDelivery.Status.RECEIVED).update(
        attempts=F("attempts") + 1,
        reason=log_redactor().text(reason)[:500],
        status=WebhookDelivery.Status.FAILED if final else WebhookDelivery.Status.RECEIVED,
        processed_at=timezone.now() if final else None,
    )


def _fingerprint(identity: str | bytes) -> str:
    return hashlib.sha256(identity if isinstance(identity, bytes) else identity.encode()).hexdigest()


def _kept(body: bytes) -> str:
    # PostgreSQL text holds no NUL; a hint that has one is already odd.
    return log_redactor().text(body[: KEPT * 4].decode("utf-8", "replace").replace("\x00", "�"))[:KEPT]
