"""The single path of every tool call: alive? → switch → budget → offered? → arguments → execute → redact → record."""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from agents import actions, budgets, catalogue, escalation, limits, people, requests, switches
from agents.models import Run, Tool, ToolCall
from agents.tools.base import ToolError
from audit import live
from audit.actions import record

logger = logging.getLogger(__name__)
MOST_DENIALS = 200  # of one run that are written down; a box that knocks for ever fills no table
LARGEST_RESULT = 60_000  # characters; the CLI refuses results of more than 25k tokens


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    is_error: bool = False


def dispatch(run: Run, name: str, arguments: Mapping[str, object]) -> Answer:
    """Run one tool call of a run. Every outcome is a row; a denial tells the model its reason."""
    started = time.monotonic()
    if why := refusal(run, name):
        return _denied(run, name, arguments, why)
    arguments = people.Restorer.of(run).fields(arguments)
    tool = catalogue.offered(run).get(name)
    if tool is None:
        return _denied(run, name, arguments, f"This run has no tool {name[:80]!r}.")
    try:
        parsed = tool.parse(arguments)
    except catalogue.BadArguments as error:
        return _failed(run, name, arguments, f"Bad arguments. {error}", started)
    asks = tool.row.requires_permission and tool.row.effect == Tool.Effect.READ
    if asks and (why := requests.denial(run, tool.row, arguments)):
        return _denied(run, name, arguments, why)
    call = _record(run, name, arguments, ToolCall.Verdict.ALLOWED)
    try:
        result = {"result_id": f"tool:{call.pk}", **tool.execute(run, parsed, call)}
        text = json.dumps(people.redactor(run).value(result), ensure_ascii=False)[:LARGEST_RESULT]
    except ToolError as error:
        return _escalated(run, _fail(call, str(error), started))
    except Exception:
        logger.exception("Tool %s of run %s failed", name, run.pk)
        return _escalated(run, _fail(call, "The tool failed on our side. Go on without it, or hand over.", started))
    ToolCall.objects.filter(pk=call.pk).update(result=text, latency_ms=_ms(started))
    live.push(live.ticket_topic(run.ticket_id), {"tool": name, "run": run.pk})
    return Answer(text)


def refusal(run: Run, name: str) -> str:
    """Why this run may call nothing (or not this tool) now; empty if it may."""
    if not run.is_live:
        return "This run is over."
    if why := switches.agents_stopped(run.ticket) or switches.tool_stopped(name):
        return why
    # Submitting costs nothing and loses nothing; a run at its limit may still hand in what it has.
    if name.startswith("submit_"):
        return ""
    too_often = limits.tools(run)
    return too_often.why if too_often else budgets.exceeded(run)


def _record(run: Run, name: str, arguments: Mapping[str, object], verdict: str, reason: str = "") -> ToolCall:
    redactor = people.redactor(run)
    return ToolCall.objects.create(
        run=run,
        tool=name[:80],
        arguments=redactor.value(dict(arguments)),
        verdict=verdict,
        reason=redactor.text(reason)[:500],
        at=timezone.now(),
    )


@transaction.atomic
def _denied(run: Run, name: str, arguments: Mapping[str, object], why: str) -> Answer:
    if run.tool_calls.filter(verdict=ToolCall.Verdict.DENIED).count() >= MOST_DENIALS:
        return Answer(f"Denied: {why}", is_error=True)
    call = _record(run, name, arguments, ToolCall.Verdict.DENIED, why)
    record("tool.denied", call, actor=run.actor, run=run.pk, data={"tool": name[:80], "reason": why})
    return Answer(f"Denied: {why}", is_error=True)


def _failed(run: Run, name: str, arguments: Mapping[str, object], why: str, started: float) -> Answer:
    return _fail(_record(run, name, arguments, ToolCall.Verdict.FAILED), why, started)


def _fail(call: ToolCall, why: str, started: float) -> Answer:
    why = people.redactor(call.run).text(why)  # an error may repeat what it stumbled over
    ToolCall.objects.filter(pk=call.pk).update(
        verdict=ToolCall.Verdict.FAILED, reason=why[:500], latency_ms=_ms(started)
    )
    return Answer(why, is_error=True)


def _escalated(run: Run, answer: Answer) -> Answer:
    """A tool that an answer cannot do without has failed: the run ends, and people take the ticket."""
    why = escalation.after_failure(run)
    if not why:
        return answer
    actions.finish_run(run, error=why)
    return Answer(f"{answer.text} This run is over: {why}", is_error=True)


def _ms(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
