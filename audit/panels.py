"""The timeline of a ticket, in words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from audit.kinds import KINDS
from audit.models import Event

MOST = 200  # events on the page; the admin has them all


@dataclass(frozen=True, slots=True)
class Entry:
    pk: int
    words: str
    who: str
    at: datetime
    detail: str
    data: str


def timeline(ticket_id: int) -> dict[str, object]:
    events = list(Event.objects.filter(ticket=ticket_id).order_by("-pk")[: MOST + 1])
    names = people(event.actor for event in events)
    entries = [
        Entry(
            pk=event.pk,
            words=KINDS.get(event.kind, event.kind),
            who=who(event.actor, names),
            at=event.at,
            detail=_detail(event.data),
            data=json.dumps(event.data, indent=2, ensure_ascii=False) if event.data else "",
        )
        for event in events[:MOST]
    ]
    return {"ticket_id": ticket_id, "entries": entries, "more": len(events) > MOST}


def people(actors: Iterable[str]) -> dict[str, str]:
    """Full names by user name, for the actors that are people."""
    wanted = {actor.removeprefix("user:") for actor in actors if actor.startswith("user:")}
    users = User.objects.filter(username__in=wanted)
    return {user.username: user.get_full_name() or user.username for user in users}


def who(actor: str, names: Mapping[str, str]) -> str:
    kind, _, name = actor.partition(":")
    if kind == "user":
        return names.get(name, name)
    if kind == "run":
        return f"Agent, run {name}"
    return {"pylon": "Pylon", "system": "Gizmo", "command": "the command line", "drill": "a drill"}.get(actor, actor)


def _detail(data: object) -> str:
    """The one value of an event that says most; the rest is a click away."""
    if not isinstance(data, dict):
        return ""
    for name in ("reason", "error", "resolution", "instruction", "text", "tool"):
        if isinstance(value := data.get(name), str) and value:
            return value[:240]
    return ""


def newest(ticket_id: int | None) -> int:
    """The newest event the page has seen; the websocket says whether there is a newer one."""
    events = Event.objects.filter(ticket=ticket_id) if ticket_id else Event.objects.filter(ticket__isnull=False)
    return events.order_by("-pk").values_list("pk", flat=True).first() or 0
