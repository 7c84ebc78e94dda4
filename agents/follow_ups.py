"""After an action: an agent goes on with what came of it, or people do. And runs that look into a ticket for people."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agents import actions
from agents.action_facts import CHAIN, chain
from agents.deciding import describe, escalate
from agents.models import ActionRequest, Run
from agents.requests import lock
from drafts.models import Draft
from tickets.models import Ticket

Status = ActionRequest.Status
UNDECIDED = (Status.WAITING, Status.APPROVED, Status.EXECUTING, Status.UNKNOWN)


@transaction.atomic
def follow_up(ticket_id: int) -> str:
    """Start one run that knows how all of the ticket's actions ended. Asked again whenever something changes."""
    ticket = lock(ticket_id)
    if Run.objects.filter(ticket=ticket, status__in=Run.LIVE).exists():
        return "an agent is at work; the end of its run asks again"
    if ActionRequest.objects.filter(ticket=ticket, status__in=UNDECIDED).exists():
        return "others are undecided"
    if Draft.objects.filter(ticket=ticket, status=Draft.Status.APPROVED).exists():
        return "a reply is about to leave; the sweep asks again"
    told = untold(ticket)
    _ended().filter(ticket=ticket).update(told_at=timezone.now())
    if not told:
        return "nothing new"
    if ticket.stage == Ticket.Stage.CLOSED:
        return "the ticket is closed"
    try:
        run = request_follow_up(told[-1].run, told)
    except actions.RunRefused as refusal:
        escalate(told[-1], f"{'; '.join(map(describe, told))}. {refusal}")
        return f"people go on: {refusal}"
    return f"run {run.pk} goes on"


def untold(ticket: Ticket) -> list[ActionRequest]:
    """Actions that ended after the newest run began: one that began later was told of them."""
    newest = ticket.runs.order_by("-pk").first()
    ended = _ended().filter(ticket=ticket)
    if newest:
        ended = ended.filter(settled_at__gt=newest.created_at)
    return list(ended.select_related("tool", "run", "ticket").order_by("settled_at", "pk"))


def _ended() -> "QuerySet[ActionRequest]":
    """What a rule turned down at once is none: its run was told in the answer."""
    return ActionRequest.objects.filter(settled_at__isnull=False, told_at=None).exclude(verdict="deny")


def sweep() -> int:
    """Tickets whose actions ended without anybody having been told, such as after a crash."""
    tickets = list(_ended().order_by("ticket_id").values_list("ticket_id", flat=True).distinct()[:100])
    for ticket_id in tickets:
        follow_up(ticket_id)
    return len(tickets)


@transaction.atomic
def request_follow_up(run: Run, ended: Sequence[ActionRequest]) -> Run:
    """A run that knows all `run` found and how its actions ended, and writes the reply. Raises RunRefused.

    What a person agreed to and was done may be told the customer, also where people answer otherwise: they decided the
    matter. What only a rule allowed may not."""
    ticket = Ticket.objects.select_for_update().get(pk=run.ticket_id)
    if len(chain(run)) >= CHAIN:
        raise actions.RunRefused("Agents went on with this ticket several times; people finish it.")
    by_people = any(request.status == Status.EXECUTED and not request.by_rule for request in ended)
    if why := actions.refusal(ticket, by_people=by_people):
        raise actions.RunRefused(why)
    return actions.queue_run(ticket, asked_by=run.asked_by, instruction=run.instruction, follows=run)


@transaction.atomic
def request_investigation(ticket: Ticket) -> Run:
    """A run that finds the facts for the people who answer, and may propose an action. Raises RunRefused."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if why := actions.refusal(ticket, by_people=True):
        raise actions.RunRefused(why)
    return actions.queue_run(ticket, purpose=Run.Purpose.INVESTIGATE)
