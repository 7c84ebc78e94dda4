"""The only module that touches the channel layer. Messages are small hints; the page fetches anything large."""

import logging
from collections.abc import Mapping

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)
QUEUE = "queue"
LARGEST = 3500  # bytes of text; PostgreSQL's NOTIFY carries 8,000 after base64


def ticket_topic(ticket_id: int) -> str:
    return f"ticket.{ticket_id}"


def push(topic: str, message: Mapping[str, object]) -> None:
    """Send to every page on `topic` when the current transaction commits; at once outside one."""
    transaction.on_commit(lambda: _send(topic, dict(message)), robust=True)


def _send(topic: str, message: dict[str, object]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(topic, {"type": "live.message", "topic": topic, "message": message})
    except Exception:
        # A page that misses a hint still shows the truth on its next fetch; the action it tells of has committed.
        logger.exception("Could not push to %s", topic)


async def apush(topic: str, message: Mapping[str, object]) -> None:
    """`push` for the async rim, where no transaction is open."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        await layer.group_send(topic, {"type": "live.message", "topic": topic, "message": dict(message)})
    except Exception:
        logger.exception("Could not push to %s", topic)
