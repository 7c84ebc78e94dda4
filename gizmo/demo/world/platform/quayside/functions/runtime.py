"""One invocation of a function: limits, payload, result, and what the caller gets when it goes wrong."""

import enum
from collections.abc import Callable
from dataclasses import dataclass

from quayside.errors import PlatformError, error
from quayside.limits import Limits

DEFAULT_TIMEOUT_S = 10
DEFAULT_MEMORY_MIB = 256
MAX_PAYLOAD_MIB = 6
# Between the soft signal and the kill. Long enough to flush a log line, too short to finish the work.
TERMINATION_GRACE_S = 2

HTTP_STATUS = {"QS-6101": 504, "QS-6102": 502, "QS-6107": 413, "QS-6110": 429}


class Trigger(enum.StrEnum):
    HTTP = "http"
    QUEUE = "queue"
    CRON = "cron"


@dataclass(frozen=True)
class FunctionConfig:
    name: str
    timeout_s: int = DEFAULT_TIMEOUT_S
    memory_mib: int = DEFAULT_MEMORY_MIB
    min_instances: int = 0


@dataclass(frozen=True)
class Usage:
    seconds: float
    peak_memory_mib: int


def effective_timeout(config: FunctionConfig, limits: Limits, trigger: Trigger) -> int:
    """The configured timeout, capped by the plan.

    An HTTP call is also capped by the router, which waits 55 s for the first byte (QS-5021). So a plan's 300 s or
    900 s are reachable only from a queue or a cron trigger, whatever quayside.yaml says.
    """
    allowed = min(config.timeout_s, limits.function_timeout_s)
    return min(allowed, 55) if trigger is Trigger.HTTP else allowed


def check_payload(size_bytes: int) -> None:
    if size_bytes > MAX_PAYLOAD_MIB * 1024 * 1024:
        raise error("QS-6107")


def check_usage(usage: Usage, config: FunctionConfig, limits: Limits, trigger: Trigger) -> None:
    """Memory first: a process that swaps to death also times out, and the time-out would hide the cause."""
    memory = min(config.memory_mib, limits.function_memory_mib)
    if usage.peak_memory_mib >= memory:
        raise error("QS-6102", limit=memory)
    timeout = effective_timeout(config, limits, trigger)
    if usage.seconds >= timeout:
        raise error("QS-6101", seconds=timeout)


def invoke(
    call: Callable[[], Usage], config: FunctionConfig, limits: Limits, trigger: Trigger, payload_bytes: int
) -> PlatformError | None:
    """None when the invocation succeeded. HTTP invocations are never retried by us; queue and cron ones may be."""
    try:
        check_payload(payload_bytes)
        check_usage(call(), config, limits, trigger)
    except PlatformError as failure:
        return failure
    return None
