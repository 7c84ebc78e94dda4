"""Kill switches, read from the database every time they are asked."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from agents.models import Switch
from audit.actions import record
from drafts.roles import actor
from tickets.models import Ticket


def stopped(kind: str, target: str = "") -> Switch | None:
    """The switch that stops this, or None."""
    return Switch.objects.filter(kind=kind, target=target, stopped=True).first()


def agents_stopped(ticket: Ticket) -> str:
    """Why no agent may work on this ticket now; empty if one may."""
    switch = stopped(Switch.Kind.ALL) or stopped(Switch.Kind.CATEGORY, ticket.category)
    return _sentence(switch) if switch else ""


def tool_stopped(tool: str) -> str:
    switch = stopped(Switch.Kind.TOOL, tool)
    return _sentence(switch) if switch else ""


def sending_stopped() -> str:
    """Named by settings.SENDING_STOPPED: drafts.sending asks before every send."""
    switch = stopped(Switch.Kind.SENDING)
    return _sentence(switch) if switch else ""


@transaction.atomic
def flip(switch: Switch, *, stop: bool, reason: str, user: User) -> None:
    """Stop or release; takes effect on the next request of a running agent."""
    Switch.objects.filter(pk=switch.pk).update(
        stopped=stop, reason=reason[:300], flipped_by=actor(user), flipped_at=timezone.now()
    )
    record("switch.flipped", switch, actor=actor(user), data={"switch": str(switch), "stopped": stop, "reason": reason})


def _sentence(switch: Switch) -> str:
    return f"{switch} is switched off{': ' + switch.reason if switch.reason else ''}."
