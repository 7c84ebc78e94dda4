"""Pages hear of an event when it has committed, and not before."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.models import Group
from django.db import transaction

from audit import live
from audit.actions import record
from tests import make

pytestmark = pytest.mark.django_db


class Page:
    """A page that listens to topics."""

    def __init__(self, *topics: str) -> None:
        self.layer = get_channel_layer()
        self.channel = async_to_sync(self.layer.new_channel)()
        for topic in topics:
            async_to_sync(self.layer.group_add)(topic, self.channel)

    def heard(self) -> list[Any]:
        waiting = self.layer.channels.get(self.channel)
        count = waiting.qsize() if waiting else 0
        return [async_to_sync(self.layer.receive)(self.channel)["message"] for _ in range(count)]


def test_the_ticket_and_the_queue_hear_of_an_event_once_it_commits(django_capture_on_commit_callbacks: Any) -> None:
    ticket = make.ticket("Hi.")
    page, queue, other = Page(live.ticket_topic(ticket.pk)), Page(live.QUEUE), Page(live.ticket_topic(ticket.pk + 1))
    with django_capture_on_commit_callbacks() as callbacks:
        record("ticket.closed", ticket)
    assert page.heard() == queue.heard() == []
    for callback in callbacks:
        callback()
    assert page.heard() == [{"event": "ticket.closed"}]
    assert queue.heard() == [{"event": "ticket.closed", "ticket": ticket.pk}]
    assert other.heard() == []


def test_nobody_hears_of_what_was_rolled_back(django_capture_on_commit_callbacks: Any) -> None:
    ticket = make.ticket("Hi.")
    queue = Page(live.QUEUE)
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        record("ticket.closed", ticket)
        raise ZeroDivisionError
    assert queue.heard() == []


def test_an_event_of_no_ticket_is_not_pushed(django_capture_on_commit_callbacks: Any) -> None:
    queue = Page(live.QUEUE)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        record("config.changed", Group.objects.create(name="g"))
    assert (callbacks, queue.heard()) == ([], [])


def test_a_push_that_fails_does_not_undo_what_it_tells_of(
    django_capture_on_commit_callbacks: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    ticket = make.ticket("Hi.")
    redis_away = {"hosts": ["redis://127.0.0.1:9/0"]}
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": redis_away}
    }
    with django_capture_on_commit_callbacks(execute=True):
        record("ticket.closed", ticket)
    assert "Could not push" in caplog.text
