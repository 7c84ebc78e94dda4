"""Tell the gateway that the run began and how it ended."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict

from .conversation import Outcome
from .options import Gateway

_PAUSES = (0.5, 1.0, 2.0, 4.0)
_TIMEOUT = 10


class Refused(Exception):
    """The gateway does not want this run."""


class Unreachable(Exception):
    """The gateway could not be told."""


def send(gateway: Gateway, event: str, outcome: Outcome, pauses: Sequence[float] = _PAUSES) -> None:
    body = json.dumps({"event": event, **asdict(outcome)}).encode()
    headers = {"Authorization": f"Bearer {gateway.token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{gateway.url}/run/report", body, headers, method="POST")  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    failure: Exception | None = None
    for pause in (0.0, *pauses):
        time.sleep(pause)
        try:
            with opener.open(request, timeout=_TIMEOUT):
                return
        except urllib.error.HTTPError as error:
            error.close()
            if error.code < 500 and error.code != 429:
                raise Refused(f"the gateway answered {error.code}") from None
            failure = error
        except (OSError, http.client.HTTPException) as error:
            failure = error
    raise Unreachable(str(failure)) from failure
