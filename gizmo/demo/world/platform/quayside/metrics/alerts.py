"""Customers' alert rules over their metrics: when one fires, and when it is quiet again."""

import enum
from dataclasses import dataclass

MIN_WINDOW_MIN = 2
MAX_WINDOW_MIN = 60
MIN_REQUESTS = 20
# An alert closes only after this many quiet minutes, or a value near its threshold would flap.
QUIET_MINUTES = 5


class Measure(enum.StrEnum):
    AVERAGE = "average"
    P95 = "p95"
    P99 = "p99"
    ERROR_RATIO = "error_ratio"


@dataclass(frozen=True)
class AlertRule:
    measure: Measure
    threshold: float
    window_min: int = 5


@dataclass(frozen=True)
class Window:
    value: float | None
    requests: int


def validate(rule: AlertRule) -> str | None:
    if not MIN_WINDOW_MIN <= rule.window_min <= MAX_WINDOW_MIN:
        return f"the window must be {MIN_WINDOW_MIN} to {MAX_WINDOW_MIN} minutes"
    if rule.measure is Measure.ERROR_RATIO and not 0 < rule.threshold <= 1:
        return "an error ratio lies between 0 and 1"
    return None


def breaches(rule: AlertRule, window: Window) -> bool:
    """Windows with fewer than 20 requests never fire: at night one slow request would be the p95."""
    if window.value is None or window.requests < MIN_REQUESTS:
        return False
    return window.value > rule.threshold


def next_state(firing: bool, rule: AlertRule, window: Window, quiet_minutes: int) -> bool:
    if breaches(rule, window):
        return True
    return firing and quiet_minutes < QUIET_MINUTES
