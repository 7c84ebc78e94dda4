"""A running gateway that sees what a test has written but not committed."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from agents import metering
from agents.gateway.upstream import get_upstream
from tests.gateway.messages_api import MessagesApi, running_messages_api
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


@pytest.fixture
def upstream(settings: Any) -> Iterator[MessagesApi]:
    """A Messages API with a key of ours, which the gateway asks instead of the rehearsal."""
    with running_messages_api() as api:
        settings.REHEARSAL, settings.ANTHROPIC_BASE_URL = False, api.url
        settings.ANTHROPIC_API_KEY = "-".join(["key", "of", "the", "gateway"])
        get_upstream.cache_clear()
        yield api
    get_upstream.cache_clear()


@pytest.fixture
def rehearsal(settings: Any) -> Iterator[None]:
    settings.REHEARSAL = True
    get_upstream.cache_clear()
    yield
    get_upstream.cache_clear()


@dataclass
class Pushed:
    """What the pages would have been sent."""

    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a page shows that puts each piece where it says."""
        shown = ""
        for message in self.messages:
            if "stream" in message:
                assert message["at"] <= len(shown), "a piece was lost"
                shown = shown[: message["at"]] + message["text"]
        return shown


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> Pushed:
    kept = Pushed()

    async def keep(topic: str, message: dict[str, Any]) -> None:
        kept.messages.append({"topic": topic, **message})

    monkeypatch.setattr("audit.live.apush", keep)
    return kept


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when a call of the model has been written down; asking the database would disturb the writer."""
    done, settle = threading.Event(), metering.settle

    def and_tell(*args: Any, **kwargs: Any) -> None:
        settle(*args, **kwargs)
        done.set()

    monkeypatch.setattr(metering, "settle", and_tell)
    return done
