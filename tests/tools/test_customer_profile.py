"""get_customer: who the customer is, and what they asked before."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agents.gateway.dispatch import dispatch
from agents.models import Run
from tests import make_drafts as make
from tests.tools.conftest import BLUEBIRD, CARL
from tickets.models import App, Ticket


@pytest.fixture
def run(db: None) -> Run:
    return make.run()[0]


def customer(run: Run) -> dict[str, Any]:
    answer = dispatch(run, "get_customer", {})
    assert not answer.is_error, answer.text
    found: dict[str, Any] = json.loads(answer.text)["customer"]
    return found


def earlier(title: str, days: int, *messages: Any, **fields: Any) -> Ticket:
    ticket = make.ticket(
        *messages, title=title, **{name: fields.pop(name) for name in ("account", "contact") if name in fields}
    )
    Ticket.objects.filter(pk=ticket.pk).update(opened_at=timezone.now() - timedelta(days=days), **fields)
    return ticket


def test_the_profile_says_what_became_of_each_ticket_newest_first(run: Run) -> None:
    closed = Ticket.Stage.CLOSED
    earlier("Answered", 3, make.said("Help!"), make.said("Here is how.", by="user"), stage=closed)
    earlier("Only a note", 4, make.said("Help!"), make.said("Gone.", by="user", private=True), stage=closed)
    earlier("With people", 5, stage=Ticket.Stage.HANDOFF)
    found = customer(run)
    assert [(ticket["subject"], ticket["outcome"]) for ticket in found["recent_tickets"]] == [
        ("Answered", "Answered and closed"),
        ("Only a note", "Closed without an answer"),
        ("With people", "With people"),
    ]
    assert found["open_tickets"] == 1


@pytest.mark.parametrize(
    ("fields", "is_incident"),
    [
        ({"category": "outage"}, True),
        ({"urgency": "urgent"}, True),
        ({"urgency": "high"}, True),
        ({"category": "bug", "urgency": "normal"}, False),
    ],
)
def test_the_last_incident_is_the_newest_outage_or_urgent_ticket(
    run: Run, fields: dict[str, str], is_incident: bool
) -> None:
    earlier("Long ago", 90, category="outage")
    earlier("Lately", 2, **fields)
    incident = customer(run)["last_incident"]
    assert incident["subject"] == ("Lately" if is_incident else "Long ago")


def test_a_customer_without_history_has_none(run: Run) -> None:
    found = customer(run)
    assert (found["last_incident"], found["recent_tickets"], found["open_tickets"]) == (None, [], 0)
    assert (found["plan"], found["contacts"]) == ("team", 1)


def test_nothing_of_another_account_is_counted_or_told(run: Run) -> None:
    theirs = earlier("Theirs", 1, account=BLUEBIRD, contact=CARL, category="outage", urgency="urgent")
    App.objects.create(account=theirs.account, slug="nest-builder", name="Nests", region="fra")
    found = customer(run)
    assert (found["last_incident"], found["recent_tickets"], found["open_tickets"], found["apps"]) == (None, [], 0, [])
    assert found["contacts"] == 1


def test_a_ticket_without_an_account_shows_only_who_wrote(db: None) -> None:
    earlier("Nobody's either", 1, account=None)
    found = customer(make.run(make.triaged(account=None))[0])
    assert found.pop("contact")
    assert found == {"account": None, "apps": [], "recent_tickets": []}
