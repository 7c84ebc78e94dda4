"""What a run, an account and everything together may spend. What is under way counts at its worst until settled."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from agents.limits import Full
from agents.models import AgentProfile, Budget, LlmCall, Run
from tickets.models import Ticket

MILLION = 1_000_000
# What holds where somebody deleted the row: a guard that is gone is not a guard that is off.
SHIPPED = {Budget.Scope.ACCOUNT_DAY: Decimal(20), Budget.Scope.GLOBAL_DAY: Decimal(200)}
SOON = 2  # seconds until requests under way have probably been answered
OUT = Q(under_way=True)


@dataclass(frozen=True, slots=True)
class Spent:
    """`out`: the most that requests still under way may add."""

    done: Decimal | int
    out: Decimal | int

    def full(self, limit: Decimal | int, why: str) -> Full | None:
        if self.done >= limit:
            return Full(why)
        return Full(f"{why[:-1]}, once what is under way has been counted.", SOON) if self.sum >= limit else None

    @property
    def sum(self) -> Decimal | int:
        return self.done + self.out


def exceeded(run: Run) -> str:
    """Which limit leaves this run no room for anything that costs; empty if none."""
    full = of_run(run) or of_day(run.ticket)
    return full.why if full and not full.wait else ""


def of_run(run: Run) -> Full | None:
    """Steps, seconds, tokens and dollars of one run."""
    profile = run.profile
    if run.deadline <= timezone.now():
        return Full(f"The run's time is up ({profile.max_seconds} s).")
    if run.tool_calls.count() >= profile.max_tool_calls:
        return Full(f"The run has made its {profile.max_tool_calls} tool calls.")
    made = run.llm_calls.aggregate(
        turns=Count("pk", filter=Q(status=200)),
        out=Count("pk", filter=OUT),
        tokens=Sum(F("input_tokens") + F("output_tokens"), filter=OUT),
        usd=Sum("cost_usd", filter=OUT),
    )
    turns = Spent(made["turns"], made["out"])
    tokens = Spent(run.input_tokens + run.output_tokens, made["tokens"] or 0)
    usd = Spent(run.cost_usd, made["usd"] or Decimal(0))
    return (
        turns.full(profile.max_turns, f"The run has made its {profile.max_turns} model requests.")
        or tokens.full(profile.max_tokens, f"The run has used its {profile.max_tokens:,} tokens.")
        or usd.full(profile.max_usd, f"The run has spent its ${profile.max_usd}.")
    )


def of_day(ticket: Ticket | None) -> Full | None:
    """What today has cost: this account's requests, and all of them. Also those of no run."""
    today = LlmCall.objects.filter(at__gte=start_of_day(timezone.now()))
    kept = {budget.scope: budget for budget in Budget.objects.all()}
    for scope, shipped in SHIPPED.items():
        budget = kept.get(scope) or Budget(scope=scope, limit_usd=shipped)
        if not budget.enabled:
            continue
        calls = today
        if scope == Budget.Scope.ACCOUNT_DAY:
            if ticket is None:
                continue  # nobody's: only the budget of everything covers it
            calls = today.filter(ticket__account=ticket.account_id)
        sums = calls.aggregate(done=Sum("cost_usd", filter=~OUT), out=Sum("cost_usd", filter=OUT))
        spent = Spent(sums["done"] or Decimal(0), sums["out"] or Decimal(0))
        if full := spent.full(budget.limit_usd, f"Today's budget is spent ({budget})."):
            return full
    return None


def start_of_day(now: datetime) -> datetime:
    """Midnight UTC, whatever zone the pages show."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for a million tokens."""

    input_usd: Decimal
    output_usd: Decimal

    def of(self, input_tokens: int, output_tokens: int) -> Decimal:
        return (input_tokens * self.input_usd + output_tokens * self.output_usd) / MILLION


FREE = Price(Decimal(0), Decimal(0))  # the rehearsal


def price_of(model: str) -> Price:
    """What a profile says this model costs; the dearest of all where none names it."""
    prices = AgentProfile.objects.order_by("-input_usd", "-output_usd")
    profile = prices.filter(model=model).first() or prices.first()
    return Price(profile.input_usd, profile.output_usd) if profile else Price(Decimal(5), Decimal(25))
