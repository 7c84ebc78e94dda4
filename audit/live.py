"""The only module that touches the channel layer. Messages are small hints; the page fetches anything large."""

import logging
from collections.abc import Mapping

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from channels_postgres.core import PostgresChannelLayer
from channels_postgres.models import GroupChannel, Message
from django.db import transaction

logger = logging.getLogger(__name__)
QUEUE = "queue"


def ticket_topic(ticket_id: int) -> str:
    return f"ticket.{ticket_id}"


def push(topic: str, message: Mapping[str, object]) -> None:
    """Send to every page on `topic` when the current transaction commits; at once outside one."""
    transaction.on_commit(lambda: _send(topic, dict(message)))


async def apush(topic: str, message: Mapping[str, object]) -> None:
    """`push` for the async rim, where no transaction is open."""
    try:
        await get_channel_layer().group_send(topic, _event(topic, message))
    except Exception:
        logger.exception("Could not push to %s", topic)


def _send(topic: str, message: dict[str, object]) -> None:
    layer = get_channel_layer()
    try:
        if isinstance(layer, PostgresChannelLayer):
            _insert(layer, topic, message)
        else:
            async_to_sync(layer.group_send)(topic, _event(topic, message))
    except Exception:
        # A page that misses a hint still shows the truth on its next fetch; the action it tells of has committed.
        logger.exception("Could not push to %s", topic)


def _insert(layer: PostgresChannelLayer, topic: str, message: dict[str, object]) -> None:
    """What the layer's group_send does, on Django's own connection.

    The layer keeps one pool, bound to one event loop; a worker has none and would make a new loop for every push.
    """
    packed = layer.serialize(_event(topic, message))
    channels = GroupChannel.objects.filter(group_key=layer._group_key(topic)).values_list("channel", flat=True)
    Message.objects.bulk_create([Message(channel=channel, message=packed) for channel in channels.distinct()])


def _event(topic: str, message: Mapping[str, object]) -> dict[str, object]:
    return {"type": "live.message", "topic": topic, "message": dict(message)}
