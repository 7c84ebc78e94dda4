"""A page is made without the server's event loop, so a client that leaves in the middle leaves no thread waiting."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.http import HttpRequest, HttpResponse

from gizmo import asgi, health

pytestmark = pytest.mark.django_db
LONG = 5  # seconds
loop: asyncio.AbstractEventLoop
taken, over = threading.Event(), threading.Event()
held_until_over: list[bool] = []


def take_the_loop(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """From here on the event loop does nothing else, as after the last request of a server that stops."""

    def hold() -> None:
        taken.set()
        held_until_over.append(over.wait(LONG))

    def middleware(request: HttpRequest) -> HttpResponse:
        loop.call_soon_threadsafe(hold)
        taken.wait(LONG)
        return get_response(request)

    return middleware


def test_a_page_is_made_while_the_event_loop_does_nothing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MIDDLEWARE = [f"{__name__}.take_the_loop", *settings.MIDDLEWARE]

    def database() -> str:
        over.set()
        return ""

    monkeypatch.setattr(health, "_database", database)

    async def ask() -> int:
        global loop
        loop = asyncio.get_running_loop()
        headers = [(b"host", b"127.0.0.1:8000")]
        scope = {"type": "http", "method": "GET", "path": "/readyz", "query_string": b"", "headers": headers}
        client = ApplicationCommunicator(asgi.OneThread(), scope)
        await client.send_input({"type": "http.request"})
        answer = await client.receive_output(2 * LONG)
        status: int = answer["status"]
        await client.receive_output(LONG)
        await client.wait()
        return status

    async_to_sync(ask)()
    assert held_until_over == [True]
