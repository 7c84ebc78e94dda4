"""Dead-letter queues: where messages go that nobody could process, and how they come back.

Every queue has one, named `<queue>.dead`. A message arrives with its last error and its number of attempts, and stays
for 14 days. Nothing is redriven automatically.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from quayside.queue.broker import Queue

DEAD_RETENTION = timedelta(days=14)
REDRIVE_PER_SECOND = 50
ALERT_AT_COUNT = 1


@dataclass(frozen=True)
class DeadMessage:
    id: str
    queue: str
    body: bytes
    attempts: int
    error_code: str | None
    error_text: str
    died_at: datetime


def dead_queue_name(queue: str) -> str:
    return f"{queue}.dead"


def expire(messages: Iterable[DeadMessage], now: datetime) -> list[DeadMessage]:
    """What survives. Deleted dead messages can't be restored, which is why the alert fires at the first one."""
    return [message for message in messages if now - message.died_at < DEAD_RETENTION]


def redrive(messages: list[DeadMessage], target: Queue, now: float) -> int:
    """Send dead messages back to their queue, at 50 per second, with a NEW id and attempts at zero.

    A consumer that deduplicates on the message id will therefore process them again: deduplicate on a key of your own
    in the body.
    """
    for position, message in enumerate(messages):
        target.send(message.body, now, delay_s=position // REDRIVE_PER_SECOND)
    return len(messages)


def needs_alert(count: int, already_alerted: bool) -> bool:
    return count >= ALERT_AT_COUNT and not already_alerted


def log_line(message: DeadMessage) -> str:
    reason = message.error_code or "consumer error"
    return (
        f"QS-7011: message {message.id} moved to dead letter after {message.attempts} attempts "
        f"queue={message.queue} reason={reason!r}"
    )
