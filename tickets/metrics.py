"""What the desk does: how fast customers hear from us, what is solved, what comes back, why people get tickets."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from audit.figures import Figure, Window, percentiles, share
from audit.models import Event
from tickets.models import Message, Route, Ticket, TriageDecision

UNSEEN = "Tickets that were closed before we first saw them are not in it."
OPEN = (Ticket.Stage.NEW, Ticket.Stage.DRAFTING, Ticket.Stage.REVIEW, Ticket.Stage.HANDOFF, Ticket.Stage.SENDING)


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    counts: dict[str, int]


def response(window: Window) -> list[Figure]:
    """How long the customer waited for our first public answer."""
    first = Min("messages__at", filter=Q(messages__author=Message.Author.TEAM, messages__is_private=False))
    opened = Ticket.objects.filter(opened_at__gte=window.start, opened_at__lt=window.end).annotate(answered=first)
    waits = [
        max((answered - at).total_seconds(), 0)
        for at, answered in opened.exclude(answered=None).values_list("opened_at", "answered")
    ]
    return percentiles(
        "first_response", "First response", waits, "tickets opened in the window and answered",
        "From the ticket's opening to our first public message. Tickets not answered yet are not in it.",
    )  # fmt: skip


def resolution(window: Window) -> list[Figure]:
    closed = dict(closings(window))
    opened = dict(Ticket.objects.filter(pk__in=closed).values_list("pk", "opened_at"))
    spent = [(at - opened[pk]).total_seconds() for pk, at in closed.items() if pk in opened]
    figures = percentiles(
        "resolution", "Resolution", spent, "tickets closed in the window",
        f"From the ticket's opening to its last closing in the window, by Pylon's clock. {UNSEEN}",
    )  # fmt: skip
    for hours in (48, 72):
        back = _reopened_within(window, timedelta(hours=hours))
        figures.append(
            share(
                f"reopened_{hours}h",
                f"Reopened within {hours} h",
                len(back),
                len(closed),
                "tickets closed",
                f"Closed in the window and opened again at most {hours} hours later. {UNSEEN}",
            )
        )
    return figures


def closings(window: Window) -> list[tuple[int, datetime]]:
    """(ticket, when by Pylon's clock) of each closing within the window that we saw happen, oldest first."""
    # An event is never earlier than the closing it tells of.
    events = Event.objects.filter(kind="ticket.closed", at__gte=window.start, data__first_sight=False)
    found = [
        (ticket, datetime.fromisoformat(data["closed_at"]))
        for ticket, data in events.values_list("ticket", "data")
        if ticket is not None
    ]
    return sorted(((pk, at) for pk, at in found if window.start <= at < window.end), key=lambda one: one[1])


def _reopened_within(window: Window, limit: timedelta) -> set[int]:
    closed: dict[int, list[datetime]] = {}
    for ticket, at in closings(window):
        closed.setdefault(ticket, []).append(at)
    reopened = Event.objects.filter(kind="ticket.reopened", at__gte=window.start, at__lt=window.end + limit)
    return {
        ticket
        for ticket, at in reopened.values_list("ticket", "at")
        if ticket is not None and any(timedelta(0) <= at - earlier <= limit for earlier in closed.get(ticket, []))
    }


def satisfaction(window: Window) -> Figure:
    answered = Ticket.objects.filter(changed_at__gte=window.start, csat__isnull=False)
    scores = [score for score in answered.values_list("csat", flat=True) if score is not None]
    return Figure(
        "csat", "CSAT", sum(scores) / len(scores) if scores else None, "score", len(scores), "surveys answered",
        "Mean of the newest survey score per ticket, as Pylon has it, of tickets changed in the window.",
    )  # fmt: skip


def escalation(window: Window) -> tuple[Figure, list[tuple[str, int]]]:
    """The share of tickets that triage gave to people, and of how many each reason to do so was one."""
    decisions = TriageDecision.objects.filter(decided_at__gte=window.start, decided_at__lt=window.end)
    latest = decisions.order_by("ticket_id", "-decided_at", "-pk").distinct("ticket_id").values_list("route", "reasons")
    routed = [(route, reasons) for route, reasons in latest if route != Route.IGNORE]
    handed = [reasons for route, reasons in routed if route == Route.HANDOFF]
    named = [_names(reasons) for reasons in handed]
    counts = Counter(key for names in named for key in names)
    # The rule's own spelling, where there is one: that of a guard has no capitals.
    spelled = {key: min(names[key] for names in named if key in names) for key in counts}
    figure = share(
        "escalation", "To people by triage", len(handed), len(routed), "tickets triaged, ignored ones aside",
        "Tickets whose newest decision in the window has the route “to people”. Of its reasons those are counted that "
        "asked for people; a ticket may have several.",
    )  # fmt: skip
    return figure, [(spelled[key], count) for key, count in counts.most_common(12)]


def _names(reasons: Iterable[dict[str, object]]) -> dict[str, str]:
    """What asked for people. A guard and a manager's rule for the same thing are one reason: `enterprise_billing`,
    “Enterprise billing”."""
    named = (str(reason.get("name", "")) for reason in reasons if reason.get("to_people") is True)
    words = sorted((" ".join(name.replace("_", " ").split()) for name in named), reverse=True)
    return {name.casefold(): name for name in words if name}


def queue_health() -> list[Figure]:
    """As it is now; the window plays no part."""
    now = timezone.now()
    waiting = Ticket.objects.filter(stage__in=OPEN)
    stages = dict(waiting.order_by().values_list("stage").annotate(n=Count("pk")))
    since = waiting.exclude(waiting_since=None).values_list("waiting_since", flat=True)
    ages = [(now - at).total_seconds() for at in since if at]
    total = sum(stages.values())
    figures = [
        Figure(f"open_{stage}", Ticket.Stage(stage).label, stages.get(stage, 0), "count", total, "open tickets",
               f"Open tickets at the stage “{Ticket.Stage(stage).label}” now.")
        for stage in OPEN
    ]  # fmt: skip
    return figures + percentiles(
        "waiting", "Waiting for us", ages, "open tickets whose customer waits",
        "Since the customer last wrote without an answer, now.",
    )  # fmt: skip


def flow(window: Window) -> list[Day]:
    """Tickets opened and closed per day; closings before we first saw a ticket are not in it."""
    opened = _per_day(Ticket.objects.filter(opened_at__gte=window.start).annotate(day=TruncDate("opened_at")))
    closed = Counter(timezone.localtime(at).date() for _, at in closings(window))
    first = (window.end - timedelta(days=window.days - 1)).date()
    days = [first + timedelta(days=at) for at in range(window.days)]
    return [Day(day, {"opened": opened.get(day, 0), "closed": closed.get(day, 0)}) for day in days]


def _per_day(rows: models.QuerySet[Any]) -> dict[date, int]:
    return dict(rows.order_by().values_list("day").annotate(n=Count("pk")))
