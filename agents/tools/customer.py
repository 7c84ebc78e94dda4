"""Who the customer is: plan, apps, what they asked before and what became of it. Of the ticket's own account alone."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from agents.models import Run, ToolCall
from agents.tools.base import NoArguments, Tool
from tickets.models import Account, Category, Message, Ticket, Urgency

MOST_TICKETS = 10
# What was an incident: an outage, or anything that could not wait.
INCIDENT = Q(category=Category.OUTAGE) | Q(urgency__in=[Urgency.HIGH, Urgency.URGENT])
CLOSED = {True: "Answered and closed", False: "Closed without an answer"}


def get_customer(run: Run, arguments: NoArguments, call: ToolCall) -> Mapping[str, object]:
    ticket, account = run.ticket, run.ticket.account
    if account is None:
        return {"customer": {"account": None, "contact": ticket.customer_name, "apps": [], "recent_tickets": []}}
    return {
        "customer": {
            "account": account.name,
            "plan": account.plan,
            "tier": account.tier,
            "contact": ticket.customer_name,
            "contacts": account.contacts.count(),
            "apps": _apps(account),
            **_history(account, ticket),
        }
    }


def _apps(account: Account) -> list[dict[str, object]]:
    return [
        {"slug": app.slug, "name": app.name, "region": app.region, "code": bool(app.code)}
        for app in account.apps.order_by("slug")
    ]


def _history(account: Account, ticket: Ticket) -> dict[str, object]:
    answers = Message.objects.filter(ticket=OuterRef("pk"), author=Message.Author.TEAM, is_private=False)
    others: QuerySet[Ticket] = account.tickets.exclude(pk=ticket.pk).order_by("-opened_at", "-pk")
    known = others.annotate(answered=Exists(answers))
    incident = known.filter(INCIDENT).first()
    return {
        "open_tickets": others.exclude(stage__in=[Ticket.Stage.CLOSED, Ticket.Stage.IGNORED]).count(),
        "last_incident": _told(incident) if incident else None,
        "recent_tickets": [_told(other) for other in known[:MOST_TICKETS]],
    }


def _told(ticket: Ticket) -> dict[str, object]:
    answered: bool = ticket.answered  # type: ignore[attr-defined]  # annotated above
    closed = ticket.stage == Ticket.Stage.CLOSED
    return {
        "number": ticket.number,
        "subject": ticket.title,
        "opened": ticket.opened_at.isoformat(timespec="minutes"),
        "category": ticket.category or None,
        "urgency": ticket.urgency,
        "outcome": CLOSED[answered] if closed else ticket.get_stage_display(),
    }


TOOLS = (
    Tool(
        "get_customer",
        "The customer: account, plan, apps, recent tickets with what became of them, and the last incident.",
        NoArguments,
        get_customer,
    ),
)
