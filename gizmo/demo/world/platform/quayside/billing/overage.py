"""Usage beyond what the plan includes, and the spending cap.

Warnings go out at 50, 80 and 100% of the cap. At 100% usage-based services (functions, builds, log ingest) are paused
with QS-9006; running apps and their data are never touched.
"""

import math
from dataclasses import dataclass

from quayside.errors import error

FUNCTION_MICROCENTS_PER_GIB_S = 1_800
BANDWIDTH_CENTS_PER_GIB = 9
BUILD_CENTS_PER_MINUTE = 1
LOG_CENTS_PER_GIB = 45
CAP_WARNINGS = (0.5, 0.8, 1.0)

# Starting caps ($50 on Pro, $250 on Team) that the owner can raise or remove. Enterprise contracts have none.
DEFAULT_CAP_CENTS = {"free": 0, "pro": 5_000, "team": 25_000}


@dataclass(frozen=True)
class Usage:
    gib_seconds: float
    bandwidth_gib: float
    build_minutes: int
    log_gib: float


@dataclass(frozen=True)
class Included:
    gib_seconds: int
    bandwidth_gib: int
    build_minutes: int
    log_gib: int


def overage_cents(usage: Usage, included: Included) -> dict[str, int]:
    """Cents per meter, each rounded up once."""
    gib_s = max(0.0, usage.gib_seconds - included.gib_seconds)
    return {
        "functions": math.ceil(gib_s * FUNCTION_MICROCENTS_PER_GIB_S / 1_000_000),
        "bandwidth": math.ceil(max(0.0, usage.bandwidth_gib - included.bandwidth_gib) * BANDWIDTH_CENTS_PER_GIB),
        "builds": max(0, usage.build_minutes - included.build_minutes) * BUILD_CENTS_PER_MINUTE,
        "logs": math.ceil(max(0.0, usage.log_gib - included.log_gib) * LOG_CENTS_PER_GIB),
    }


def warnings_crossed(before_cents: int, after_cents: int, cap_cents: int) -> list[float]:
    return [ratio for ratio in CAP_WARNINGS if before_cents < cap_cents * ratio <= after_cents]


def check_cap(spent_cents: int, cap_cents: int | None) -> None:
    """Checked every 10 min, so spending can pass the cap by what is used in that time. We do not bill that part."""
    if cap_cents is not None and spent_cents >= cap_cents:
        raise error("QS-9006", cap=f"${cap_cents / 100:.2f}")
