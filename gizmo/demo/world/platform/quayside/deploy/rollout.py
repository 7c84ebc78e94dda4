"""Moving traffic from the old release to the new one, and back.

Rolling: a quarter of the instances at a time, at least one. Each batch must be healthy before the next starts. Old
instances get SIGTERM and 30 s to finish, then SIGKILL.
"""

import enum
import math
from collections.abc import Callable
from dataclasses import dataclass

from quayside.errors import PlatformError

BATCH_RATIO = 0.25
DRAIN_S = 30
# After a rollout we watch for this long; crossing the error threshold rolls back without asking.
WATCH_S = 300
AUTO_ROLLBACK_ERROR_RATIO = 0.05
AUTO_ROLLBACK_MIN_REQUESTS = 100


class Outcome(enum.StrEnum):
    LIVE = "live"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True)
class Traffic:
    requests: int
    server_errors: int

    @property
    def error_ratio(self) -> float:
        return self.server_errors / self.requests if self.requests else 0.0


def batches(instances: int) -> list[int]:
    size = max(1, math.floor(instances * BATCH_RATIO))
    full, rest = divmod(instances, size)
    return [size] * full + ([rest] if rest else [])


def should_roll_back(traffic: Traffic) -> bool:
    """Too few requests prove nothing: one failed request of three is not 33% of an outage."""
    if traffic.requests < AUTO_ROLLBACK_MIN_REQUESTS:
        return False
    return traffic.error_ratio >= AUTO_ROLLBACK_ERROR_RATIO


def roll_out(
    instances: int,
    start_batch: Callable[[int], None],
    stop_old: Callable[[int, int], None],
    log: Callable[[str], None],
) -> Outcome:
    for number, size in enumerate(batches(instances), start=1):
        try:
            start_batch(size)
        except PlatformError as failure:
            # Batches already replaced stay on the new release until the caller rolls back: two versions never
            # serve for longer than one batch takes.
            log(f"batch {number} failed: {failure}")
            return Outcome.FAILED
        stop_old(size, DRAIN_S)
        log(f"batch {number}: {size} instance(s) replaced")
    return Outcome.LIVE
