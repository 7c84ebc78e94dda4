"""`record` is the one function every action calls: redact, insert, push when the transaction commits."""

from collections.abc import Mapping

from django.db import models, transaction
from django.utils import timezone

from audit import live
from audit.kinds import KINDS
from audit.models import Event
from audit.redaction import log_redactor


class NotInTransaction(Exception):
    """An audit row belongs to the transaction of the change it describes; open one with transaction.atomic()."""


def record(
    kind: str,
    subject: models.Model,
    *,
    actor: str = "system",
    run: int | None = None,
    data: Mapping[str, object] | None = None,
) -> Event:
    """Write one event and tell the pages that watch the ticket. Raises NotInTransaction outside a transaction."""
    if kind not in KINDS:
        raise KeyError(f"{kind} is not in audit.kinds.KINDS; add it there with the words a timeline shows.")
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(kind)
    subject_type = subject._meta.model_name or ""
    ticket = subject.pk if subject_type == "ticket" else getattr(subject, "ticket_id", None)
    event = Event.objects.create(
        kind=kind,
        subject_type=subject_type,
        subject_id=subject.pk,
        ticket=ticket,
        run=run,
        actor=actor,
        data=log_redactor().value(dict(data or {})),
        at=timezone.now(),
    )
    if ticket is not None:
        live.push(live.ticket_topic(ticket), {"event": kind})
        live.push(live.QUEUE, {"event": kind, "ticket": ticket})
    return event
