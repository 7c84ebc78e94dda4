"""Closing a handoff leaves nobody unanswered out of sight."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from audit.models import Event
from drafts import approving, handoffs, settling
from drafts.models import Delivery, Draft, Handoff
from tests import make_drafts as make
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def handed(ticket: Ticket | None = None) -> Handoff:
    return handoffs.open_handoff(ticket or make.triaged(), summary="It is down.", reason="High risk.")


def approved(user: User) -> Handoff:
    """People have the ticket, and one of them has approved the draft that stood there already."""
    draft = make.draft(make.triaged())
    handoff = handed(draft.ticket)
    approving.approve(draft, user=user, version=draft.latest.number)
    return handoff


def closed(handoff: Handoff, user: User, no_answer: str = "") -> Ticket:
    handoffs.close(handoff, user=user, no_answer=no_answer)
    return Ticket.objects.get(pk=handoff.ticket_id)


def test_an_unanswered_ticket_goes_back_to_be_reviewed_and_keeps_its_time(engineer: User) -> None:
    handoff = handed()
    before = Ticket.objects.get(pk=handoff.ticket_id)
    ticket = closed(handoff, engineer)
    assert ticket.stage == "review"
    assert (ticket.waiting_since, ticket.due_at) == (before.waiting_since, before.due_at)
    assert before.due_at is not None


def test_an_answered_ticket_waits_on_the_customer(engineer: User) -> None:
    handoff = handed()
    make.arrive(handoff.ticket, "We have mended it.", by="user")
    assert closed(handoff, engineer).stage == "waiting"


def test_an_internal_note_answers_nobody(engineer: User) -> None:
    handoff = handed()
    make.arrive(handoff.ticket, "Looks like the proxy.", by="user", private=True)
    assert closed(handoff, engineer).stage == "review"


def test_what_the_customer_wrote_after_our_answer_waits_for_us(engineer: User) -> None:
    handoff = handed()
    make.arrive(handoff.ticket, "We have mended it.", by="user")
    make.arrive(handoff.ticket, "It is down again.")
    assert closed(handoff, engineer).stage == "review"


def test_a_reply_that_has_left_is_an_answer_before_pylon_shows_it(engineer: User) -> None:
    handoff = approved(engineer)
    delivery = Delivery.objects.get(draft__ticket=handoff.ticket_id)
    Delivery.objects.filter(pk=delivery.pk).update(status="unknown", reason="Pylon did not say.")
    settling.settle_delivery(delivery, user=engineer, sent=True, reason="It is there.")
    assert Ticket.objects.get(pk=handoff.ticket_id).waiting_since is not None
    assert closed(handoff, engineer).stage == "waiting"


def test_a_reply_on_its_way_decides_about_the_stage(engineer: User) -> None:
    assert closed(approved(engineer), engineer).stage == "sending"


def test_a_draft_that_stands_open_is_to_be_reviewed(engineer: User) -> None:
    draft = make.draft(make.triaged())
    assert closed(handed(draft.ticket), engineer).stage == "review"
    assert Draft.objects.get(pk=draft.pk).status == "open"


def test_who_says_that_no_answer_is_needed_says_why(engineer: User) -> None:
    handoff = handed()
    ticket = closed(handoff, engineer, "answered by phone")
    assert (ticket.stage, ticket.waiting_since, ticket.due_at) == ("waiting", None, None)
    event = Event.objects.get(kind="handoff.closed")
    assert event.data == {"reason": "answered by phone", "stage": "waiting"}
    make.arrive(ticket, "It is down again.")
    assert Ticket.objects.get(pk=ticket.pk).waiting_since is not None


def test_the_pages_say_what_closing_does(client: Client, engineer: User) -> None:
    handoff = handed()
    client.force_login(engineer)
    page, panel = reverse("handoff", args=[handoff.pk]), reverse("draft_panel", args=[handoff.ticket_id])
    for address in (page, panel):
        assert "back under “To review”" in client.get(address).content.decode()
    assert 'id="needs-no-answer-reason"' in client.get(page).content.decode()
    make.arrive(handoff.ticket, "We have mended it.", by="user")
    for address in (page, panel):
        assert "waits on the customer" in client.get(address).content.decode()
    assert 'id="needs-no-answer-reason"' not in client.get(page).content.decode()


def test_the_reason_is_given_on_the_handoffs_page_and_stands_in_the_timeline(client: Client, engineer: User) -> None:
    handoff = handed()
    client.force_login(engineer)
    address = reverse("handoff_close", args=[handoff.pk])
    said = client.post(address, {"from": "page", "reason": " answered by phone "})
    assert said.status_code == 200 and 'id="needs-no-answer-reason"' not in said.content.decode()
    timeline = client.get(reverse("timeline", args=[handoff.ticket_id])).content.decode()
    assert "answered by phone" in timeline
