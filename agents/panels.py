"""What the page shows of the model at work: the run that is live, and the trace of those before."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Prefetch

from agents.layouts import Layout, layout
from agents.models import Run, Tool, ToolCall
from audit.panels import people, who
from drafts.roles import can_review
from tickets.models import Ticket

Stage = Ticket.Stage
# Where asking for a draft makes sense; the action decides, this only spares people a button that refuses.
REDRAFTABLE = {Stage.NEW, Stage.REVIEW, Stage.WAITING}
# What a tool does, in words, and the argument that says what with.
DOING = {
    "get_ticket": ("Reading the ticket", ""),
    "get_customer": ("Looking up the customer", ""),
    "search_knowledge": ("Searching articles and policies for", "query"),
    "similar_tickets": ("Looking for similar tickets", "query"),
    "list_app_files": ("Looking through the code of", "app"),
    "read_app_file": ("Reading the customer's", "path"),
    "search_app_code": ("Searching the customer's code for", "pattern"),
    "submit_draft": ("Submitting the draft", ""),
    "submit_handoff": ("Handing over to people", ""),
    "Read": ("Reading", "file_path"),
    "Grep": ("Searching the codebase for", "pattern"),
    "Glob": ("Looking for files", "pattern"),
}
SHOWN_RUNS = 20


@dataclass(frozen=True, slots=True)
class ShownCall:
    call: ToolCall
    words: str
    about: str


@dataclass(frozen=True, slots=True)
class ShownRun:
    run: Run
    asked_by: str
    calls: list[ShownCall]
    seconds: int | None
    cost: str
    llm_calls: int


def newest_runs(ticket: Ticket, most: int = SHOWN_RUNS) -> list[Run]:
    """Newest first, with their calls. Results are fetched one by one: they can be long."""
    calls = Prefetch("tool_calls", ToolCall.objects.defer("result"))
    return list(ticket.runs.select_related("profile", "sandbox").prefetch_related(calls)[:most])


def live_run(
    ticket: Ticket, user: AbstractBaseUser | AnonymousUser, runs: Sequence[Run] | None = None
) -> dict[str, object]:
    """The run that works on the ticket now, or the last one if it failed."""
    run = next(iter(newest_runs(ticket, 1) if runs is None else runs), None)
    context: dict[str, object] = {"ticket": ticket, "reviewer": can_review(user), "run": None}
    if run is None:
        return context
    calls = list(run.tool_calls.all())
    return context | {
        "run": run,
        "failed": run.status == Run.Status.FAILED,
        "stopped": run.status == Run.Status.CANCELLED,
        "doing": doing(run, calls[-1] if calls else None),
        "cost": usd(run.cost_usd),
        "tokens": run.input_tokens + run.output_tokens,
        "calls": sum(call.verdict != ToolCall.Verdict.DENIED for call in calls),
        "seconds": _seconds(run),
        "most_usd": usd(run.profile.max_usd),
        "found": _found(run) if run.status == Run.Status.CANCELLED else [],
    }


def _found(run: Run) -> list[str]:
    from agents.findings import of_run  # it shows calls as this module does

    return list(of_run(run).pulled)


def redraft(
    ticket: Ticket, user: AbstractBaseUser | AnonymousUser, runs: Sequence[Run] | None = None
) -> dict[str, object]:
    live = ticket.runs.filter(status__in=Run.LIVE).exists() if runs is None else any(run.is_live for run in runs)
    return {"ticket": ticket, "offered": can_review(user) and not live and ticket.stage in REDRAFTABLE}


def doing(run: Run, last: ToolCall | None) -> str:
    """What the agent is doing now, in words."""
    if run.status == Run.Status.QUEUED:
        return "Waiting for a free sandbox"
    if run.status == Run.Status.LAUNCHING:
        return "Starting its sandbox"
    if run.preview and (last is None or last.at <= (run.first_text_at or last.at)):
        return "Writing the reply"
    if last is None:
        return "Reading its instructions"
    shown = shown_call(last)
    return f"{shown.words} {shown.about}".strip()


def shown_call(call: ToolCall) -> ShownCall:
    name = call.tool.removeprefix("mcp__gizmo__")
    words, argument = DOING.get(name, (name, ""))
    arguments = call.arguments if isinstance(call.arguments, dict) else {}
    value = arguments.get(argument, "") if argument else ""
    about = str(value).removeprefix("/srv/codebase/")[:160]
    if not about and argument:
        words = words.removesuffix(" for")
    return ShownCall(call, words, about if argument == "file_path" or not about else f"“{about}”")


def trace(ticket: Ticket, runs: Sequence[Run] | None = None) -> dict[str, object]:
    runs = newest_runs(ticket) if runs is None else runs
    counted = Run.objects.filter(pk__in=[run.pk for run in runs]).annotate(n=Count("llm_calls"))
    counts = dict(counted.values_list("pk", "n"))
    names = people(run.asked_by for run in runs)
    return {"ticket": ticket, "runs": [_shown_run(run, who(run.asked_by, names), counts[run.pk]) for run in runs]}


def _shown_run(run: Run, asked_by: str, llm_calls: int) -> ShownRun:
    return ShownRun(
        run=run,
        asked_by=asked_by,
        calls=[shown_call(call) for call in run.tool_calls.all()],
        seconds=_seconds(run),
        cost=usd(run.cost_usd),
        llm_calls=llm_calls,
    )


def _seconds(run: Run) -> int | None:
    return int((run.ended_at - (run.started_at or run.created_at)).total_seconds()) if run.ended_at else None


def usd(amount: Decimal) -> str:
    """Cents where there are some, and never a cost shown as nothing."""
    return f"${amount:.2f}" if amount >= Decimal("0.10") or not amount else f"${amount:.4f}"


def result(call: ToolCall, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """A tool's arguments and its answer: as rows where it holds rows, and as it was sent."""
    try:
        text = json.dumps(json.loads(call.result), indent=2, ensure_ascii=False)
    except ValueError:
        text = call.result
    arguments = json.dumps(call.arguments, indent=2, ensure_ascii=False)
    reads = Tool.objects.filter(name=call.tool, effect=Tool.Effect.READ, enabled=True).exists()
    return {
        "call": call,
        "asked": layout(arguments),
        "given": layout(call.result) if call.result else Layout(),
        "arguments": arguments,
        "text": text,
        "reviewer": can_review(user),
        "may_look_again": reads and call.verdict == ToolCall.Verdict.ALLOWED,
    }
