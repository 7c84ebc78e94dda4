"""What agents do: what became of their runs, how fast, at what cost, and where they found nothing."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from agents.models import LlmCall, Run, ToolCall
from audit.figures import Figure, Window, percentiles, share
from audit.models import Event
from drafts import metrics as drafts
from tickets import metrics as tickets
from tickets.models import Ticket

WITHHELD = "withheld"
OUTCOMES = {**drafts.OUTCOMES, WITHHELD: "Withheld: no draft came of it"}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a saving depends on, and nobody but the team knows."""

    minutes_by_hand: float = 12
    minutes_with_draft: float = 4
    hourly_usd: float = 45


@dataclass(frozen=True, slots=True)
class Outcomes:
    figures: list[Figure]
    per_day: list[tuple[date, dict[str, int]]]


def outcomes(window: Window) -> Outcomes:
    """Every run that was to write a draft and is over. Runs without a draft stay in the denominator."""
    runs = Run.objects.filter(
        purpose=Run.Purpose.DRAFT, replaced=False, ended_at__gte=window.start, ended_at__lt=window.end
    )
    fates = {fate.run: fate.outcome for fate in drafts.fates(_wider(window))}
    ended = [(fates.get(pk, WITHHELD), at) for pk, at in runs.values_list("pk", "ended_at")]
    counts = Counter(outcome for outcome, _ in ended)
    figures = [
        share(f"outcome_{key}", label, counts[key], len(ended), "runs that were to write a draft", _meaning(key))
        for key, label in OUTCOMES.items()
    ]
    days: dict[date, Counter[str]] = {}
    for outcome, at in ended:
        days.setdefault(timezone.localdate(at), Counter())[outcome] += 1
    first = timezone.localdate(window.end) - timedelta(days=window.days - 1)
    every = (first + timedelta(days=at) for at in range(window.days))
    return Outcomes(figures, [(day, dict(days.get(day, {}))) for day in every])


def _wider(window: Window) -> Window:
    """A draft is handed in before its run ends, at most a run's length earlier."""
    return Window(window.days, window.start - timedelta(hours=2), window.end)


def _meaning(key: str) -> str:
    rule = f"Words in common with the agent's text, in order: {drafts.MINOR:.0%} or more is minor, less is major."
    return {
        "unedited": "Approved word for word as the agent wrote it, white space aside.",
        "minor": f"Approved with small changes. {rule}",
        "major": f"Approved after a rewrite, or set aside for a reply of a person's own. {rule}",
        "rejected": "Refused by a person, with a reason.",
        "replaced": "A newer draft took its place before a person decided.",
        "open": "Waits for a person, or is out of date.",
        WITHHELD: "Handed over, failed, or stopped: no draft reached a reviewer.",
    }[key]


def gates(window: Window) -> tuple[Figure, list[tuple[str, int]]]:
    """How many runs the gates sent back at least once, and by which rules."""
    refused = Event.objects.filter(kind="draft.refused", at__gte=window.start, at__lt=window.end)
    rules: Counter[str] = Counter()
    runs: set[int | None] = set()
    for run, data in refused.values_list("run", "data"):
        problems = data.get("problems") if isinstance(data, Mapping) else None
        rules.update({str(problem.get("rule")) for problem in problems or [] if isinstance(problem, Mapping)})
        runs.add(run)
    total = Run.objects.filter(ended_at__gte=window.start, ended_at__lt=window.end, replaced=False).count()
    figure = share(
        "caught_by_gates", "Sent back by gates", len(runs), total, "runs that are over",
        "A draft of the run was refused by code at least once before a person saw it.",
    )  # fmt: skip
    return figure, rules.most_common(10)


def speed(window: Window) -> list[Figure]:
    runs = Run.objects.filter(created_at__gte=window.start, created_at__lt=window.end)
    first = [
        (text - made).total_seconds()
        for text, made in runs.exclude(first_text_at=None).values_list("first_text_at", "created_at")
        if text
    ]
    ready = [
        (ended - made).total_seconds()
        for ended, made in runs.filter(outcome="draft").values_list("ended_at", "created_at")
        if ended
    ]
    return [
        *percentiles("first_text", "First words of the reply", first, "runs that began to write",
                     "From asking for the run to the first words a reviewer could read, queueing included."),
        *percentiles("ready", "Draft ready", ready, "runs that ended with a draft",
                     "From asking for the run to its end with a draft."),
    ]  # fmt: skip


def cost(window: Window, given: Assumptions) -> list[Figure]:
    calls = LlmCall.objects.filter(at__gte=window.start, at__lt=window.end)
    spent = calls.aggregate(usd=Sum("cost_usd"))["usd"] or Decimal(0)
    made = drafts.fates(window)
    used = sum(fate.outcome in {"unedited", "minor", "major"} and not fate.set_aside for fate in made)
    closed = {ticket for ticket, _ in tickets.closings(window)}
    resolved = Ticket.objects.filter(pk__in=closed, drafts__status="sent").distinct().count()
    saved = used * (given.minutes_by_hand - given.minutes_with_draft) / 60 * given.hourly_usd - float(spent)
    return [
        Figure("cost_total", "Model cost", float(spent), "usd", calls.count(), "model calls",
               "All model calls in the window at the profiles' prices. The rehearsal costs nothing."),
        _per("cost_per_draft", "Cost per draft", spent, len(made), "drafts handed in"),
        _per("cost_per_resolution", "Cost per resolution", spent, resolved, "tickets closed after a sent reply"),
        Figure("saved", "Saved, if the inputs are right", saved if used else None, "usd", used, "drafts used",
               f"Drafts used × ({given.minutes_by_hand:g} − {given.minutes_with_draft:g}) min × "
               f"${given.hourly_usd:g}/h − model cost."),
    ]  # fmt: skip


def _per(key: str, label: str, spent: Decimal, count: int, of: str) -> Figure:
    value = float(spent) / count if count else None
    return Figure(key, label, value, "usd", count, of, f"All model cost of the window over the {of} in it.")


def knowledge_gaps(window: Window, most: int = 12) -> list[tuple[str, int]]:
    """What agents searched for and nothing was found, by how often."""
    done = ToolCall.objects.filter(tool="search_knowledge", verdict=ToolCall.Verdict.ALLOWED)
    searches = done.filter(at__gte=window.start, at__lt=window.end)
    empty: Counter[str] = Counter()
    for arguments, result in searches.values_list("arguments", "result"):
        if _is_empty(result):
            empty[" ".join(str(arguments.get("query", "")).lower().split())[:120]] += 1
    return empty.most_common(most)


def _is_empty(result: str) -> bool:
    try:
        found = json.loads(result)
    except ValueError:
        return False  # cut for length, so it is not empty
    return isinstance(found, dict) and found.get("results") == []
