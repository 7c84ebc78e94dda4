"""Why people got tickets: what asked for people, once a ticket, by its newest decision."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from audit.figures import Window
from tests import make_drafts as make
from tickets.metrics import escalation
from tickets.models import Ticket, TriageDecision

pytestmark = pytest.mark.django_db
ASKS = {"source": "rule", "name": "Refunds", "text": "Refunds are for people.", "to_people": True}
DRAFTS = {"source": "rule", "name": "How-to questions", "text": "An agent knows these.", "to_people": False}
UNSAID: dict[str, object] = {"source": "rule", "name": "Long ago", "text": "Nobody knows."}
GUARD = {"source": "guard", "name": "high_risk", "text": "High risk.", "to_people": True}
HEARD = {"source": "classifier", "name": "billing", "text": "The classifier says billing.", "to_people": False}


def decided(route: str, *reasons: dict[str, object], on: Ticket | None = None, days_ago: float = 0) -> Ticket:
    ticket = on or make.ticket()
    TriageDecision.objects.create(
        ticket=ticket, route=route, category="bug", tier=1, urgency="normal", reasons=list(reasons),
        decided_at=timezone.now() - timedelta(days=days_ago),
    )  # fmt: skip
    return ticket


def counted() -> tuple[float | None, int, dict[str, int]]:
    figure, reasons = escalation(Window.last(7))
    return figure.value, figure.n, dict(reasons)


def test_only_what_asked_for_people_is_a_reason() -> None:
    decided("handoff", GUARD, ASKS, DRAFTS, HEARD, UNSAID)
    assert counted() == (1, 1, {"Refunds": 1, "high risk": 1})


def test_a_ticket_that_was_decided_again_counts_once_as_it_was_decided_last() -> None:
    ticket = decided("handoff", ASKS, days_ago=2)
    decided("handoff", ASKS, GUARD, on=ticket, days_ago=1)
    calmed = decided("handoff", ASKS, days_ago=2)
    decided("draft", DRAFTS, on=calmed)
    spam = decided("handoff", ASKS, days_ago=2)
    decided("ignore", on=spam)
    assert counted() == (0.5, 2, {"Refunds": 1, "high risk": 1})


def test_what_was_decided_before_these_days_plays_no_part() -> None:
    decided("handoff", ASKS, days_ago=9)
    assert counted() == (None, 0, {})


def test_the_page_says_how_many_tickets_it_counts(client: Client, manager: User) -> None:
    ticket = make.triaged()
    TriageDecision.objects.filter(ticket=ticket).update(route="handoff", reasons=[ASKS, DRAFTS])
    client.force_login(manager)
    page = client.get("/numbers/").content.decode()
    assert "n = 1 tickets triaged, ignored ones aside" in page
    assert "Refunds" in page and "How-to questions" not in page
