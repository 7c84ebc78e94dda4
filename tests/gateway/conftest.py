"""A running gateway that sees what a test has written but not committed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.server import running_gateway


@pytest.fixture(scope="session")
def gateway_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("gateway") / "gateway.sock"
    with running_gateway(path) as url:
        yield url


@pytest.fixture
def gateway(gateway_server: str, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Its base URL. Its threads share the connection of the test, which waits while they work."""
    shared: Any = connections["default"]
    shared.inc_thread_sharing()
    monkeypatch.setattr(connections, "create_connection", lambda alias: shared)
    yield gateway_server
    shared.dec_thread_sharing()
