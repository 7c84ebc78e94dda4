"""What the pages show of the handoffs."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import F, QuerySet
from django.utils import timezone

from drafts.handoffs import after_closing
from drafts.models import Handoff
from drafts.replies import for_the_team
from drafts.roles import can_review
from tickets.models import Ticket

Stage = Ticket.Stage
CLOSING = {
    Stage.REVIEW: "Its customer waits for us: once you close it, the ticket is back under “To review”.",
    Stage.WAITING: "Its customer has our answer: once you close it, the ticket waits on the customer.",
    Stage.SENDING: "A reply is on its way: once you close it, what becomes of that decides about the ticket.",
}


def handoffs() -> "QuerySet[Handoff]":
    return Handoff.objects.select_related("ticket__account", "ticket__requester", "taken_by")


def open_handoffs() -> "QuerySet[Handoff]":
    """As the queue has their tickets: what is due first, then what people have had longest."""
    live = handoffs().filter(status__in=[Handoff.Status.OPEN, Handoff.Status.TAKEN])
    return live.order_by(F("ticket__due_at").asc(nulls_last=True), "opened_at", "pk")


def of_handoff(found: Handoff, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """One handoff, and what became of its note and its team."""
    looking = found.note_after is not None and found.note_after > timezone.now()
    note = {
        "posted": "Its note is in Pylon.",
        "unknown": "Nobody knows whether its note reached Pylon.",
    }.get(found.note_status, "An agent is still looking; its note waits." if looking else "Its note is on its way.")
    team = {
        "assigned": "The ticket was given to its team.",
        "refused": "Pylon refused to give the ticket to its team; somebody has to assign it.",
    }.get(found.team_status, "")
    live = found.status != Handoff.Status.CLOSED
    stage = after_closing(found.ticket) if live else None
    return {
        "ticket": found.ticket,
        "handoff": found,
        "handoff_is_live": live,
        "handoff_summary": for_the_team(found.summary),
        "handoff_internal": for_the_team(found.internal_notes),
        "handoff_note": note,
        "handoff_team": f"{team} {CLOSING[stage] if stage else ''}".strip(),
        "may_need_no_answer": stage == Stage.REVIEW and can_review(user),
        "reviewer": can_review(user),
    }
