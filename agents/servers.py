"""Tool servers outside: how we show who we are, what we fill in for the model, and the calls themselves."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from agents import mcp_client, switches, vault
from agents.gateway.storable import storable
from agents.mcp_client import Endpoint, ServerError
from agents.mcp_client.addresses import BadAddress, origin
from agents.models import ActionRequest, Run, Tool, ToolCall, ToolServer
from agents.tools.base import ToolError
from audit.redaction import Redactor
from tickets.models import Ticket

READ_SECONDS, WRITE_SECONDS = 20.0, 45.0


def audience(server: ToolServer) -> str:
    """Whom the secret may be shown to. Another address, and it has to be set again."""
    url = server.token_url if server.auth == ToolServer.Auth.OAUTH else server.url
    return f"{origin(url)} {origin(server.url)}"


def endpoint(server: ToolServer) -> Endpoint:
    """Raises ServerError where the secret cannot be used."""
    try:
        known = server.auth != ToolServer.Auth.NONE
        secret = vault.unseal(server.sealed_secret, audience(server)) if known and server.sealed_secret else ""
    except (vault.Unopenable, BadAddress) as problem:
        raise ServerError(f"{server.name}: {problem}", permanent=True) from None
    if known and not secret:
        raise ServerError(f"{server.name} has no secret yet. Set it in the admin.", permanent=True)
    return Endpoint(server.slug, server.url, server.auth, secret, server.client_id, server.token_url, server.scope)


def seal_for(server: ToolServer, secret: str) -> None:
    """Put the secret into the row (not saved), for the addresses the row has now."""
    server.sealed_secret = vault.seal(secret, audience(server)) if secret else ""


def bound_values(ticket: Ticket, request: str = "") -> dict[str, str]:
    """What a tool's arguments can be bound to: facts of the ticket, never words of the model."""
    account, contact = ticket.account, ticket.requester
    return {
        "account": account.pylon_id if account else "",
        "account_name": account.name if account else "",
        "contact": contact.pylon_id if contact else "",
        "contact_email": (contact.email if contact else "") or ticket.requester_email,
        "ticket": ticket.pylon_id,
        "request": request,
    }


def filled(tool: Tool, ticket: Ticket, arguments: Mapping[str, object], request: str = "") -> dict[str, object]:
    """The arguments with the bound ones filled in. Raises ToolError; a fact the ticket lacks is never left empty."""
    if given := tool.bound.keys() & arguments.keys():
        raise ToolError(f"{', '.join(sorted(given))}: filled in by the server; leave it out.")
    if not tool.bound:
        raise ToolError("This tool is not bound to the customer, so nobody may call it. Tell a manager.")
    values = bound_values(ticket, request)
    if missing := sorted({str(fact) for fact in tool.bound.values() if not values.get(str(fact))}):
        raise ToolError(f"This ticket has no {', '.join(missing).replace('_', ' ')}, which the tool needs.")
    return {**arguments, **{name: values[str(fact)] for name, fact in tool.bound.items()}}


def reader(tool: Tool) -> Callable[[Run, Any, ToolCall], Mapping[str, object]]:
    """As `Offered.execute` of a read."""
    return lambda run, arguments, call: execute_read(run, tool, arguments, request=f"read-{run.key}-{call.pk}")


def execute_read(run: Run, tool: Tool, arguments: Mapping[str, object], request: str = "") -> dict[str, object]:
    """{"server": …, "answer": …}, where the answer is the JSON the tool gave, or its text. Raises ToolError."""
    try:
        tool = _callable(tool, Tool.Effect.READ)
        sent = filled(tool, run.ticket, arguments, request)
        answer = mcp_client.call_tool(_endpoint_of(tool), tool.remote_name, sent, READ_SECONDS)
    except ServerError as error:
        raise ToolError(_redacted(run, f"{tool.server} could not be asked: {error}")) from error
    if answer.is_error:
        raise ToolError(_redacted(run, f"{tool.server} says: {answer.text[:2000]}"))
    return {"server": str(tool.server), "answer": storable(_json_or_text(answer.text))}


def execute_write(request: ActionRequest) -> str:
    """Carry out an approved request, once per call; its key makes a second call harmless. The answer, redacted.

    Raises ServerError: permanent (it was refused), outcome_unknown (nobody can tell), or neither (try again)."""
    tool = _callable(request.tool, Tool.Effect.WRITE)
    free = {name: value for name, value in request.arguments.items() if name not in tool.bound}
    try:
        sent = filled(tool, request.ticket, free, request.key)
    except ToolError as error:
        raise ServerError(str(error), permanent=True) from error
    if sent != request.arguments:
        raise ServerError("The ticket's customer is not the one this was approved for.", permanent=True)
    answer = mcp_client.call_tool(_endpoint_of(tool), tool.remote_name, sent, WRITE_SECONDS)
    text = _redacted(request.run, answer.text)
    if answer.is_error:
        raise ServerError(f"{tool.server} says: {text}", permanent=True)
    return text


def _callable(tool: Tool, effect: str) -> Tool:
    """The tool as its row is now, if it may be called now. Raises ServerError."""
    tool = Tool.objects.select_related("server").get(pk=tool.pk)
    if tool.server is None or tool.effect != effect:
        raise ServerError(f"{tool.name} is not a {effect} of a tool server.", permanent=True)
    if not tool.enabled or not tool.server.enabled:
        raise ServerError(f"{tool.name} was switched off.", permanent=True)
    if not tool.present:
        raise ServerError(f"{tool.name} changed at its server; a manager has to look at it first.", permanent=True)
    if why := switches.tool_stopped(tool.name):
        raise ServerError(why)
    return tool


def _endpoint_of(tool: Tool) -> Endpoint:
    assert tool.server is not None
    return endpoint(tool.server)


def _redacted(run: Run, text: str) -> str:
    return str(Redactor(run.key).value(storable(text)))


def _json_or_text(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
