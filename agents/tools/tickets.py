"""The ticket as its run may read it: its own conversation, without what the team keeps to itself."""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import accumulate

from agents.earlier import actions_of, earlier_run, questions_of
from agents.models import Run, ToolCall
from agents.tools.base import NoArguments, Tool
from drafts.reply_templates import frame_for
from tickets.models import Message, Ticket

LONGEST = 20_000  # characters of one message
MOST_MESSAGES = 40
MOST_FILES = 20  # attachments named of one message
MOST_SHOWN = 40_000  # characters of all messages together; what is left out is old


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
        "rewrite_only": run.passage or None,
        "earlier_run": earlier_run(run),
        "actions": actions_of(run),
        "questions": questions_of(run),
    }


def _conversation(ticket: Ticket) -> list[dict[str, object]]:
    """The public messages, oldest first; of a long conversation the newest ones."""
    newest = list(
        ticket.messages.filter(is_private=False).prefetch_related("attachments").order_by("-at", "-pk")[:MOST_MESSAGES]
    )
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
        # Named so that nobody asks for them again; their links are signed and stay here.
        "attachments": [file.name for file in message.attachments.all()[:MOST_FILES]],
    }


TOOLS = (Tool("get_ticket", "The ticket: the customer's messages and ours, oldest first.", NoArguments, get_ticket),)
