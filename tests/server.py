"""The gateway in a thread, on a unix socket and a free port, as its own process would listen."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from gizmo import gateway
from tests.pylon.server import PromptServer, until


@contextmanager
def running_gateway(path: Path) -> Iterator[str]:
    """Yields the base URL of the port."""
    config = uvicorn.Config(gateway.build(), log_level="error", loop="asyncio", timeout_graceful_shutdown=1)
    server = PromptServer(config)
    sockets = gateway.listen("127.0.0.1", 0, path)
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets}, daemon=True)
    thread.start()
    until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        for each in sockets:
            each.close()
