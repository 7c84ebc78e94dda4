"""Kill switches, read from the database every time they are asked. Each stops where it bites, and says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from agents.models import Switch, Tool, ToolServer
from audit.actions import record
from audit.panels import people, who
from drafts.roles import actor
from tickets.models import Category, Ticket

Kind = Switch.Kind
SWITCHED_OFF = "switched off"  # stands in every reason a switch gives
# What each provider's switch stops. The slug of a tool server is a provider too: it stops that server's tools.
PROVIDERS = {
    "anthropic": "No request reaches the model, the rehearsal included; triage sends tickets to people.",
    "e2b": "No sandbox is started at E2B; runs wait in the queue.",
    "local": "No sandbox is started on this machine; runs wait in the queue.",
    "pylon": "Nothing is written to Pylon; replies and notes wait. Reading goes on.",
    "clickhouse": "Queries answer that they are stopped.",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that is stopped, as staff see it."""

    what: str
    effect: str
    reason: str
    by: str
    since: datetime | None


class UnknownTarget(ValueError):
    """There is nothing of that name to stop."""


def stops() -> list[Stop]:
    """Everything that is stopped now, the widest first."""
    order = [Kind.ALL, Kind.SENDING, Kind.PROVIDER, Kind.CATEGORY, Kind.TOOL]
    found = sorted(_on(), key=lambda switch: (order.index(Kind(switch.kind)), switch.target))
    names = people(each.flipped_by for each in found) if found else {}
    return [
        Stop(words(each), _effect(each), each.reason, who(each.flipped_by, names), each.flipped_at) for each in found
    ]


def stopped(kind: str, target: str = "") -> Switch | None:
    """The switch that stops this, or None."""
    return _first([(kind, target)])


def agents_stopped(ticket: Ticket) -> str:
    """Why no agent may work on this ticket now; empty if one may."""
    return _why([(Kind.ALL, ""), (Kind.CATEGORY, ticket.category)])


def model_stopped(ticket: Ticket | None = None) -> str:
    """Why no request may reach the model now, for an agent or for ourselves. The rehearsal is a model here."""
    of_ticket = [(Kind.CATEGORY, ticket.category)] if ticket else []
    return _why([(Kind.ALL, ""), (Kind.PROVIDER, "anthropic"), *of_ticket])


def launching_stopped(ticket: Ticket) -> str:
    """Why no sandbox may be started for this ticket now."""
    asked = [(Kind.ALL, ""), (Kind.CATEGORY, ticket.category)]
    return _why([*asked, (Kind.PROVIDER, "anthropic"), (Kind.PROVIDER, settings.SANDBOX_PROVIDER)])


def tool_stopped(tool: str) -> str:
    """Why this tool may not be called now: its own switch, or that of where it asks."""
    if not (on := _on()):
        return ""
    return _why([(Kind.TOOL, tool), (Kind.PROVIDER, provider_of(tool))], on)


def provider_of(tool: str) -> str:
    """Where a tool asks: a tool server, ClickHouse, or nowhere outside."""
    row = Tool.objects.select_related("server").filter(name=tool).first()
    if row is None:
        return ""
    if row.server:
        return row.server.slug
    return "clickhouse" if row.query_id else ""


def provider_stopped(provider: str) -> str:
    return _why([(Kind.PROVIDER, provider)])


def sending_stopped() -> str:
    """Named by settings.SENDING_STOPPED: drafts.sending asks before every reply."""
    return _why([(Kind.SENDING, ""), (Kind.PROVIDER, "pylon")])


def posting_stopped() -> str:
    """Named by settings.POSTING_STOPPED: drafts.sending asks before it writes a note or assigns a team."""
    return _why([(Kind.PROVIDER, "pylon")])


def named(kind: str, target: str = "") -> Switch:
    """The switch of this name, made where nobody has needed it yet. Raises UnknownTarget."""
    check(kind, target)
    return Switch.objects.get_or_create(kind=kind, target=target)[0]


def check(kind: str, target: str) -> None:
    """A switch that names nothing would stop nothing, and nobody would notice. Raises UnknownTarget."""
    if kind not in Kind.values:
        raise UnknownTarget(f"There is no kind of switch {kind!r}. Kinds: {', '.join(Kind.values)}.")
    if target not in (known := targets(kind)):
        raise UnknownTarget(f"There is no {kind} {target!r} to stop. Targets: {', '.join(filter(None, known)) or '–'}.")


def targets(kind: str) -> list[str]:
    """What switches of this kind can name."""
    if kind == Kind.CATEGORY:
        return list(Category.values)
    if kind == Kind.TOOL:
        return list(Tool.objects.values_list("name", flat=True))
    if kind == Kind.PROVIDER:
        return [*PROVIDERS, *ToolServer.objects.values_list("slug", flat=True)]
    return [""]


@transaction.atomic
def flip(switch: Switch, *, stop: bool, reason: str, user: User | None = None, by: str = "system") -> None:
    """Stop or release; takes effect on the next request of a running agent, in every process."""
    by = actor(user) if user else by
    was = Switch.objects.select_for_update().get(pk=switch.pk).stopped
    Switch.objects.filter(pk=switch.pk).update(
        stopped=stop, reason=reason[:300], flipped_by=by, flipped_at=timezone.now()
    )
    data = {"switch": str(switch), "was": was, "stopped": stop, "reason": reason}
    record("switch.flipped", switch, actor=by, data=data)


def words(switch: Switch) -> str:
    """What it stops, as the subject of a sentence."""
    return {
        Kind.ALL: "Every agent",
        Kind.SENDING: "Sending replies",
        Kind.CATEGORY: f"Agents on {switch.target.replace('_', ' ')}",
        Kind.TOOL: f"The tool {switch.target}",
        Kind.PROVIDER: f"The provider {switch.target}",
    }[Kind(switch.kind)]


def _effect(switch: Switch) -> str:
    if switch.kind == Kind.PROVIDER:
        return PROVIDERS.get(switch.target, "Its tools answer that they are stopped.")
    return {
        Kind.ALL: "No run starts, none gets an answer from the model or a tool; tickets go to people.",
        Kind.SENDING: "Approved replies wait.",
        Kind.CATEGORY: "Their tickets go to people.",
        Kind.TOOL: "It answers that it is stopped.",
    }[Kind(switch.kind)]


def _on() -> list[Switch]:
    return list(Switch.objects.filter(stopped=True))


def _first(asked: Sequence[tuple[str, str]], on: Sequence[Switch] | None = None) -> Switch | None:
    """The first of those asked about that is stopped. One query, which usually finds nothing at all."""
    found = {(switch.kind, switch.target): switch for switch in (_on() if on is None else on)}
    return next((found[each] for each in asked if each in found), None)


def _why(asked: Sequence[tuple[str, str]], on: Sequence[Switch] | None = None) -> str:
    switch = _first(asked, on)
    if switch is None:
        return ""
    verb = "are" if switch.kind == Kind.CATEGORY else "is"
    reason = switch.reason.rstrip(". ")
    return f"{words(switch)} {verb} {SWITCHED_OFF}{': ' + reason if reason else ''}."
