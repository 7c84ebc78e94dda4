"""When a cron job runs next.

Five fields, minute resolution. A schedule has a time zone, UTC unless given. Wall-clock time is not continuous, so two
rules cover the change of the clocks: a time that does not exist runs at the first moment after the gap, and a time
that exists twice runs once, at its first occurrence.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from quayside.errors import error

DEFAULT_ZONE = "UTC"
# Every minute is the fastest schedule; free organisations may run at most every 15 minutes.
MIN_INTERVAL_FREE_MIN = 15
SEARCH_LIMIT_DAYS = 1_500

RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))


@dataclass(frozen=True)
class Schedule:
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # 0 is Sunday, as in crontab
    zone: ZoneInfo


def _field(text: str, low: int, high: int) -> frozenset[int]:
    values: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        start, end = (low, high) if span == "*" else (int(span.split("-")[0]), int(span.split("-")[-1]))
        values.update(range(start, end + 1, int(step or 1)))
    if not values or min(values) < low or max(values) > high:
        raise ValueError(f"{text} is outside {low}-{high}")
    return frozenset(values)


def parse(expression: str, zone: str = DEFAULT_ZONE) -> Schedule:
    fields = [_field(text, *bounds) for text, bounds in zip(expression.split(), RANGES, strict=True)]
    try:
        return Schedule(*fields, zone=ZoneInfo(zone))
    except ZoneInfoNotFoundError:
        # Abbreviations such as "PST" or "CET+1" land here: only IANA names such as "Europe/Berlin" are accepted.
        raise error("QS-7203", zone=zone) from None


def _matches(schedule: Schedule, local: datetime) -> bool:
    return (
        local.minute in schedule.minutes
        and local.hour in schedule.hours
        and local.day in schedule.days
        and local.month in schedule.months
        and local.isoweekday() % 7 in schedule.weekdays
    )


def _exists(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(fold=0) == local.replace(fold=0)


def next_run(schedule: Schedule, after: datetime) -> datetime:
    """The next run in UTC, strictly after `after` (aware). Day and weekday must BOTH match, unlike classic cron,
    where either is enough when both are restricted."""
    local = after.astimezone(schedule.zone).replace(second=0, microsecond=0, tzinfo=None)
    end = local + timedelta(days=SEARCH_LIMIT_DAYS)
    while local < end:
        local += timedelta(minutes=1)
        aware = local.replace(tzinfo=schedule.zone, fold=0)
        if _matches(schedule, local):
            if not _exists(aware):
                return aware.astimezone(UTC).replace(minute=0)
            if aware.astimezone(UTC) > after:
                return aware.astimezone(UTC)
    raise ValueError("this schedule never runs")
