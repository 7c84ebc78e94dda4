"""Webhooks that we send: deploy.finished, deploy.failed, domain.expiring, queue.dead_letter, billing.cap_reached.

Signed, at least once, in no guaranteed order. The receiver deduplicates by `Quayside-Delivery` and answers 2xx within
10 s. A receiver that fails for 5 days is switched off.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

ANSWER_WITHIN_S = 10
RETRY_DELAYS_S = (10, 60, 300, 1_800, 7_200, 21_600, 43_200)
DISABLE_AFTER = timedelta(days=5)
SIGNATURE_TOLERANCE_S = 300
MAX_BODY_KIB = 512


@dataclass(frozen=True)
class Delivery:
    id: str
    event: str
    body: bytes
    attempt: int = 1


def signature(secret: bytes, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over "<timestamp>.<raw body>". Verify the RAW body: parsing and printing JSON again changes bytes,
    which is behind nearly every "signature does not match" report."""
    return "v1=" + hmac.new(secret, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def request_headers(delivery: Delivery, secret: bytes, timestamp: int) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "Quayside-Event": delivery.event,
        "Quayside-Delivery": delivery.id,
        "Quayside-Timestamp": str(timestamp),
        "Quayside-Signature": signature(secret, timestamp, delivery.body),
    }


def is_fresh(timestamp: int, now: float) -> bool:
    return abs(now - timestamp) <= SIGNATURE_TOLERANCE_S


def retry_delay_s(attempt: int) -> int | None:
    """Seven retries over about 21 h. A redirect counts as a failure and is not followed."""
    return RETRY_DELAYS_S[attempt - 1] if attempt <= len(RETRY_DELAYS_S) else None


def succeeded(status: int | None) -> bool:
    return status is not None and 200 <= status < 300


def is_disabled(failing_since: datetime | None, now: datetime) -> bool:
    return failing_since is not None and now - failing_since >= DISABLE_AFTER
