"""A person agrees to a reply: what is pinned, to whom it goes, and how long that can be taken back."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from audit.actions import record
from drafts import context, gates, jobs, own, replies
from drafts.models import Approval, Delivery, Draft, Feedback
from drafts.moves import Conflict, lock, meanwhile, move
from drafts.roles import actor, require_reviewer
from tickets.actions import set_stage
from tickets.models import Message, Ticket


class NotSendable(Exception):
    """The gates hold this reply back."""

    def __init__(self, problems: Sequence[gates.Problem]) -> None:
        super().__init__("This reply cannot be approved yet: " + " ".join(problem.reason for problem in problems))
        self.problems = list(problems)


@transaction.atomic
def approve(draft: Draft, *, user: User, version: int, rewritten_for: str = "") -> Approval:
    """Pin the body, the recipients and the last public message, and let it leave after the undo window.

    `rewritten_for` is why little or nothing of the agent's text was left, where the reviewer said so.
    """
    require_reviewer(user)
    ticket = lock(draft.ticket_id)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    latest = draft.latest
    if draft.status == Draft.Status.STALE:
        raise Conflict("A new message arrived after this draft was written. Read it and re-validate first.", draft)
    if draft.status != Draft.Status.OPEN:
        raise Conflict(meanwhile(draft), draft)
    if latest.number != version:
        raise Conflict(
            f"{latest.author or 'The agent'} saved version {latest.number}; read it before you approve.", latest
        )
    blocking = [problem for problem in context.problems(draft, latest) if problem.blocking]
    public = ticket.messages.filter(is_private=False).order_by("at", "pk")
    last = public.last()
    recipients = email_recipients(ticket)
    if last is None:
        blocking.append(gates.Problem("no_message", "", "This ticket has no customer-visible message to reply to."))
    if ticket.is_email and not (recipients and recipients["to"]):
        blocking.append(
            gates.Problem("no_recipient", "", "No e-mail address of the customer is known; answer in Pylon.")
        )
    if blocking:
        raise NotSendable(blocking)
    now, html = timezone.now(), replies.to_html(latest.body)
    if found := context.outgoing(draft, html):
        raise NotSendable([gates.Problem(each.rule, each.text, each.reason) for each in found])
    move(draft, Draft.Status.APPROVED, expected=Draft.Status.OPEN)
    approval = Approval.objects.create(
        draft=draft,
        version=latest,
        approved_by=user,
        approved_at=now,
        body_html=html,
        body_sha256=replies.digest(html),
        recipients=recipients,
        last_public_message=last.pylon_id if last else "",
    )
    wait = timedelta(seconds=undo_seconds(ticket))
    if rewritten_for in Feedback.Reason.values:
        given: dict[str, object] = {"reason": rewritten_for, "given_at": now, "correction": latest.body}
        Feedback.objects.update_or_create(draft=own.set_aside(draft) or draft, given_by=user, defaults=given)
    delivery = Delivery.objects.create(approval=approval, draft=draft, send_after=now + wait)
    jobs.send_at(delivery.pk, delivery.send_after)
    set_stage(ticket, Ticket.Stage.SENDING)
    record("draft.approved", approval, actor=actor(user), run=draft.run, data={
        "version": latest.number, "sha256": approval.body_sha256, "recipients": recipients or [],
        "last_public_message": approval.last_public_message, "edited": latest.number > 1,
    })  # fmt: skip
    return approval


def undo_seconds(ticket: Ticket) -> int:
    """How long an approval can be undone: longer where nobody waits in front of a screen."""
    windows: Mapping[str, int] = settings.SEND_UNDO_SECONDS
    return windows.get(ticket.source, windows["chat"])


def email_recipients(ticket: Ticket) -> dict[str, list[str]] | None:
    """For an e-mail ticket: the person who wrote last, with the cc of that mail. None for other channels."""
    if not ticket.is_email:
        return None
    theirs = [message for message in ticket.public_messages if message.author != Message.Author.TEAM]
    written = theirs[-1] if theirs else None
    mail: Mapping[str, object] = (written.email or {}) if written else {}
    sender = str(mail.get("from_email") or (written.author_email if written else "") or ticket.requester_email)
    cc = mail.get("cc")
    copies = [str(address) for address in cc if address != sender] if isinstance(cc, list) else []
    return {"to": [sender] if sender else [], "cc": copies, "bcc": []}


@transaction.atomic
def undo_approval(approval: Approval, *, user: User) -> None:
    """Take an approval back before it leaves. The draft is open again, exactly as it was."""
    require_reviewer(user)
    lock(approval.ticket_id)
    undone = Delivery.objects.filter(approval=approval, status=Delivery.Status.WAITING).update(
        status=Delivery.Status.UNDONE
    )
    if not undone:
        raise Conflict("Too late to undo: the reply is on its way.", approval)
    Approval.objects.filter(pk=approval.pk).update(undone_by=user, undone_at=timezone.now())
    move(approval.draft, Draft.Status.OPEN, expected=Draft.Status.APPROVED)
    set_stage(approval.draft.ticket, Ticket.Stage.REVIEW)
    record("draft.unapproved", approval, actor=actor(user))
