"""Which traces are kept. Metrics are never sampled: they are counted before this module sees a request.

Traces are kept at 10%, or 1% for apps above 100 requests/s. Errors and requests slower than 2 s are always kept. So
the list of traces shows far more slow and failed requests than the app really has, and no rate may be read off it.
"""

import hashlib
from dataclasses import dataclass

BASE_RATE = 0.10
BUSY_RATE = 0.01
BUSY_REQUESTS_PER_S = 100
ALWAYS_KEEP_SLOWER_THAN_MS = 2_000
TRACE_RETENTION_DAYS = 7


@dataclass(frozen=True)
class TraceFacts:
    trace_id: str
    status: int
    milliseconds: float
    forced: bool = False  # the request carried X-Quayside-Trace: 1 with a valid token


def base_rate(requests_per_s: float) -> float:
    return BUSY_RATE if requests_per_s > BUSY_REQUESTS_PER_S else BASE_RATE


def lottery(trace_id: str) -> float:
    """A number in [0, 1) from the trace id, so that every region decides alike about the parts of one trace."""
    return int(hashlib.sha256(trace_id.encode()).hexdigest()[:8], 16) / 2**32


def keep(facts: TraceFacts, requests_per_s: float) -> bool:
    if facts.forced or facts.status >= 500 or facts.milliseconds > ALWAYS_KEEP_SLOWER_THAN_MS:
        return True
    return lottery(facts.trace_id) < base_rate(requests_per_s)


def weight(facts: TraceFacts, requests_per_s: float) -> float:
    """How many requests a kept trace stands for. The `/v1/traces` API returns it as `sample_weight`."""
    always = facts.forced or facts.status >= 500 or facts.milliseconds > ALWAYS_KEEP_SLOWER_THAN_MS
    return 1.0 if always else 1 / base_rate(requests_per_s)
