"""Counting what is billed: function time, bandwidth, build minutes, log volume.

Meters are written by the data plane once a minute and summed per day in UTC (migrations/0042_usage_rollup.sql). An
event carries its own id, so a meter that is sent twice counts once.
"""

import math
from dataclasses import dataclass

# Function time is billed in steps of 100 ms, at the CONFIGURED memory and not at the peak that was used.
FUNCTION_STEP_MS = 100
BILLED_DURATION_INCLUDES_INIT = False


@dataclass(frozen=True)
class Invocation:
    id: str
    milliseconds: float
    configured_memory_mib: int
    platform_fault: bool = False


def billed_ms(invocation: Invocation) -> int:
    """Rounded up to 100 ms. Cold start time is ours and is not billed; nor is a run that we broke."""
    if invocation.platform_fault:
        return 0
    return max(1, math.ceil(invocation.milliseconds / FUNCTION_STEP_MS)) * FUNCTION_STEP_MS


def gib_seconds(invocations: list[Invocation]) -> float:
    """A function of 1024 MiB that runs for 1 s costs 1 GiB-second. Halving the memory halves the bill, if the run does
    not take longer for it."""
    unique = {invocation.id: invocation for invocation in invocations}
    return sum(billed_ms(one) / 1000 * one.configured_memory_mib / 1024 for one in unique.values())


def billed_bandwidth_bytes(edge_out: int, region_to_region: int, inbound: int) -> int:
    """Only what leaves the edge for visitors is billed. Traffic between regions of one app and inbound traffic are
    free; cache hits are NOT free, since they leave the edge like everything else."""
    del region_to_region, inbound
    return edge_out


def build_minutes(seconds: list[float]) -> int:
    """Each build is rounded up to a whole minute by itself. Failed builds count, except those that end in QS-2014."""
    return sum(math.ceil(one / 60) for one in seconds)
