"""Which app instance answers a request, and what the visitor sees when none does."""

import random
from dataclasses import dataclass

from quayside.errors import PlatformError, error

CONNECT_TIMEOUT_S = 3
FIRST_BYTE_TIMEOUT_S = 55
# Between two chunks of a response, or two frames of a websocket. Send a ping every 30 s to stay below it.
IDLE_TIMEOUT_S = 90
MAX_HEADER_KIB = 32
CONNECT_ATTEMPTS = 2

HTTP_STATUS = {"QS-5020": 502, "QS-5021": 504, "QS-5022": 431, "QS-5024": 502}


@dataclass(frozen=True)
class Instance:
    id: str
    address: str
    in_flight: int
    draining: bool = False


def choose(instances: list[Instance], rng: random.Random) -> Instance:
    """Power of two choices: cheaper than least-connections and almost as even, with no shared counter."""
    ready = [instance for instance in instances if not instance.draining]
    if not ready:
        raise error("QS-5020")
    first, second = rng.choice(ready), rng.choice(ready)
    return first if first.in_flight <= second.in_flight else second


def may_retry(method: str, failure: PlatformError, attempt: int) -> bool:
    """A refused connection is retried once on another instance, whatever the method: the app saw nothing.

    A connection that broke later (QS-5024) is retried for GET and HEAD only, as the app may have acted.
    """
    if attempt >= CONNECT_ATTEMPTS:
        return False
    if failure.code == "QS-5020":
        return True
    return failure.code == "QS-5024" and method in {"GET", "HEAD"}


def check_headers(headers: list[tuple[str, str]]) -> None:
    size = sum(len(name) + len(value) + 4 for name, value in headers)
    if size > MAX_HEADER_KIB * 1024:
        raise error("QS-5022")


def error_page(failure: PlatformError, request_id: str) -> tuple[int, dict[str, str], str]:
    """Never cached, and it names the request id, which finds the log line (`quay logs --request <id>`)."""
    status = HTTP_STATUS.get(failure.code, 500)
    headers = {"Cache-Control": "no-store", "X-Quayside-Error": failure.code, "X-Request-Id": request_id}
    return status, headers, f"{failure}\nrequest {request_id}\n"
