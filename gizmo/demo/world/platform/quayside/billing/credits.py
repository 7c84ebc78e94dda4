"""SLA credits: how much of a monthly fee goes back when availability was below the promise.

Availability is measured per app at the edge, in minutes. A minute is bad if more than 5% of its requests, and at least
20 of them, failed for a reason of ours (QS-5020 with healthy instances, or an edge error without any app involved).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

BAD_MINUTE_ERROR_RATIO = Decimal("0.05")
BAD_MINUTE_MIN_REQUESTS = 20
CLAIM_WITHIN = timedelta(days=30)

# (availability below, percent of the monthly fee), first match from the bottom up
CREDIT_STEPS = {
    "team": ((Decimal("99.9"), 10), (Decimal("99.0"), 25), (Decimal("95.0"), 50)),
    "enterprise": ((Decimal("99.95"), 10), (Decimal("99.0"), 25), (Decimal("95.0"), 100)),
}


@dataclass(frozen=True)
class Month:
    minutes: int
    bad_minutes: int
    excluded_minutes: int = 0  # announced maintenance, at most 4 h a month

    @property
    def availability(self) -> Decimal:
        counted = self.minutes - self.excluded_minutes
        return (Decimal(counted - self.bad_minutes) / Decimal(counted) * 100).quantize(Decimal("0.001"))


def is_bad_minute(requests: int, platform_failures: int) -> bool:
    if platform_failures < BAD_MINUTE_MIN_REQUESTS:
        return False
    return Decimal(platform_failures) / Decimal(requests) > BAD_MINUTE_ERROR_RATIO


def credit_percent(plan: str, availability: Decimal) -> int:
    percent = 0
    for below, step in CREDIT_STEPS.get(plan, ()):
        if availability < below:
            percent = step
    return percent


def may_claim(month_end: date, today: date) -> bool:
    """Credits are not automatic: the customer asks within 30 days after the end of the month."""
    return today - month_end <= CLAIM_WITHIN
