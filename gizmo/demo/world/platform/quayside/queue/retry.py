"""When a failed message comes back."""

import random

BASE_DELAY_S = 10
MAX_DELAY_S = 900
JITTER_RATIO = 0.2
DEFAULT_MAX_ATTEMPTS = 5

# Errors of the platform that no retry can heal; the message goes to dead letter at once.
PERMANENT_CODES = {"QS-6107", "QS-7007"}


def delay_s(attempt: int, rng: random.Random) -> float:
    """Delay before the next attempt: 10 s, 20 s, 40 s, ... up to 15 min, each with 20% jitter.

    `attempt` is 1 after the first failure. The jitter keeps a thousand messages that failed together, because one
    database was down, from coming back together.
    """
    plain = min(BASE_DELAY_S * 2 ** (attempt - 1), MAX_DELAY_S)
    return plain * (1 + rng.uniform(-JITTER_RATIO, JITTER_RATIO))


def is_exhausted(attempts: int, max_attempts: int = DEFAULT_MAX_ATTEMPTS) -> bool:
    return attempts >= max_attempts


def should_dead_letter(attempts: int, max_attempts: int, code: str | None) -> bool:
    return code in PERMANENT_CODES or is_exhausted(attempts, max_attempts)


def total_wait_s(max_attempts: int = DEFAULT_MAX_ATTEMPTS) -> int:
    """Seconds from the first failure to dead letter, without jitter and run time. With 5 attempts: 150 s."""
    return sum(min(BASE_DELAY_S * 2 ** (attempt - 1), MAX_DELAY_S) for attempt in range(1, max_attempts))
