"""How far an agent is with a ticket, in words, and how long it may still take by what earlier runs took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from agents.models import Run, ToolCall
from agents.panels import doing
from audit.figures import duration, percentile

HISTORY = 50  # finished runs that an estimate rests on
FEWEST = 3  # less is no history


@dataclass(frozen=True, slots=True)
class Progress:
    words: str
    left: str  # "about 20 s left", "longer than usual", or nothing where there is no history
    percent: int | None


def of(ticket_ids: Iterable[int]) -> dict[int, Progress]:
    """For each ticket with a live run. Three queries at most, however many tickets."""
    runs = list(Run.objects.filter(ticket__in=list(ticket_ids), status__in=Run.LIVE).select_related("profile"))
    if not runs:
        return {}
    newest = ToolCall.objects.filter(run__in=runs).order_by().values("run").annotate(last=Max("pk")).values("last")
    last = {call.run_id: call for call in ToolCall.objects.filter(pk__in=newest).defer("result")}
    usual = _usual_seconds()
    now = timezone.now()
    return {run.ticket_id: _progress(run, doing(run, last.get(run.pk)), usual, now) for run in runs}


def _usual_seconds() -> float | None:
    """The median of the newest runs that ended with a draft, queueing aside: waiting says nothing about the work."""
    done = Run.objects.filter(outcome="draft", started_at__isnull=False).order_by("-pk")[:HISTORY]
    spent = [
        (ended - started).total_seconds()
        for started, ended in done.values_list("started_at", "ended_at")
        if started and ended
    ]
    return percentile(spent, 50) if len(spent) >= FEWEST else None


def _progress(run: Run, words: str, usual: float | None, now: datetime) -> Progress:
    if usual is None or run.started_at is None:
        return Progress(words, "", None)
    gone = (now - run.started_at).total_seconds()
    if gone >= usual:
        return Progress(words, "taking longer than usual", None)
    return Progress(words, f"about {duration(max(usual - gone, 1))} left", round(100 * gone / usual))
