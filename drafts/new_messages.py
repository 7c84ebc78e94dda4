"""A message arrives while a reply waits: the draft is out of date until a person has read what came."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import transaction

from audit.actions import record
from drafts.models import Delivery, Draft
from drafts.moves import Conflict, lock, move
from drafts.roles import actor, require_reviewer
from drafts.sending import same_body
from tickets.actions import set_stage
from tickets.models import Message, Ticket


def public_messages_arrived(ticket: Ticket, messages: Sequence[Message]) -> None:
    """Runs in the transaction that stores them: an open draft no longer answers the conversation as it is."""
    draft = Draft.objects.select_for_update().filter(ticket=ticket, status__in=["open", "approved"]).first()
    if draft is None:
        return
    news = [message for message in messages if not _is_ours(message, draft)]
    if not news:
        return
    if draft.status == Draft.Status.APPROVED:
        stopped = Delivery.objects.filter(draft=draft, status=Delivery.Status.WAITING).update(
            status=Delivery.Status.STOPPED, reason="A new message arrived before the reply left. Read it first."
        )
        if not stopped:
            return  # already on its way; sending and reconciling settle it
        set_stage(ticket, Ticket.Stage.REVIEW)
    move(draft, Draft.Status.STALE)
    record("draft.stale", draft, actor="pylon", data={"messages": [message.pylon_id for message in news]})


def _is_ours(message: Message, draft: Draft) -> bool:
    """Whether this is the reply of this very draft, seen by a webhook before its send was recorded."""
    if message.author != Message.Author.TEAM:
        return False
    under_way = draft.approvals.filter(delivery__status__in=["sending", "unknown", "sent"])
    return any(same_body(message.text, approval.body_html) for approval in under_way)


@transaction.atomic
def revalidate(draft: Draft, *, user: User, read: int) -> None:
    """A person has read what arrived, up to the public message `read`, and still stands by the draft."""
    require_reviewer(user)
    ticket = lock(draft.ticket_id)
    newest = ticket.messages.filter(is_private=False).order_by("at", "pk").last()
    if newest is not None and newest.pk != read:
        raise Conflict("Another message arrived meanwhile. Read it too, then decide.", draft)
    move(draft, Draft.Status.OPEN, expected=Draft.Status.STALE)
    Draft.objects.filter(pk=draft.pk).update(based_on=ticket.newest_customer_message)
    record("draft.revalidated", draft, actor=actor(user), data={"read": newest.pylon_id if newest else ""})
