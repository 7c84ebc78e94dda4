"""What of our side is worth a warning in the queue."""

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet

from drafts import gates
from drafts.models import Citation, Claim, Delivery, Draft
from tickets.models import Ticket


def troubled_tickets() -> "QuerySet[Ticket, int]":
    """Ids of tickets with a reply of which nobody knows whether it left."""
    unknown = Delivery.objects.filter(status=Delivery.Status.UNKNOWN).values("draft__ticket_id")
    return Ticket.objects.filter(pk__in=unknown).values_list("pk", flat=True)


def marks(ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """What is worth a warning in the queue, in words; as many queries for one ticket as for fifty."""
    found: dict[int, list[str]] = {}
    drafts = Draft.objects.filter(ticket__in=ticket_ids, status__in=Draft.LIVE).prefetch_related(
        "claims",
        Prefetch(
            "claims__citations", Citation.objects.only("claim", "verified", "internal", "by_customer", "executed")
        ),
    )
    for draft in drafts:
        words = found.setdefault(draft.ticket_id, [])
        if draft.status == Draft.Status.STALE:
            words.append("Draft out of date")
        if any(_is_open_risk(claim) for claim in draft.claims.all()):
            words.append("Claim without evidence")
    newest = Delivery.objects.filter(draft__ticket__in=ticket_ids).order_by("draft__ticket_id", "-pk")
    for delivery in newest.distinct("draft__ticket_id").select_related("draft"):
        if delivery.status == Delivery.Status.UNKNOWN:
            found.setdefault(delivery.draft.ticket_id, []).insert(0, "Outcome of sending unknown")
        elif delivery.status == Delivery.Status.STOPPED and delivery.draft.is_editable:
            found.setdefault(delivery.draft.ticket_id, []).insert(0, "Sending stopped")
    return found


def _is_open_risk(claim: Claim) -> bool:
    carried = claim.is_supported and not claim.doubt
    return claim.kind in gates.RISKY and not carried and claim.resolved_by_id is None
