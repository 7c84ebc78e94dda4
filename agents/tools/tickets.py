"""Tools about the ticket and its customer. Everything is bound to the run's own ticket and account."""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import accumulate

import re2
from django.contrib.postgres.search import SearchRank, SearchVector
from django.db.models import F
from pydantic import Field

from agents.models import Run, ToolCall
from agents.tools.base import Arguments, Tool
from drafts.knowledge import AnyWord
from drafts.reply_templates import frame_for
from tickets.models import Message, Ticket

LONGEST = 20_000  # characters of one message
MOST_MESSAGES = 40
MOST_SHOWN = 40_000  # characters of all messages together; what is left out is old


class NoArguments(Arguments):
    pass


class Similar(Arguments):
    query: str = Field(description="Words that describe the problem.", max_length=1000)
    limit: int = Field(default=4, ge=1, le=10)


def get_ticket(run: Run, arguments: NoArguments, call: ToolCall) -> Mapping[str, object]:
    ticket, frame = run.ticket, frame_for(run.ticket)
    return {
        "ticket": {
            "number": ticket.number,
            "subject": ticket.title,
            "source": ticket.source,
            "language": ticket.language,
            "category": ticket.category,
            "urgency": ticket.urgency,
            "messages": _conversation(ticket),
        },
        "reply_language": ticket.language,
        "reply_frame": asdict(frame) if frame else None,
        "customer_name": ticket.requester.name if ticket.requester else None,
        "instruction": run.instruction or None,
        "previous_draft": run.previous_draft or None,
    }


def _conversation(ticket: Ticket) -> list[dict[str, object]]:
    """The public messages, oldest first; of a long conversation the newest ones."""
    newest = list(ticket.messages.filter(is_private=False).order_by("-at", "-pk")[:MOST_MESSAGES])
    lengths = accumulate(len(message.text[:LONGEST]) for message in newest)
    fitting = sum(length <= MOST_SHOWN for length in lengths)
    return [_message(message) for message in newest[:fitting][::-1]]


def _message(message: Message) -> dict[str, object]:
    return {
        "id": f"message:{message.pk}",
        "from": "customer" if message.is_from_customer else "team",
        "name": message.author_name,
        "at": message.at.isoformat(timespec="minutes"),
        "text": message.text[:LONGEST],
    }


def get_customer(run: Run, arguments: NoArguments, call: ToolCall) -> Mapping[str, object]:
    ticket, account = run.ticket, run.ticket.account
    if account is None:
        return {"customer": {"account": None, "contact": ticket.customer_name, "apps": [], "recent_tickets": []}}
    recent = account.tickets.exclude(pk=ticket.pk).order_by("-opened_at")[:5]
    return {
        "customer": {
            "account": account.name,
            "plan": account.plan,
            "tier": account.tier,
            "contact": ticket.customer_name,
            "apps": list(account.apps.values("slug", "name", "region")),
            "recent_tickets": [
                {"number": other.number, "subject": other.title, "status": other.get_stage_display()}
                for other in recent
            ],
        }
    }


def similar_tickets(run: Run, arguments: Similar, call: ToolCall) -> Mapping[str, object]:
    """Closed tickets of any account, without whose they were."""
    vector, words = SearchVector("title", "summary", config="english"), AnyWord(arguments.query, config="english")
    closed = (
        Ticket.objects.filter(stage=Ticket.Stage.CLOSED)
        .exclude(pk=run.ticket_id)
        .select_related("account", "requester")
    )
    found = closed.annotate(search=vector).filter(search=words)
    ranked = found.annotate(score=SearchRank(F("search"), words)).order_by("-score", "-opened_at")
    return {"results": [_resolved(ticket) for ticket in ranked[: arguments.limit]]}


def _resolved(ticket: Ticket) -> dict[str, object]:
    public = list(ticket.messages.filter(is_private=False).order_by("at", "pk"))
    asked = next((message.text for message in public if message.is_from_customer), "")
    answered = next((message.text for message in reversed(public) if not message.is_from_customer), "")
    names = _names(ticket)
    return {
        "id": f"ticket:{ticket.pk}",
        "subject": _anonymous(ticket.title, names),
        "category": ticket.category,
        "problem": _anonymous(asked[:1500], names),
        "resolution": _anonymous(answered[:2500], names),
    }


def _names(ticket: Ticket) -> list[str]:
    """Everything that tells whose ticket it was, longest first so that no part of a name survives."""
    names = [message.author_name for message in ticket.messages.all()]
    if ticket.account:
        apps = ticket.account.apps.values_list("slug", "name")
        names += [ticket.account.name, ticket.account.domain, *(name for pair in apps for name in pair)]
    names += [part for name in list(names) for part in name.split()]
    return sorted({name for name in names if len(name) > 2}, key=len, reverse=True)


def _anonymous(text: str, names: list[str]) -> str:
    any_name = "|".join(re2.escape(name) for name in names)  # in the order given: the longest that fits
    return str(re2.sub(f"(?i)(?:{any_name})", "[name]", text)) if names else text


TOOLS = (
    Tool("get_ticket", "The ticket: the customer's messages and ours, oldest first.", NoArguments, get_ticket),
    Tool("get_customer", "The customer: account, plan, apps and recent tickets.", NoArguments, get_customer),
    Tool(
        "similar_tickets",
        "How similar tickets were resolved, anonymised. To learn from, not to cite.",
        Similar,
        similar_tickets,
    ),
)
