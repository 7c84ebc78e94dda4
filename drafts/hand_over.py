"""A person hands the ticket to people: an agent should not answer it, whatever triage thought."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction

from drafts import handoffs
from drafts.models import Draft, Handoff
from drafts.moves import Conflict
from drafts.roles import actor, can_review, require_reviewer
from tickets.models import Ticket

Stage = Ticket.Stage
LONGEST_SUMMARY = 1500


def refusal(ticket: Ticket) -> str:
    """Why it cannot be handed over just now; empty: it can."""
    if any(handoff.status != Handoff.Status.CLOSED for handoff in ticket.handoffs.all()):
        return "People have it already."
    if any(draft.status == Draft.Status.APPROVED for draft in ticket.drafts.all()):
        return "The reply is approved. Undo that first."
    return {
        Stage.DRAFTING: "The agent is still at work. Stop it first.",
        Stage.SENDING: "The reply is leaving.",
        Stage.CLOSED: "The ticket is closed in Pylon.",
    }.get(Stage(ticket.stage), "")


@transaction.atomic
def hand_over(ticket: Ticket, *, user: User, reason: str) -> Handoff:
    """The draft stays where it is: whoever takes the ticket may still use it."""
    require_reviewer(user)
    if not reason:
        raise ValueError("Say why people should answer it.")
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if why := refusal(ticket):
        raise Conflict(why, ticket)
    said = f"{user.get_full_name() or user.get_username()}: {reason}"
    return handoffs.open_handoff(ticket, summary=_reported(ticket), reason=said, by=actor(user))


def _reported(ticket: Ticket) -> str:
    """What the customer reported: as triage put it, or their own newest words."""
    decision = ticket.decisions.exclude(summary="").first()
    if decision:
        return decision.summary
    newest = ticket.messages.filter(is_private=False, author="customer").order_by("at", "pk").last()
    return newest.text[:LONGEST_SUMMARY] if newest else ticket.title


def panel(ticket: Ticket, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    return {"ticket": ticket, "may_hand_over": can_review(user) and not refusal(ticket)}
