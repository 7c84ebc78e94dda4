"""Evidence again: the same read once more, or the same passage and lines as they stand now, beside what the agent saw.

Only what reads. It is bound to the ticket as the first time, and nothing the agent was given is changed."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from agents import catalogue, limits, people, requests, switches
from agents.layouts import Difference, difference
from agents.models import Run, Tool, ToolCall
from agents.tools.base import ToolError
from audit.actions import record
from audit.redaction import PLACEHOLDER
from drafts import diff
from drafts.roles import actor, require_reviewer

logger = logging.getLogger(__name__)
LARGEST = 60_000  # characters of an answer, as the agent is given


class Refused(Exception):
    """It is not looked at again; the message says why."""


@dataclass(slots=True)
class Again:
    """What is so now. `same`: None where nobody can tell."""

    said: str
    same: bool | None
    now: str = ""
    difference: Difference = field(default_factory=Difference)
    pieces: list[diff.Piece] = field(default_factory=list)
    quote_stands: bool | None = None


def call_again(call: ToolCall, *, user: User) -> Again:
    """The same read-only call, for the same ticket. Raises Refused; every look is in the log."""
    admit(user)
    tool = _allowed(call)
    arguments = people.Restorer.of(call.run).fields(call.arguments if isinstance(call.arguments, dict) else {})
    found = _executed(call, tool, arguments)
    log(call, user, tool=call.tool, said=found.said)
    return found


def admit(user: User) -> None:
    """Reviewers only, and not as fast as a key repeats: what is asked may cost a server of others something."""
    require_reviewer(user)
    if full := limits.reruns(actor(user)):
        raise Refused(full.why)


@transaction.atomic
def log(subject: ToolCall | Run, user: User, **data: object) -> None:
    run = subject if isinstance(subject, Run) else subject.run
    record("evidence.rerun", subject, actor=actor(user), run=run.pk, data=data)


def _allowed(call: ToolCall) -> catalogue.Offered:
    """The tool as its run would be offered it today. Raises Refused for all that does not merely read."""
    if call.verdict != ToolCall.Verdict.ALLOWED:
        raise Refused("This call was not answered the first time, so there is nothing to compare with.")
    tool = catalogue.offered(call.run).get(call.tool)
    if tool is None:
        raise Refused("This tool is no longer offered for such a ticket, or it worked inside the sandbox.")
    if tool.row.effect != Tool.Effect.READ:
        raise Refused("This tool does more than read; it is never called again to have a look.")
    if why := switches.tool_stopped(call.tool):
        raise Refused(why)
    return tool


def _executed(call: ToolCall, tool: catalogue.Offered, arguments: Mapping[str, object]) -> Again:
    if PLACEHOLDER.search(json.dumps(arguments, ensure_ascii=False)):
        raise Refused("It was asked with something secret or personal that we did not keep.")
    try:
        parsed = tool.parse(arguments)
    except catalogue.BadArguments as error:
        raise Refused(f"The tool takes other arguments now. {error}") from error
    if tool.row.requires_permission and (why := requests.denial(call.run, tool.row, arguments)):
        raise Refused(why)
    # Not stored: the trace holds what the agent did. To a tool it says that the newest is wanted.
    again = ToolCall(run=call.run, tool=call.tool, arguments=call.arguments, at=timezone.now())
    try:
        result = tool.execute(call.run, parsed, again)
    except ToolError as error:
        return Again(f"It fails now: {people.redactor(call.run).text(str(error))}", same=None)
    except Exception:
        logger.exception("Tool %s failed when it was looked at again", call.tool)
        return Again("It fails now, on our side.", same=None)
    now = json.dumps(people.redactor(call.run).value(dict(result)), ensure_ascii=False)[:LARGEST]
    changed = difference(call.result, now)
    words = "It answers something else now." if changed else "It answers the same now."
    return Again(words, same=not changed, now=now, difference=changed)
