"""The only websocket consumer: who is it, which topic, forward."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from audit import live
from audit.models import Event
from drafts.roles import can_read
from tickets.models import Ticket

REFUSED = 4403  # not signed in, another site's page, or no such topic: coming back will not help


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels is untyped
    topic = ""

    async def connect(self) -> None:
        user = self.scope.get("user")
        asked = parse_qs(self.scope["query_string"].decode("latin-1")).get("topic", [""])[0]
        allowed = (
            same_origin(_headers(self.scope)) and user is not None and await database_sync_to_async(can_read)(user)
        )
        newest = await database_sync_to_async(newest_event)(asked) if allowed else None
        # Accepted before it is refused: a handshake that fails gives the page no code to tell "never" from "later".
        await self.accept()
        if newest is None:
            await self.close(code=REFUSED)
            return
        await self.channel_layer.group_add(asked, self.channel_name)
        self.topic = asked
        # Asked again after joining, so that nothing falls between the page and the socket.
        newest = await database_sync_to_async(newest_event)(asked)
        await self.send(json.dumps({"topic": asked, "message": {"event": "hello", "newest": newest}}))

    async def disconnect(self, code: int) -> None:
        if self.topic:
            await self.channel_layer.group_discard(self.topic, self.channel_name)

    async def live_message(self, event: Mapping[str, object]) -> None:
        await self.send(json.dumps({"topic": event["topic"], "message": event["message"]}))


def newest_event(topic: str) -> int | None:
    """The newest audit row a page on this topic shows, 0 if there is none; None if there is no such topic."""
    events = Event.objects.order_by("-pk").values_list("pk", flat=True)
    if topic == live.QUEUE:
        return events.filter(ticket__isnull=False).first() or 0
    kind, _, number = topic.partition(".")
    if kind != "ticket" or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    if not Ticket.objects.filter(pk=int(number)).exists():
        return None
    return events.filter(ticket=int(number)).first() or 0


def same_origin(headers: Mapping[str, str]) -> bool:
    """Cookies go along with a websocket from any page, so the page must be ours: same host and port."""
    origin, host = headers.get("origin", ""), headers.get("host", "")
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    domain, _ = split_domain_port(host)
    allowed = settings.ALLOWED_HOSTS or (["localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
    return bool(domain) and validate_host(domain, allowed) and urlsplit(origin).netloc.lower() == host.lower()


def _headers(scope: Mapping[str, object]) -> dict[str, str]:
    pairs = scope.get("headers")
    assert isinstance(pairs, list | tuple)
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}
