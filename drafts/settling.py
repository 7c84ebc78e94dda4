"""How the sending of a reply ended, and what that means for its draft and its ticket."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from audit.actions import record
from drafts.models import Delivery, Draft
from drafts.moves import Conflict, lock, move
from drafts.roles import actor, require_reviewer
from tickets.actions import set_stage
from tickets.models import Ticket


@transaction.atomic
def settle_delivery(delivery: Delivery, *, user: User, sent: bool, reason: str) -> None:
    """A person looked in Pylon and says whether the reply of unknown outcome arrived."""
    require_reviewer(user)
    if len(reason.split()) < 2:
        raise ValueError("Say in a few words what you found in Pylon; it is kept with your name.")
    lock(delivery.ticket_id)
    to = Delivery.Status.SENT if sent else Delivery.Status.STOPPED
    changes: dict[str, object] = {"status": to, "reason": reason[:500]}
    if sent:
        changes |= {"sent_at": timezone.now(), "pylon_message_id": f"settled by {user.get_username()}"[:200]}
    if not Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.UNKNOWN).update(**changes):
        raise Conflict("The outcome has been settled meanwhile.", delivery)
    finish_delivery(delivery, sent=sent)
    kind = "delivery.sent" if sent else "delivery.stopped"
    record(kind, delivery, actor=actor(user), data={"settled": True, "reason": reason})


def finish_delivery(delivery: Delivery, *, sent: bool, stale: bool = False) -> None:
    """What a settled delivery means for its draft and ticket. Call in the transaction that settled it."""
    draft = Draft.objects.get(pk=delivery.draft_id)
    if sent:
        move(draft, Draft.Status.SENT, expected=Draft.Status.APPROVED)
    else:
        move(draft, Draft.Status.STALE if stale else Draft.Status.OPEN, expected=Draft.Status.APPROVED)
    ticket = draft.ticket
    if not sent:
        set_stage(ticket, Ticket.Stage.REVIEW)
    elif ticket.newest_customer_message_id != ticket.triaged_message_id:
        set_stage(ticket, Ticket.Stage.NEW)  # the customer wrote while the reply was on its way
    elif not ticket.handoffs.filter(status__in=["open", "taken"]).exists():
        set_stage(ticket, Ticket.Stage.WAITING)
    async_task(settings.ON_TICKET_READY, ticket.pk)  # triage waited for this outcome
