"""A policy or a template counts from its first day to its last, both included."""

from datetime import timedelta

import pytest
from django.utils import timezone

from drafts.knowledge import search, store_article
from drafts.models import Article, ReplyTemplate
from drafts.reply_templates import frame_for
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [
        (None, None, True),
        (0, 0, True),
        (-3, 3, True),
        (1, None, False),
        (None, -1, False),
        (None, 0, True),
    ],
)
def test_only_what_is_in_force_is_searched_and_used(begins: int | None, ends: int | None, counts: bool) -> None:
    now = timezone.now()
    day = now.date()
    dates = {
        "effective_from": None if begins is None else day + timedelta(days=begins),
        "effective_to": None if ends is None else day + timedelta(days=ends),
    }
    store_article("a", title="A", body="Zebra.", kind="policy", visibility="public", category="", updated_at=now)
    Article.objects.update(**dates)
    ReplyTemplate.objects.create(name="x", language="en", greeting="Hello", closing="Bye", **dates)
    assert bool(search("zebra")) is counts
    ticket = make.ticket()
    ticket.language = "en"
    assert bool(frame_for(ticket)) is counts
