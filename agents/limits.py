"""How often. Counted from the rows of what happened, so that every process agrees."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from agents.models import LlmCall, RateLimit, Run, ToolCall
from audit.models import Event
from tickets.models import Ticket

Scope = RateLimit.Scope
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WINDOWS = {Scope.RUN_REQUESTS: MINUTE, Scope.RUN_TOOLS: MINUTE, Scope.ACCOUNT_RUNS: HOUR, Scope.RERUNS: MINUTE}
# What holds where somebody deleted the row: a guard that is gone is not a guard that is off.
SHIPPED = {Scope.RUN_REQUESTS: 60, Scope.RUN_TOOLS: 60, Scope.ACCOUNT_RUNS: 30, Scope.RERUNS: 30}


@dataclass(frozen=True, slots=True)
class Full:
    """There is no room. `wait`: seconds after which there may be; 0: waiting does not help."""

    why: str
    wait: int = 0


def requests(run: Run) -> Full | None:
    """Whether this run asks the model too often."""
    allowed = LlmCall.objects.filter(run=run, verdict="allowed")
    return _full(Scope.RUN_REQUESTS, allowed, "at", "model requests of this run")


def tools(run: Run) -> Full | None:
    """Whether this run calls tools too often. Those inside its sandbox cost us nothing and are not counted."""
    called = ToolCall.objects.filter(run=run, use_id="").exclude(verdict=ToolCall.Verdict.DENIED)
    return _full(Scope.RUN_TOOLS, called, "at", "tool calls of this run")


def runs(ticket: Ticket) -> Full | None:
    """Whether this customer has had too many runs. A sender without an account is known by the address."""
    same = Run.objects.filter(ticket__account=ticket.account_id)
    if ticket.account_id is None:
        same = same.filter(ticket__requester_email=ticket.requester_email)
    return _full(Scope.ACCOUNT_RUNS, same, "created_at", "runs for this customer")


def reruns(who: str) -> Full | None:
    """Whether this person looks at evidence again too often."""
    looked = Event.objects.filter(kind="evidence.rerun", actor=who)
    return _full(Scope.RERUNS, looked, "at", "looks of yours")


def wait_for(moments: Sequence[datetime], limit: int, window: timedelta, now: datetime) -> int:
    """Seconds until one more fits into the window; 0: it fits now. `moments`: newest first."""
    if len(moments) < limit:
        return 0
    return max(1, math.ceil((moments[limit - 1] + window - now).total_seconds()))


def _full(scope: RateLimit.Scope, rows: "QuerySet[Any]", field: str, what: str) -> Full | None:
    row = RateLimit.objects.filter(scope=scope).first()
    if row and not row.enabled:
        return None
    limit, now = row.limit if row else SHIPPED[scope], timezone.now()
    recent = rows.filter(**{f"{field}__gte": now - WINDOWS[scope]})
    newest = recent.order_by(f"-{field}").values_list(field, flat=True)[:limit]
    wait = wait_for(list(newest), limit, WINDOWS[scope], now)
    per = "minute" if WINDOWS[scope] == MINUTE else "hour"
    return Full(f"There have been {limit} {what} within the {per}; one more fits in {wait} s.", wait) if wait else None
