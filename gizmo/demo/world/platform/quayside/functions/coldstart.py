"""Cold starts: when an instance is kept, when a new one is made, and what that costs a request.

An idle instance is frozen after 10 s and removed after 15 min. Thawing takes about 20 ms; a cold start boots a
snapshot (about 250 ms) and then runs the customer's module code, which is usually the larger part.
"""

from dataclasses import dataclass

FREEZE_AFTER_S = 10
REMOVE_AFTER_S = 900
SNAPSHOT_BOOT_MS = 250
THAW_MS = 20
# Module code may take this long before the instance counts as failed. It is not part of the function's timeout.
INIT_LIMIT_S = 10


@dataclass(frozen=True)
class FunctionInstance:
    id: str
    idle_s: float
    release: int


def state(instance: FunctionInstance) -> str:
    if instance.idle_s >= REMOVE_AFTER_S:
        return "removed"
    if instance.idle_s >= FREEZE_AFTER_S:
        return "frozen"
    return "warm"


def pick(instances: list[FunctionInstance], release: int) -> FunctionInstance | None:
    """The most recently used instance of this release; None means a cold start.

    Most recent first, so that the oldest can die: with round robin a quiet function would keep every instance it ever
    needed. A deploy makes a new release, so the first request after each deploy is always cold.
    """
    usable = [one for one in instances if one.release == release and state(one) != "removed"]
    return min(usable, key=lambda one: one.idle_s, default=None)


def expected_delay_ms(instance: FunctionInstance | None, init_ms: int) -> int:
    if instance is None:
        return SNAPSHOT_BOOT_MS + init_ms
    return THAW_MS if state(instance) == "frozen" else 0


def instances_to_keep(min_instances: int, recent_peak: int) -> int:
    """`min_instances` are never removed and are billed while idle, at a quarter of the active rate."""
    return max(min_instances, min(recent_peak, 1))


IDLE_BILLING_RATIO = 0.25
