"""A number a manager reads: with what it counts, out of how many, in which days. Numbers without that are opinions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.utils import timezone

WINDOWS = (7, 30, 90)  # days
FEW = 10  # below this a share, a percentile or a mean says more about chance than about us


@dataclass(frozen=True, slots=True)
class Window:
    days: int
    start: datetime
    end: datetime

    @classmethod
    def last(cls, days: int) -> "Window":
        end = timezone.now()
        return cls(days, end - timedelta(days=days), end)

    def __str__(self) -> str:
        return f"last {self.days} days"

    @property
    def dates(self) -> str:
        first, last = timezone.localdate(self.start), timezone.localdate(self.end)
        return f"{self}, {first:%-d %b %Y} to {last:%-d %b %Y}"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is None where nothing was counted: no number is truer than 0 of 0."""

    key: str
    label: str
    value: float | None
    unit: str  # share, seconds, usd, count or score
    n: int  # the denominator: how many things the value is about
    of: str  # what those things are
    definition: str

    @property
    def few(self) -> bool:
        return self.unit in {"share", "seconds", "score"} and 0 < self.n < FEW

    @property
    def shown(self) -> str:
        if self.value is None:
            return "–"
        if self.unit == "share":
            return f"{self.value:.0%}"
        if self.unit == "seconds":
            return duration(self.value)
        if self.unit == "usd":
            return f"${self.value:,.2f}"
        return f"{self.value:,.1f}" if self.unit == "score" else f"{self.value:,.0f}"


def share(key: str, label: str, part: int, whole: int, of: str, definition: str) -> Figure:
    return Figure(key, label, part / whole if whole else None, "share", whole, of, definition)


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The nearest-rank percentile: a value that really occurred."""
    if not values:
        return None
    return sorted(values)[max(ceil(len(values) * percent / 100) - 1, 0)]


def percentiles(key: str, label: str, seconds: Sequence[float], of: str, definition: str) -> list[Figure]:
    """Its p50 and p95, in seconds."""
    return [
        Figure(f"{key}_p{at}", f"{label}, p{at}", percentile(seconds, at), "seconds", len(seconds), of, definition)
        for at in (50, 95)
    ]


def duration(seconds: float) -> str:
    """As a person says it: 45 s, 12 min, 3.5 h, 2.1 d."""
    if seconds < 90:
        return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 36 * 3600 else f"{seconds / 86400:.1f} d"
