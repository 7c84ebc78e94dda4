"""From requests to one-minute rollups, and from those to charts.

Two populations, and the difference explains most questions about our charts:

- `average` covers EVERY request of the app, edge cache hits included.
- percentiles (p50, p95, p99) cover only requests that reached an instance of the app.

A site with many cache hits therefore shows an average far below its p50. Both numbers are right; they answer
different questions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from quayside.metrics.histogram import Histogram

ROLLUP_S = 60
# Ranges up to 6 h are drawn from one-minute rollups, up to 7 days from 5-minute, longer ones from hourly rollups.
CHART_STEPS = ((6 * 3600, 60), (7 * 86400, 300), (400 * 86400, 3600))
# A minute is complete this long after it ended; before that its numbers still move.
SETTLE_S = 90


@dataclass(frozen=True)
class Request:
    at: float
    milliseconds: float
    cache_hit: bool
    status: int


@dataclass
class Rollup:
    minute: int
    requests: int = 0
    total_ms: float = 0.0
    errors: int = 0
    origin: Histogram = field(default_factory=Histogram)

    def add(self, request: Request) -> None:
        self.requests += 1
        self.total_ms += request.milliseconds
        self.errors += request.status >= 500
        if not request.cache_hit:
            self.origin.add(request.milliseconds)


def roll_up(requests: Iterable[Request]) -> dict[int, Rollup]:
    rollups: dict[int, Rollup] = {}
    for request in requests:
        minute = int(request.at // ROLLUP_S)
        rollups.setdefault(minute, Rollup(minute)).add(request)
    return rollups


def average_ms(rollups: Iterable[Rollup]) -> float | None:
    """Weighted by requests: total time divided by total count. Never the mean of the minutes' averages, which would
    let one slow request at 4 a.m. weigh as much as a thousand at noon."""
    requests, total = 0, 0.0
    for rollup in rollups:
        requests += rollup.requests
        total += rollup.total_ms
    return total / requests if requests else None


def percentile_ms(rollups: Iterable[Rollup], q: float) -> float | None:
    """From the merged histogram of the whole range. A percentile of percentiles has no meaning, so the headline p95 of
    a day is NOT the average of the points in the chart, and is usually above their median."""
    merged = Histogram()
    for rollup in rollups:
        merged = merged.merged(rollup.origin)
    return merged.percentile(q)


def chart_step_s(range_s: int) -> int:
    return next((step for limit, step in CHART_STEPS if range_s <= limit), CHART_STEPS[-1][1])
