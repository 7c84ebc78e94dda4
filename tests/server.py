"""The gateway in a thread, on a unix socket and a free port, as its own process would listen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from gizmo import gateway
from tests.pylon.server import serving


@contextmanager
def running_gateway(path: Path) -> Iterator[str]:
    """Yields the base URL of the port."""
    config = uvicorn.Config(gateway.build(), log_level="error", loop="asyncio", timeout_graceful_shutdown=1)
    sockets = gateway.listen("127.0.0.1", 0, path)
    try:
        with serving(config, sockets):
            yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    finally:
        for each in sockets:
            each.close()
