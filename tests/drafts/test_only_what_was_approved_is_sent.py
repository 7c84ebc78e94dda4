"""What was approved is what is sent: these words, to these people, as an answer to this message."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from agents.models import Switch
from agents.switches import flip
from drafts.jobs import sweep
from drafts.models import Approval, Delivery, Draft
from tests import make_drafts as make
from tests.conftest import Jobs, Send
from tests.drafts.conftest import Desk, Sending
from tickets.actions import sync_ticket
from tickets.models import Message, Ticket
from tickets.pylon import Recipients

pytestmark = pytest.mark.django_db


def stopped(desk: Desk, delivery: Delivery, said: str, word: str) -> None:
    draft = Draft.objects.get(pk=delivery.draft_id)
    assert said.startswith("stopped"), said
    assert (delivery.status, draft.status, draft.ticket.stage) == ("stopped", "stale", "review")
    assert word in delivery.reason
    assert desk.outbox() == []


def test_a_message_that_arrived_after_the_approval_stops_it(desk: Desk, send: Sending, jobs: Jobs) -> None:
    delivery = desk.delivery()
    desk.customer_writes(delivery.draft.ticket, "Wait, do not restart it!")
    stopped(desk, delivery, send(delivery), "new message arrived")
    jobs.hold = {"agents.jobs.launch"}
    jobs.run()
    assert delivery.draft.ticket.messages.filter(text__contains="do not restart").exists()  # the reviewer can read it


def test_a_message_the_mirror_saw_first_stops_it_before_it_begins(desk: Desk, send: Sending) -> None:
    delivery = desk.delivery()
    desk.customer_writes(delivery.draft.ticket)
    sync_ticket(delivery.draft.ticket.pylon_id)
    assert send(delivery) == "already stopped"
    assert (Draft.objects.get().status, desk.outbox()) == (Draft.Status.STALE, [])


def test_a_note_of_the_team_stops_nothing(desk: Desk, send: Sending) -> None:
    delivery = desk.delivery()
    ticket = delivery.draft.ticket
    desk.pylon.client().note(ticket.pylon_id, body_html="<p>Looking good.</p>", thread_name="Team")
    sync_ticket(ticket.pylon_id)
    assert send(delivery).startswith("sent as")


def test_an_answer_a_colleague_sent_from_pylon_stops_it(desk: Desk, send: Sending) -> None:
    approval = desk.approved()
    client = desk.pylon.client()
    client.reply(
        approval.draft.ticket.pylon_id, message_id=approval.last_public_message, body_html="<p>Done already.</p>",
        recipients=Recipients(to=("ada@harbour.example",)),
    )  # fmt: skip
    said = send(approval.delivery)
    assert said.startswith("stopped") and "new message" in approval.delivery.reason
    assert [sent["body_html"] for sent in desk.outbox()] == ["<p>Done already.</p>"]


@pytest.mark.parametrize("change", [{"from_email": "eve@evil.example"}, {"cc": ["eve@evil.example"]}])
def test_other_recipients_than_approved_stop_it(desk: Desk, send: Sending, change: dict[str, Any]) -> None:
    delivery = desk.delivery()
    message = delivery.draft.ticket.messages.get()
    Message.objects.filter(pk=message.pk).update(email={**(message.email or {}), **change})
    stopped(desk, delivery, send(delivery), "recipients changed")


def test_other_words_than_approved_stop_it(desk: Desk, send: Sending) -> None:
    delivery = desk.delivery()
    Approval.objects.update(body_html="<p>We refund everything.</p>")
    stopped(desk, delivery, send(delivery), "changed after the approval")


def test_an_edit_after_the_approval_is_not_what_is_sent(desk: Desk, send: Sending) -> None:
    approval = desk.approved()
    approval.draft.versions.update(body="Something else entirely.")
    assert send(approval.delivery).startswith("sent as")
    assert desk.outbox()[0]["body_html"] == approval.body_html


def test_an_email_goes_to_who_wrote_with_their_copies_and_to_nobody_else(desk: Desk, send: Sending) -> None:
    ticket = desk.ticket(source="email")
    desk.customer_writes(
        ticket, "And my colleague wants to know too.", cc=["bo@harbour.example", "ada@harbour.example"]
    )
    sync_ticket(ticket.pylon_id)
    Ticket.objects.update(triaged_message=ticket.messages.last())
    approval = desk.approved(make.draft(Ticket.objects.get()))
    assert approval.recipients == {"to": ["ada@harbour.example"], "cc": ["bo@harbour.example"], "bcc": []}
    send(approval.delivery)
    [sent] = desk.outbox()
    assert (sent["to"], sent["cc"], sent["bcc"]) == (["ada@harbour.example"], ["bo@harbour.example"], [])


def test_a_chat_has_no_recipients(desk: Desk, send: Sending) -> None:
    approval = desk.approved(desk.draft(source="slack"))
    assert approval.recipients is None
    send(approval.delivery)
    assert "email_info" not in desk.outbox()[0]["request"]


def test_the_switch_holds_replies_and_releases_them(
    desk: Desk, send: Sending, manager: User, engineer: User, jobs: Jobs
) -> None:
    delivery = desk.delivery()
    switch = Switch.objects.get(kind=Switch.Kind.SENDING)
    flip(switch, stop=True, reason="wrong signature", user=manager)
    assert send(delivery) == "sending is stopped: Sending replies is switched off: wrong signature."
    assert (delivery.status, desk.outbox()) == (Delivery.Status.WAITING, [])
    flip(switch, stop=False, reason="", user=manager)
    Delivery.objects.update(send_after=timezone.now() - timedelta(seconds=30))
    sweep()
    jobs.run()
    assert len(desk.outbox()) == 1


def test_a_webhook_about_our_own_reply_starts_nothing(
    desk: Desk, send: Sending, webhook: Send, jobs: Jobs, settings: Any
) -> None:
    delivery = desk.delivery()
    send(delivery)
    issue = delivery.draft.ticket.pylon_id
    assert webhook({"issue_id": issue, "message_id": delivery.pylon_message_id}).status_code == 202
    jobs.run()
    ticket = Ticket.objects.get()
    assert (ticket.stage, ticket.runs.count(), ticket.waiting_since) == (Ticket.Stage.WAITING, 1, None)
    assert Draft.objects.get().status == Draft.Status.SENT
