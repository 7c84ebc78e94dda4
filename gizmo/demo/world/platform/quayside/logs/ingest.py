"""Log lines from apps: split, stamped, limited, redacted, stored.

A line above 16 KiB is cut, not split: a stack trace in two rows is two rows that nobody finds. The rate limit is a
token bucket per app with 10 s of burst; what exceeds it is dropped and counted, never queued, because a queue would
only turn a flood into a delay for everybody in the region.
"""

from dataclasses import dataclass

from quayside.errors import error
from quayside.limits import Limits
from quayside.logs.redact import redact

MAX_LINE_KIB = 16
BURST_S = 10
CUT_MARK = " …[cut by Quayside]"
# One notice per minute in the customer's own log, with the number of dropped lines.
NOTICE_EVERY_S = 60


@dataclass
class Bucket:
    limit_per_s: int
    tokens: float
    refilled_at: float
    dropped: int = 0
    noticed_at: float = 0.0

    @classmethod
    def for_app(cls, limits: Limits, now: float) -> "Bucket":
        rate = limits.log_lines_per_second
        return cls(limit_per_s=rate, tokens=float(rate * BURST_S), refilled_at=now)

    def take(self, now: float) -> bool:
        refill = (now - self.refilled_at) * self.limit_per_s
        self.tokens = min(float(self.limit_per_s * BURST_S), self.tokens + refill)
        self.refilled_at = now
        if self.tokens < 1:
            self.dropped += 1
            return False
        self.tokens -= 1
        return True

    def notice(self, now: float) -> str | None:
        """The line that tells the customer about dropped lines, at most once a minute."""
        if not self.dropped or now - self.noticed_at < NOTICE_EVERY_S:
            return None
        text = str(error("QS-8504", limit=self.limit_per_s, dropped=self.dropped))
        self.dropped, self.noticed_at = 0, now
        return text


def cut(line: str) -> str:
    raw = line.encode()
    if len(raw) <= MAX_LINE_KIB * 1024:
        return line
    return raw[: MAX_LINE_KIB * 1024].decode(errors="ignore") + CUT_MARK


def accept(lines: list[str], bucket: Bucket, now: float) -> list[str]:
    """What is stored of a batch. Levels are not looked at: an error line is dropped as readily as a debug line."""
    kept = [redact(cut(line)) for line in lines if bucket.take(now)]
    notice = bucket.notice(now)
    return [*kept, notice] if notice else kept
