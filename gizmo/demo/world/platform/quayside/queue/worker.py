"""The worker loop that the Quayside SDK runs inside a customer's worker process.

The lease is renewed by a heartbeat thread at a third of the visibility timeout. Versions before 2.4.0 of the SDK had
no heartbeat: a handler slower than the visibility timeout was always delivered twice.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from quayside.errors import PlatformError
from quayside.queue.broker import Message, Queue

HEARTBEAT_DIVISOR = 3
POLL_WAIT_S = 20
SDK_HEARTBEAT_SINCE = "2.4.0"


@dataclass
class WorkerConfig:
    concurrency: int = 4
    heartbeat: bool = True
    # A handler that hangs would renew its lease for ever, so renewal ends after this long.
    max_handler_s: int = 3_600


def heartbeat_interval_s(visibility_s: int) -> float:
    return max(1.0, visibility_s / HEARTBEAT_DIVISOR)


def keep_lease(queue: Queue, message: Message, receipt: str, stop: threading.Event, clock: Callable[[], float]) -> None:
    """Runs in a thread next to the handler. CPU-bound handlers that hold the GIL for longer than the visibility
    timeout still lose their lease: the thread never gets to run."""
    while not stop.wait(heartbeat_interval_s(queue.visibility_s)):
        try:
            queue.extend(message.id, receipt, clock(), queue.visibility_s)
        except PlatformError:
            return


def handle(
    queue: Queue,
    message: Message,
    handler: Callable[[bytes], None],
    clock: Callable[[], float],
    log: Callable[[str], None],
) -> bool:
    """True if the message was processed and acknowledged by this worker."""
    receipt = message.receipt or ""
    stop = threading.Event()
    beat = threading.Thread(target=keep_lease, args=(queue, message, receipt, stop, clock), daemon=True)
    beat.start()
    try:
        handler(message.body)
    except Exception as failure:  # the customer's code: anything may come out of it
        log(f"handler failed on attempt {message.attempts}: {failure!r}")
        return False
    finally:
        stop.set()
    try:
        queue.acknowledge(message.id, receipt, clock())
    except PlatformError as failure:
        # The work is done and can't be undone. The handler must be idempotent, because this message comes again.
        log(str(failure))
        return False
    return True
