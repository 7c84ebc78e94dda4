"""What a run, an account and everything together may spend. Asked before each request, settled after it."""

from decimal import Decimal

from django.db.models import F, Sum
from django.utils import timezone

from agents.models import Budget, LlmCall, Run


def exceeded(run: Run) -> str:
    """Which limit leaves no room for another request; empty if none."""
    profile = run.profile
    if run.deadline <= timezone.now():
        return f"The run's time is up ({profile.max_seconds} s)."
    if run.input_tokens + run.output_tokens >= profile.max_tokens:
        return f"The run has used its {profile.max_tokens:,} tokens."
    if run.cost_usd >= profile.max_usd:
        return f"The run has spent its ${profile.max_usd}."
    return _day_exceeded(run)


def _day_exceeded(run: Run) -> str:
    for budget in Budget.objects.filter(enabled=True):
        calls = LlmCall.objects.filter(at__gte=timezone.now().replace(hour=0, minute=0, second=0, microsecond=0))
        if budget.scope == Budget.Scope.ACCOUNT_DAY:
            calls = calls.filter(run__ticket__account=run.ticket.account_id)
        spent = calls.aggregate(spent=Sum("cost_usd"))["spent"] or Decimal(0)
        if spent >= budget.limit_usd:
            return f"Today's budget is spent ({budget})."
    return ""


def settle(run: Run, *, input_tokens: int, output_tokens: int) -> Decimal:
    """Add what a request used to its run. Returns its cost; the rehearsal costs nothing."""
    profile = run.profile
    cost = (input_tokens * profile.input_usd + output_tokens * profile.output_usd) / 1_000_000
    cost = Decimal(0) if run.rehearsal else cost
    Run.objects.filter(pk=run.pk).update(
        input_tokens=F("input_tokens") + input_tokens,
        output_tokens=F("output_tokens") + output_tokens,
        cost_usd=F("cost_usd") + cost,
    )
    return cost
