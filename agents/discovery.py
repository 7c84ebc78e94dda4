"""What tool servers offer, and what a manager accepted of it. A description that changes waits for a person."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mcp_types as types
from django.db import transaction
from django.utils import timezone

from agents import mcp_client, switches
from agents.definitions import Definition, Unusable, defined, difference, local_name
from agents.mcp_client import ServerError
from agents.models import Tool, ToolServer
from agents.servers import endpoint
from audit.actions import record
from audit.redaction import log_redactor


class Refused(Exception):
    """A manager cannot do this; the message says why."""


@dataclass(slots=True)
class Found:
    """What a discovery came to, by the names of the tools."""

    added: list[str]
    changed: list[str]
    gone: list[str]
    left_out: list[str]  # each with its reason
    offered: int

    def __str__(self) -> str:
        lists = {"new": self.added, "changed": self.changed, "gone": self.gone, "left out": self.left_out}
        told = [f"{what}: {', '.join(names)}" for what, names in lists.items() if names]
        return "; ".join([f"{self.offered} offered", *told]) + "."


def discover(server: ToolServer, *, by: str) -> Found:
    """Read the server's tools. New ones are off; one that is on and changed stays off until a manager accepted it."""
    try:
        offered = mcp_client.list_tools(endpoint(server))
    except ServerError as error:
        ToolServer.objects.filter(pk=server.pk).update(error=log_redactor().text(str(error))[:500])
        raise
    definitions, left_out = _definitions(offered)
    with transaction.atomic():
        ToolServer.objects.select_for_update().get(pk=server.pk)
        found = _upsert(server, definitions, by)
        found.left_out = left_out
        problem = f"Left out: {'; '.join(left_out)}"[:500] if left_out else ""
        ToolServer.objects.filter(pk=server.pk).update(discovered_at=timezone.now(), error=problem)
    return found


def look_again() -> str:
    """A job: what changed at a server that is in use is off before an agent relies on it."""
    outcomes = []
    for server in ToolServer.objects.filter(enabled=True, tools__enabled=True).distinct():
        if switches.provider_stopped(server.slug):
            continue
        try:
            outcomes.append(f"{server.slug}: {discover(server, by='system')}")
        except ServerError as error:
            outcomes.append(f"{server.slug}: {error}")  # it stands on the server's row too
    return " ".join(outcomes) or "no server is in use"


def _definitions(offered: list[types.Tool]) -> tuple[dict[str, Definition], list[str]]:
    """By name; a name that comes twice is nobody's."""
    definitions: dict[str, Definition] = {}
    left_out: list[str] = []
    times = Counter(tool.name for tool in offered)
    for tool in offered:
        try:
            if times[tool.name] > 1:
                raise Unusable("it is listed twice")
            definitions[tool.name] = defined(tool)
        except Unusable as why:
            left_out.append(f"{''.join(filter(str.isprintable, tool.name[:60]))}: {why}")
    return definitions, left_out


def _upsert(server: ToolServer, definitions: Mapping[str, Definition], by: str) -> Found:
    rows = {tool.remote_name: tool for tool in server.tools.all()}
    found = Found([], [], [], [], offered=len(definitions))
    taken = set(Tool.objects.values_list("name", flat=True))
    for name, definition in definitions.items():
        if name not in rows:
            tool = _add(server, definition, local_name(server.slug, name, taken), by)
            taken.add(tool.name)
            found.added.append(tool.name)
        elif _changed(rows[name], definition):
            _note_change(rows[name], definition, by)
            found.changed.append(rows[name].name)
    for name, tool in rows.items():
        if name not in definitions and tool.pending != {"gone": True}:
            Tool.objects.filter(pk=tool.pk).update(present=False, pending={"gone": True})
            record("tool.changed", tool, actor=by, data={"tool": tool.name, "what": "no longer offered"})
            found.gone.append(tool.name)
    return found


def _add(server: ToolServer, definition: Definition, name: str, by: str) -> Tool:
    """What a server does not call read-only is a write, whatever else it says."""
    reads = definition.claimed_effect == Tool.Effect.READ
    tool = Tool.objects.create(
        name=name,
        server=server,
        remote_name=definition.remote_name,
        effect=Tool.Effect.READ if reads else Tool.Effect.WRITE,
        risk=Tool.Risk.LOW if reads else Tool.Risk.HIGH,
        **_said(definition),
    )
    record("tool.discovered", tool, actor=by, data={"tool": name, "server": server.slug, "effect": tool.effect})
    return tool


def _changed(tool: Tool, definition: Definition) -> bool:
    """Against what was last seen, so that one change is told once."""
    return (tool.pending or said_of(tool)) != _said(definition)


def _note_change(tool: Tool, definition: Definition, by: str) -> None:
    """Nobody relies on a tool that is off, so it takes what the server says; one that is on waits for a manager."""
    changes = difference(said_of(tool), _said(definition))
    data = {"tool": tool.name, "what": "described differently", "difference": changes[:4000]}
    if tool.enabled:
        Tool.objects.filter(pk=tool.pk).update(present=False, pending=_said(definition))
    else:
        _take(tool, _said(definition))
    record("tool.changed", tool, actor=by, data=data)


@transaction.atomic
def accept(tool: Tool, *, by: str, seen: str) -> None:
    """A manager has looked: what the server says now is what agents get. `seen` is the print_of what he looked at.

    Raises Refused."""
    tool = Tool.objects.select_for_update().get(pk=tool.pk)
    if not tool.pending:
        raise Refused("Nothing of this tool waits for you.")
    if tool.pending.get("gone"):
        raise Refused("The server no longer offers this tool, so there is nothing to accept.")
    if print_of(tool.pending) != seen:
        raise Refused("The server described it differently again since you looked. Look once more.")
    changes = difference(said_of(tool), tool.pending)
    _take(tool, tool.pending)
    data = {"tool": tool.name, "what": "accepted", "difference": changes[:4000], "enabled": tool.enabled}
    record("tool.changed", tool, actor=by, data=data)


def _take(tool: Tool, said: Mapping[str, Any]) -> None:
    tool.description, tool.schema = said["description"], said["schema"]
    tool.claimed_effect, tool.present, tool.pending = said["claimed_effect"], True, {}
    if tool.claimed_effect == Tool.Effect.WRITE:
        tool.effect = Tool.Effect.WRITE
    arguments = tool.schema.get("properties", {})
    if {*tool.bound, *filter(None, [tool.amount_argument])} - arguments.keys():
        tool.enabled = False  # what bound it to the customer is no longer there: a manager binds it anew
    tool.save(update_fields=["description", "schema", "claimed_effect", "present", "pending", "effect", "enabled"])


def _said(definition: Definition) -> dict[str, Any]:
    return {
        "description": definition.description,
        "schema": definition.schema,
        "claimed_effect": definition.claimed_effect,
    }


def print_of(said: Mapping[str, Any]) -> str:
    """The same for the same description."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def said_of(tool: Tool) -> dict[str, Any]:
    """What is in use, in the shape of `Tool.pending`."""
    return {"description": tool.description, "schema": tool.schema, "claimed_effect": tool.claimed_effect}
