"""Starting cron runs: on time, once, and not on top of each other."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from quayside.errors import PlatformError, error

# A run that could not start within this window is recorded as missed and not made up for: a report that was due at
# 03:00 is rarely wanted at 09:00, and ten of them never are.
START_WINDOW = timedelta(minutes=5)
MAX_RETRIES = 2
RETRY_AFTER = timedelta(seconds=60)


class Overlap(enum.StrEnum):
    SKIP = "skip"
    ALLOW = "allow"
    REPLACE = "replace"


@dataclass(frozen=True)
class CronJob:
    name: str
    overlap: Overlap = Overlap.SKIP
    timeout_s: int = 300
    retries: int = 0


@dataclass(frozen=True)
class Decision:
    start: bool
    stop_previous: bool = False
    failure: PlatformError | None = None
    missed: bool = False


def decide(job: CronJob, due: datetime, now: datetime, previous_active: bool) -> Decision:
    """What to do with one due run. Overlap is `skip` unless quayside.yaml says otherwise."""
    if now - due > START_WINDOW:
        return Decision(start=False, missed=True)
    if not previous_active or job.overlap is Overlap.ALLOW:
        return Decision(start=True)
    if job.overlap is Overlap.REPLACE:
        return Decision(start=True, stop_previous=True)
    return Decision(start=False, failure=error("QS-7205"))


def next_attempt(job: CronJob, attempt: int, failed_at: datetime) -> datetime | None:
    """A failed run is retried 60 s later, at most twice, and only if the job asks for it."""
    if attempt >= min(job.retries, MAX_RETRIES) + 1:
        return None
    return failed_at + RETRY_AFTER


def run_id(job: CronJob, due: datetime) -> str:
    """The same due time always gives the same id, so two schedulers that race start one run."""
    return f"{job.name}:{due:%Y%m%dT%H%M}Z"
