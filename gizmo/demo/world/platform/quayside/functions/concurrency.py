"""How many invocations of one organisation run at the same time.

The limit is per organisation and region, not per function, because the capacity behind it is. One function can be
given a reserve so that a busy neighbour in the same organisation can't starve it.
"""

from dataclasses import dataclass, field

from quayside.errors import error
from quayside.functions.runtime import Trigger
from quayside.limits import Limits

# Queue and cron invocations wait for a slot this long before they count as throttled; HTTP callers get 429 at once.
BACKGROUND_WAIT_S = 30
BURST_RATIO = 1.2


@dataclass
class Slots:
    limits: Limits
    running: dict[str, int] = field(default_factory=dict)
    reserved: dict[str, int] = field(default_factory=dict)

    @property
    def total_running(self) -> int:
        return sum(self.running.values())

    def shared_capacity(self) -> int:
        return self.limits.function_concurrency - sum(self.reserved.values())

    def shared_running(self) -> int:
        """Invocations beyond their function's own reserve."""
        return sum(max(0, count - self.reserved.get(name, 0)) for name, count in self.running.items())

    def take(self, name: str, trigger: Trigger) -> None:
        """Take a slot or raise QS-6110. A burst of 20% is allowed for HTTP only, where waiting is not possible."""
        used = self.running.get(name, 0)
        if used < self.reserved.get(name, 0):
            self.running[name] = used + 1
            return
        capacity = self.shared_capacity()
        if trigger is Trigger.HTTP:
            capacity = int(capacity * BURST_RATIO)
        if self.shared_running() >= capacity:
            raise error("QS-6110", limit=self.limits.function_concurrency)
        self.running[name] = used + 1

    def give_back(self, name: str) -> None:
        self.running[name] = max(0, self.running.get(name, 0) - 1)
