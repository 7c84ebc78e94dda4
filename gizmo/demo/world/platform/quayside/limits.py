"""Plan limits. The numbers live in config/plans.yaml; this module gives them types and names."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from quayside.settings import load_yaml

PLANS_FILE = Path(__file__).resolve().parent.parent / "config" / "plans.yaml"


@dataclass(frozen=True)
class Limits:
    plan: str
    build_minutes_max: int
    build_memory_mib: int
    function_timeout_s: int
    function_memory_mib: int
    function_concurrency: int
    log_lines_per_second: int
    log_retention_days: int
    metric_retention_days: int
    api_requests_per_minute: int
    custom_domains: int
    sla_percent: Decimal | None


def _limits(plan: str, row: dict[str, Any]) -> Limits:
    sla = row["sla_percent"]
    return Limits(
        plan=plan,
        build_minutes_max=row["build_minutes_max"],
        build_memory_mib=row["build_memory_mib"],
        function_timeout_s=row["function_timeout_s"],
        function_memory_mib=row["function_memory_mib"],
        function_concurrency=row["function_concurrency"],
        log_lines_per_second=row["log_lines_per_second"],
        log_retention_days=row["log_retention_days"],
        metric_retention_days=row["metric_retention_days"],
        api_requests_per_minute=row["api_requests_per_minute"],
        custom_domains=row["custom_domains"],
        sla_percent=Decimal(sla) if sla is not None else None,
    )


def load() -> dict[str, Limits]:
    rows = load_yaml(PLANS_FILE)["plans"]
    return {plan: _limits(plan, row) for plan, row in rows.items()}


# An organisation keeps the limits it had when it downgraded until the end of the paid period, so callers pass the
# plan that is in force now and not the plan that was chosen last (see billing/proration.py).
def for_plan(plan: str) -> Limits:
    return load()[plan]
