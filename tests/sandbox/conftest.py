import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from sandbox import codebase
from sandbox.providers import Launch, Provider
from sandbox.providers.local import LocalProvider

JOB: dict[str, object] = {
    "run": "r1",
    "model": "stub-model",
    "system_prompt": "You answer support tickets.",
    "prompt": "Answer the ticket.",
    "max_turns": 8,
    "seconds": 30,
    "mcp_tools": ["get_ticket"],
}


def eventually(condition: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def nothing_leaves_loopback() -> None:
    """Stand-ins for outside services are real servers here, so loopback sockets have to work."""
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@pytest.fixture
def state(settings: Any, tmp_path: Path) -> Path:
    """A state directory and a codebase of this test's own."""
    settings.VAR_DIR = tmp_path / "var"
    settings.GATEWAY_SOCKET = tmp_path / "gateway" / "gateway.sock"
    settings.CODEBASE_SOURCE = tmp_path / "platform"
    settings.CODEBASE_REF = "HEAD"
    settings.SANDBOX_PROVIDER = "local"
    settings.VAR_DIR.mkdir()
    settings.CODEBASE_SOURCE.mkdir()
    (settings.CODEBASE_SOURCE / "limits.py").write_text("# limits\nMAX_REGIONS = 3\n")
    return tmp_path


@pytest.fixture
def order(state: Path) -> Callable[..., Launch]:
    def build(key: str = "r1", **changes: Any) -> Launch:
        snapshot = codebase.current()
        given: dict[str, Any] = {"job": JOB, "token": "run-token", "seconds": 60, **changes}
        return Launch(key=key, codebase=snapshot.path, commit=snapshot.commit, **given)

    return build


@pytest.fixture
def ending() -> Iterator[Callable[[Provider], Provider]]:
    """Nothing that a test launched outlives it."""
    providers: list[Provider] = []

    def watch(provider: Provider) -> Provider:
        providers.append(provider)
        return provider

    yield watch
    for provider in providers:
        for box in provider.list():
            provider.kill(box.ref)


@pytest.fixture
def local(state: Path, ending: Callable[[Provider], Provider]) -> Provider:
    return ending(LocalProvider())
