"""Every model request is a row from before it leaves, so that what is under way is counted by every process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from agents import budgets, limits
from agents.limits import Full
from agents.models import LlmCall, Run
from audit.actions import record
from tickets.models import Ticket

MOST_UNDER_WAY = 3  # requests of one run
MOST_REFUSALS = 100  # of one run that are written down; a box that knocks for ever fills no table
BYTES_PER_TOKEN = 3  # fewer than any text has, so that an estimate is not too low
LARGEST_INPUT = 200_000  # tokens a model takes; pictures have many more bytes than tokens
LOST_AFTER = timedelta(minutes=15)  # longer than any request may take
LOST = "Its process ended before the answer; counted at the most it can have cost."


@dataclass(frozen=True, slots=True)
class Asked:
    """A request about to leave. Without a run it is one of ours, about a ticket or about none."""

    model: str
    size: int  # bytes
    max_tokens: int
    rehearsal: bool
    streamed: bool = False
    purpose: str = LlmCall.Purpose.AGENT
    run: Run | None = None
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Used:
    input_tokens: int = 0
    output_tokens: int = 0
    stop_reason: str = ""
    first_token_ms: int | None = None
    latency_ms: int | None = None
    redactions: int = 0


@transaction.atomic
def begin(asked: Asked) -> LlmCall | Full:
    """Take room for one request, or say why there is none. One after the other, in whatever process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('agents.metering', 0))")
    if full := _full(asked):
        return full
    input_tokens = min(asked.size // BYTES_PER_TOKEN + 1, LARGEST_INPUT)
    return LlmCall.objects.create(
        purpose=asked.purpose,
        run=asked.run,
        ticket=asked.ticket,
        at=timezone.now(),
        model=asked.model,
        streamed=asked.streamed,
        verdict="allowed",
        status=0,
        under_way=True,
        input_tokens=input_tokens,
        output_tokens=asked.max_tokens,
        cost_usd=_price(asked.run, asked.model, asked.rehearsal).of(input_tokens, asked.max_tokens),
    )


def _full(asked: Asked) -> Full | None:
    if (run := asked.run) is None:
        return budgets.of_day(asked.ticket)
    run.refresh_from_db(fields=["input_tokens", "output_tokens", "cost_usd", "deadline"])
    if LlmCall.objects.filter(run=run, under_way=True).count() >= MOST_UNDER_WAY:
        return Full("This run has too many requests under way; one at a time is what an agent needs.", 1)
    return budgets.of_run(run) or limits.requests(run) or budgets.of_day(asked.ticket)


def settle(call: LlmCall, *, status: int, used: Used, rehearsal: bool) -> None:
    """The answer has come: what it really used takes the place of the estimate. A second time changes nothing."""
    cost = _price(call.run, call.model, rehearsal).of(used.input_tokens, used.output_tokens)
    _close(call, cost, used, status=status)


def drop(call: LlmCall, status: int = 500) -> None:
    """It never reached the model."""
    _close(call, Decimal(0), Used(), status=status)


@transaction.atomic
def _close(call: LlmCall, cost: Decimal, used: Used, *, status: int, verdict: str = "allowed") -> None:
    told = {name: getattr(used, name) for name in Used.__slots__}
    rows = LlmCall.objects.filter(pk=call.pk, under_way=True)
    closed = rows.update(under_way=False, cost_usd=cost, status=status, verdict=verdict, **told)
    if closed and call.run_id:
        Run.objects.filter(pk=call.run_id).update(
            input_tokens=F("input_tokens") + used.input_tokens,
            output_tokens=F("output_tokens") + used.output_tokens,
            cost_usd=F("cost_usd") + cost,
        )


def sweep() -> int:
    """Requests whose process died keep what they were counted at; they no longer hold a place."""
    lost = list(LlmCall.objects.filter(under_way=True, at__lt=timezone.now() - LOST_AFTER))
    for call in lost:
        _close(call, call.cost_usd, Used(call.input_tokens, call.output_tokens), status=504, verdict=LOST)
    return len(lost)


@transaction.atomic
def refused(why: str, status: int, *, model: str, run: Run | None = None, ticket: Ticket | None = None,
            purpose: str = LlmCall.Purpose.AGENT) -> None:  # fmt: skip
    """Write down that a request was turned away."""
    if run and LlmCall.objects.filter(run=run).exclude(verdict="allowed").count() >= MOST_REFUSALS:
        return
    call = LlmCall.objects.create(
        purpose=purpose, run=run, ticket=ticket, at=timezone.now(), model=model, streamed=False, verdict=why[:300],
        status=status,
    )  # fmt: skip
    data: Mapping[str, object] = {"reason": why, "purpose": purpose}
    record("llm.refused", call, actor=run.actor if run else "system", run=run.pk if run else None, data=data)


def _price(run: Run | None, model: str, rehearsal: bool) -> budgets.Price:
    if rehearsal:
        return budgets.FREE
    return budgets.Price(run.profile.input_usd, run.profile.output_usd) if run else budgets.price_of(model)
