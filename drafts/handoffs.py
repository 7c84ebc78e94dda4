"""Hand a ticket to people, once, with what is known."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from audit.actions import record
from drafts.actions import Conflict
from drafts.models import Handoff
from drafts.roles import actor, require_reviewer
from tickets.actions import set_stage
from tickets.models import Ticket


@transaction.atomic
def open_handoff(
    ticket: Ticket,
    *,
    summary: str,
    reason: str,
    category: str = "",
    run: int | None = None,
    pulled: Sequence[str] = (),
    tried: Sequence[str] = (),
    internal_notes: str = "",
    by: str = "system",
) -> Handoff:
    """Give the ticket to people. One that people already have stays as it is, and is returned."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    live = Handoff.objects.filter(ticket=ticket, status__in=["open", "taken"]).first()
    if live:
        if ticket.stage == Ticket.Stage.NEW:  # reopened in Pylon while people had it
            set_stage(ticket, Ticket.Stage.HANDOFF)
        return live
    handoff = Handoff.objects.create(
        ticket=ticket,
        run=run,
        category=category or ticket.category,
        summary=summary,
        reason=reason[:500],
        pulled=list(pulled),
        tried=list(tried),
        internal_notes=internal_notes,
        opened_at=timezone.now(),
    )
    async_task("drafts.jobs.post_note", handoff.pk)
    set_stage(ticket, Ticket.Stage.HANDOFF)
    record("handoff.opened", handoff, actor=by, run=run, data={"reason": reason, "category": handoff.category})
    return handoff


@transaction.atomic
def take(handoff: Handoff, *, user: User) -> None:
    require_reviewer(user)
    if not Handoff.objects.filter(pk=handoff.pk, status="open").update(status="taken", taken_by=user):
        raise Conflict("Someone has already taken this handoff.", handoff)
    record("handoff.taken", handoff, actor=actor(user))


@transaction.atomic
def close(handoff: Handoff, *, user: User) -> None:
    require_reviewer(user)
    if not Handoff.objects.filter(pk=handoff.pk, status__in=["open", "taken"]).update(status="closed"):
        raise Conflict("This handoff is already closed.", handoff)
    set_stage(handoff.ticket, Ticket.Stage.WAITING)
    record("handoff.closed", handoff, actor=actor(user))
