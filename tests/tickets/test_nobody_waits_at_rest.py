"""A ticket that is closed or left alone waits for nobody, so it is never overdue."""

from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests import make, make_drafts
from tickets import service
from tickets.actions import mirror, record_triage, set_stage
from tickets.models import Ticket
from tickets.triage import Decision

pytestmark = pytest.mark.django_db
IGNORED = Decision("ignore", "other", 1, "low", 0.9, "neutral", "An absence note.")


def clocks(ticket: Ticket) -> tuple[Any, Any]:
    ticket.refresh_from_db()
    return ticket.waiting_since, ticket.due_at


def test_a_ticket_that_is_closed_when_we_first_see_it_is_not_due() -> None:
    ticket = make.ticket(state="closed")
    assert ticket.stage == "closed" and ticket.newest_customer_message
    assert clocks(ticket) == (None, None)
    service.settle_all()
    assert clocks(ticket) == (None, None)


def test_a_last_word_that_arrives_with_the_closing_starts_no_clock() -> None:
    said, thanks = make.message(), make.message("Thank you.", 4)
    number = make.ticket(messages=[said]).number
    closed = mirror(make.fetched(make.issue(number, minutes=5, state="closed"), [said, thanks]))
    assert clocks(closed) == (None, None)
    again = mirror(make.fetched(make.issue(number, minutes=6, state="closed"), [said, thanks]))
    assert clocks(again) == (None, None)


def test_a_ticket_that_is_reopened_without_a_word_waits_again() -> None:
    said = make.message()
    number = make.ticket(messages=[said]).number
    mirror(make.fetched(make.issue(number, minutes=5, state="closed"), [said]))
    opened = mirror(make.fetched(make.issue(number, minutes=8, state="new"), [said]))
    assert (opened.stage, opened.waiting_since) == ("new", said.at)
    assert opened.due_at


def test_a_ticket_that_is_reopened_after_our_answer_waits_for_nobody() -> None:
    said = [make.message(), make.message("Mended.", 2, "team")]
    number = make.ticket(messages=said, state="closed").number
    opened = mirror(make.fetched(make.issue(number, minutes=8, state="new"), said))
    assert (opened.stage, *clocks(opened)) == ("new", None, None)


def test_a_ticket_left_alone_is_not_due_until_the_customer_writes_again(client: Client, engineer: User) -> None:
    ticket = make_drafts.ticket()
    assert ticket.newest_customer_message
    record_triage(ticket, ticket.newest_customer_message, IGNORED)
    service.settle_all()
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.due_at, ticket.waits_since) == ("ignored", None, None)
    client.force_login(engineer)
    page = client.get(reverse("queue"), {"stage": "ignored"}).content.decode()
    assert "Deploy stuck" in page and "overdue" not in page and "data-age" not in page
    again = make_drafts.arrive(ticket, "I am back. It is still down.")
    record_triage(ticket, again, replace(IGNORED, route="draft"))
    set_stage(ticket, Ticket.Stage.DRAFTING)
    assert (clocks(ticket)[0], ticket.due_at is None) == (again.at, False)


def test_tickets_that_rested_before_lose_their_times() -> None:
    closed, ignored, waiting = (make_drafts.ticket() for _ in range(3))
    for ticket, stage in ((closed, "closed"), (ignored, "ignored"), (waiting, "review")):
        Ticket.objects.filter(pk=ticket.pk).update(stage=stage)
    import_module("tickets.migrations.0016_nobody_waits_at_rest").clear(apps, None)
    assert clocks(closed) == (None, None)
    assert clocks(ignored)[1] is None
    assert None not in clocks(waiting)
