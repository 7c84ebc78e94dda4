"""API rate limits: a sliding window per token and organisation.

The limit of the plan is shared by all tokens of an organisation: a second token buys nothing. Reads cost 1, writes 2,
log and metric queries 5.
"""

import math
from collections import deque
from dataclasses import dataclass, field

from quayside.errors import error
from quayside.limits import Limits

WINDOW_S = 60
COST = {"read": 1, "write": 2, "query": 5}
# Deploy tokens have their own small window, so that a noisy dashboard never blocks a deploy.
DEPLOYS_PER_MINUTE = 20


@dataclass
class Window:
    limit: int
    spent: deque[tuple[float, int]] = field(default_factory=deque)

    @classmethod
    def for_organisation(cls, limits: Limits) -> "Window":
        return cls(limits.api_requests_per_minute)

    def _forget(self, now: float) -> None:
        while self.spent and now - self.spent[0][0] >= WINDOW_S:
            self.spent.popleft()

    def used(self, now: float) -> int:
        self._forget(now)
        return sum(cost for _, cost in self.spent)

    def take(self, kind: str, now: float) -> None:
        """Spend, or raise QS-1429 with the seconds until enough is free. A refused request costs nothing."""
        cost = COST[kind]
        if self.used(now) + cost > self.limit:
            raise error("QS-1429", retry_after=self.retry_after_s(cost, now))
        self.spent.append((now, cost))

    def retry_after_s(self, cost: int, now: float) -> int:
        needed = self.used(now) + cost - self.limit
        for at, spent in self.spent:
            needed -= spent
            if needed <= 0:
                return max(1, math.ceil(at + WINDOW_S - now))
        return WINDOW_S


def headers(window: Window, now: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(window.limit),
        "X-RateLimit-Remaining": str(max(0, window.limit - window.used(now))),
    }
