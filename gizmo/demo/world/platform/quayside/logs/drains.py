"""Log drains: sending an app's logs to the customer's own system over HTTPS.

A drain gets batches of at most 500 lines or 1 MiB, whichever comes first, every 5 s. It must answer 2xx within 10 s.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

BATCH_LINES = 500
BATCH_KIB = 1024
FLUSH_EVERY_S = 5
ANSWER_WITHIN_S = 10
RETRY_DELAYS_S = (5, 30, 120, 600)
DISABLE_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class DrainState:
    url: str
    failing_since: datetime | None = None
    enabled: bool = True


def batches(lines: list[bytes]) -> list[list[bytes]]:
    result: list[list[bytes]] = [[]]
    size = 0
    for line in lines:
        if len(result[-1]) >= BATCH_LINES or size + len(line) > BATCH_KIB * 1024:
            result.append([])
            size = 0
        result[-1].append(line)
        size += len(line)
    return [batch for batch in result if batch]


def retry_delay_s(attempt: int) -> int | None:
    """None means the batch is given up. The lines are still in Quayside's own log until retention removes them."""
    return RETRY_DELAYS_S[attempt - 1] if attempt <= len(RETRY_DELAYS_S) else None


def after_answer(drain: DrainState, status: int | None, now: datetime) -> DrainState:
    """A drain that failed for 24 h without one success is switched off, and its owner is mailed."""
    if status is not None and 200 <= status < 300:
        return DrainState(drain.url)
    since = drain.failing_since or now
    return DrainState(drain.url, since, enabled=now - since < DISABLE_AFTER)
