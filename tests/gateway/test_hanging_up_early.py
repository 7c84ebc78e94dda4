"""A box that hangs up before the model has said a word leaves nothing open behind it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from agents.gateway.upstream import Reply
from tests import make_drafts as make
from tests.gateway.messages_api import streamed
from tests.gateway.test_who_may_ask_the_model import ASK
from tests.pylon.server import until


@dataclass
class Slow:
    """Answers when it is told to; notes whether its answer was closed."""

    go: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)

    @asynccontextmanager
    async def messages(self, body: Mapping[str, object], headers: Mapping[str, str]) -> AsyncIterator[Reply]:
        self.asked.set()
        await asyncio.to_thread(self.go.wait, 5)
        try:
            yield Reply(200, self._each(), {"content-type": "text/event-stream"})
        finally:
            self.closed.set()

    async def _each(self) -> AsyncIterator[bytes]:
        for chunk in streamed("Hello"):
            yield chunk


@pytest.mark.parametrize("stream", [True, False])
def test_hanging_up_before_the_first_word_leaves_nothing_open(
    gateway: str, settled: threading.Event, monkeypatch: pytest.MonkeyPatch, stream: bool
) -> None:
    run, token = make.run()
    for _ in range(4):
        slow = Slow()
        monkeypatch.setattr("agents.gateway.llm.get_upstream", lambda slow=slow: slow)
        with httpx.Client(trust_env=False) as http, pytest.raises(httpx.ReadTimeout):
            http.post(
                f"{gateway}/llm/v1/messages", json={**ASK, "stream": stream}, headers={"x-api-key": token}, timeout=0.1
            )
        assert slow.asked.wait(5), "an earlier request still counts as under way"
        slow.go.set()
        until(slow.closed.is_set, 3)
        assert settled.wait(3)
        settled.clear()
    assert run.llm_calls.count() == 4
