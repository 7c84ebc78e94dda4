"""The websocket: only for people who may read, only from our own pages, only for topics that exist."""

from typing import Any

import anyio
import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction

from audit import live
from gizmo.consumers import REFUSED, LiveConsumer
from tests import make_drafts as make

pytestmark = pytest.mark.django_db(transaction=True)


def socket_of(user: object, topic: str, origin: str = "http://127.0.0.1:8000") -> ApplicationCommunicator:
    scope = {
        "type": "websocket",
        "path": "/ws/live",
        "query_string": f"topic={topic}".encode(),
        "headers": [(b"host", b"127.0.0.1:8000"), (b"origin", origin.encode())],
        "user": user,
    }
    return ApplicationCommunicator(LiveConsumer.as_asgi(), scope)


def visit(user: object, topic: str, **how: str) -> dict[str, Any]:
    """What the page is told first, after it was let in far enough to be told anything."""

    async def conversation() -> dict[str, Any]:
        socket = socket_of(user, topic, **how)
        with anyio.fail_after(5):
            await socket.send_input({"type": "websocket.connect"})
            assert (await socket.receive_output())["type"] == "websocket.accept"
            first: dict[str, Any] = await socket.receive_output()
            await socket.send_input({"type": "websocket.disconnect", "code": 1001})
            await socket.wait()
        return first

    return async_to_sync(conversation)()


def test_a_reviewer_joins_the_queue(engineer: User) -> None:
    assert visit(engineer, "queue")["type"] == "websocket.send"


@pytest.mark.parametrize("topic", ["ticket.999999", "ticket.x", "secrets", "", "ticket.1;drop"])
def test_a_topic_that_does_not_exist_is_refused(topic: str, engineer: User) -> None:
    assert visit(engineer, topic)["code"] == REFUSED


def test_a_visitor_without_a_login_is_refused() -> None:
    assert visit(AnonymousUser(), "queue")["code"] == REFUSED


def test_a_login_without_a_group_is_refused() -> None:
    assert visit(User.objects.create_user("stranger"), "queue")["code"] == REFUSED


def test_another_sites_page_is_refused(engineer: User) -> None:
    assert visit(engineer, "queue", origin="https://evil.example")["code"] == REFUSED


def test_a_page_hears_of_what_happens_to_its_ticket(engineer: User) -> None:
    ticket = make.ticket()

    async def conversation() -> str:
        socket = socket_of(engineer, f"ticket.{ticket.pk}")
        with anyio.fail_after(5):
            await socket.send_input({"type": "websocket.connect"})
            await socket.receive_output()  # accepted
            await socket.receive_output()  # hello
            await sync_to_async(live.push)(live.ticket_topic(ticket.pk), {"event": "draft.edited"})
            heard: dict[str, str] = await socket.receive_output()
            await socket.send_input({"type": "websocket.disconnect", "code": 1001})
            await socket.wait()
        return heard["text"]

    assert "draft.edited" in async_to_sync(conversation)()


def test_nothing_is_pushed_when_the_transaction_is_rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(live, "_send", lambda topic, message: sent.append(topic))
    with pytest.raises(RuntimeError), transaction.atomic():
        live.push("queue", {"event": "x"})
        raise RuntimeError
    assert not sent
