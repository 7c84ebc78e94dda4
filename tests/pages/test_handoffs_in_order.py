"""The list of handoffs stands in the order of the queue, and shows why."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from drafts import handoffs
from drafts.models import Handoff
from tests import make
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def handed(title: str, *, due_in: int | None, opened_ago: int = 5, urgency: str = "normal") -> Handoff:
    handoff = handoffs.open_handoff(make.ticket(title=title), summary="s", reason="r")
    now = timezone.now()
    due = None if due_in is None else now + timedelta(minutes=due_in)
    Ticket.objects.filter(pk=handoff.ticket_id).update(due_at=due, urgency=urgency)
    Handoff.objects.filter(pk=handoff.pk).update(opened_at=now - timedelta(minutes=opened_ago))
    return handoff


def rows(page: str) -> list[str]:
    return page[page.index('id="rows"') :].split("<tr>")[1:]


def test_what_is_due_first_comes_first_then_what_people_have_longest(client: Client, engineer: User) -> None:
    handed("Refund", due_in=600, opened_ago=90)
    handed("Newer", due_in=None, opened_ago=10)
    handed("Older", due_in=None, opened_ago=600)
    outage = handed("Outage", due_in=-20, opened_ago=30, urgency="urgent")
    handoffs.take(outage, user=engineer)
    client.force_login(engineer)
    page = client.get(reverse("handoffs")).content.decode()
    assert re.findall(r"<bdi>(\w+)</bdi>", page) == ["Outage", "Refund", "Older", "Newer"]


def test_each_says_how_urgent_it_is_and_when_it_is_due(client: Client, engineer: User) -> None:
    handed("Outage", due_in=-20, urgency="urgent")
    handed("Refund", due_in=600)
    handed("Answered", due_in=None)
    client.force_login(engineer)
    outage, refund, answered = rows(client.get(reverse("handoffs")).content.decode())
    assert '<span class="urgency urgency-urgent">Urgent</span>' in outage
    assert re.search(r'class="due overdue" data-due="[^"]+">overdue<', outage)
    assert re.search(r'class="due" data-due="[^"]+">due \d\d:\d\d<', refund)
    assert "data-due" not in answered


def test_it_says_what_closing_does_and_an_empty_list_says_so(client: Client, engineer: User) -> None:
    client.force_login(engineer)
    assert "People have nothing open" in client.get(reverse("handoffs")).content.decode()
    handed("Outage", due_in=20)
    assert "back under “To review”" in client.get(reverse("handoffs")).content.decode()
