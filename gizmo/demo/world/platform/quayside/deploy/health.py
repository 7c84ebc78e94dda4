"""Is the new release ready for traffic?

A release is asked for its health path every 2 s for up to 60 s after its container starts. Three passes in a row make
it healthy. The old release keeps serving until then, so a failed deploy is never an outage by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from quayside.errors import error

HEALTH_WINDOW_S = 60
PROBE_INTERVAL_S = 2
PROBE_TIMEOUT_S = 5
PASSES_NEEDED = 3
DEFAULT_PATH = "/healthz"

# A redirect is not a pass. Frameworks that force HTTPS answer the probe (plain HTTP inside the mesh) with a 301 and
# fail forever; we send X-Forwarded-Proto: https so that most of them do not.
PASSING_STATUSES = range(200, 300)
PROBE_HEADERS = {"User-Agent": "quayside-health/1", "X-Forwarded-Proto": "https", "Host": "health.quayside.internal"}


@dataclass(frozen=True)
class Probe:
    status: int | None
    seconds: float
    detail: str = ""

    @property
    def passed(self) -> bool:
        return self.status is not None and self.status in PASSING_STATUSES


@dataclass(frozen=True)
class HealthConfig:
    path: str = DEFAULT_PATH
    # Time before the first probe counts. It does not extend the 60 s window: it is spent inside it.
    grace_s: int = 5


def explain(last: Probe | None) -> str:
    """The second line of the deploy log after QS-4312: what the last probe saw."""
    if last is None:
        return "no probe was sent, the container did not start"
    if last.status is None:
        return f"last probe: no answer ({last.detail})"
    if 300 <= last.status < 400:
        return f"last probe: {last.status} redirect, the health path must answer 2xx itself"
    if last.status == 400:
        return "last probe: 400, check that the app accepts the host health.quayside.internal"
    return f"last probe: {last.status}"


def wait_until_healthy(
    send: Callable[[str], Probe],
    config: HealthConfig,
    clock: Callable[[], float],
    pause: Callable[[float], None],
    log: Callable[[str], None],
) -> None:
    """Return once the release is healthy; raise QS-4312 when the window closes first."""
    opened = clock()
    passes = 0
    last: Probe | None = None
    pause(config.grace_s)
    while clock() - opened < HEALTH_WINDOW_S:
        last = send(config.path)
        passes = passes + 1 if last.passed else 0
        if passes >= PASSES_NEEDED:
            log(f"healthy after {clock() - opened:.0f} s")
            return
        pause(PROBE_INTERVAL_S)
    log(explain(last))
    raise error("QS-4312")
