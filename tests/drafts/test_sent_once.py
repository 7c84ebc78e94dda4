"""A reply leaves once, whatever happens on the way."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ

from audit.models import Event
from drafts import sending, settling
from drafts.jobs import sweep
from drafts.models import Approval, Delivery, Draft
from drafts.moves import Conflict
from tests import make_drafts as make
from tests.conftest import Jobs
from tests.drafts.conftest import Desk, Sending
from tickets.actions import sync_ticket
from tickets.models import Ticket

AFTER_COMMIT = ["500_after_commit", "hang_after_commit", "reset_after_commit"]
BEFORE_COMMIT = ["500", "hang", "reset"]


@pytest.mark.django_db
def test_an_approved_reply_reaches_the_customer_as_approved(desk: Desk, jobs: Jobs) -> None:
    approval = desk.approved()
    jobs.run()
    [sent] = desk.outbox()
    delivery = approval.delivery
    delivery.refresh_from_db()
    assert (sent["body_html"], sent["in_reply_to"]) == (approval.body_html, approval.last_public_message)
    assert (delivery.status, delivery.pylon_message_id) == (Delivery.Status.SENT, sent["id"])
    draft = Draft.objects.get()
    assert (draft.status, draft.ticket.stage) == (Draft.Status.SENT, Ticket.Stage.WAITING)
    kinds = list(Event.objects.filter(subject_type="delivery").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["delivery.sending", "delivery.sent"]


@pytest.mark.django_db
def test_running_the_job_again_sends_nothing_again(desk: Desk, send: Sending) -> None:
    delivery = desk.delivery()
    assert send(delivery).startswith("sent as")
    assert send(delivery) == "already sent"
    assert len(desk.outbox()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_reply(desk: Desk, send: Sending) -> None:
    delivery = desk.delivery()
    start, said = threading.Barrier(2), []

    def work() -> None:
        try:
            start.wait(5)
            said.append(sending.send(delivery.pk))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(10)
    assert len(desk.outbox()) == 1
    assert sum(answer.startswith("sent as") for answer in said) == 1


@pytest.mark.django_db
def test_nothing_leaves_before_its_time(desk: Desk, send: Sending, settings: Any, jobs: Jobs) -> None:
    settings.SEND_UNDO_SECONDS = {"email": 10, "chat": 10}
    delivery = desk.delivery()
    assert "drafts.jobs.send" not in jobs.run()
    assert send(delivery) == "too early"
    assert desk.outbox() == []
    Delivery.objects.update(send_after=timezone.now())
    assert send(delivery).startswith("sent as")


@pytest.mark.django_db
@pytest.mark.parametrize("fault", AFTER_COMMIT)
def test_a_reply_that_left_without_a_word_back_is_found_and_not_repeated(
    desk: Desk, send: Sending, reconcile: Sending, fault: str
) -> None:
    delivery = desk.delivery()
    desk.pylon.fault(fault, method="POST", path="/reply$")
    assert send(delivery) == "outcome unknown"
    assert delivery.status == Delivery.Status.UNKNOWN and "looked up" in delivery.reason
    assert reconcile(delivery).startswith("sent as")
    [sent] = desk.outbox()
    assert (delivery.status, delivery.pylon_message_id) == (Delivery.Status.SENT, sent["id"])
    assert Draft.objects.get().status == Draft.Status.SENT


@pytest.mark.django_db
@pytest.mark.parametrize("fault", BEFORE_COMMIT)
def test_a_reply_that_was_lost_waits_for_a_person_who_sends_it_again(
    desk: Desk, send: Sending, reconcile: Sending, fault: str
) -> None:
    delivery = desk.delivery()
    desk.pylon.fault(fault, method="POST", path="/reply$")
    assert send(delivery) == "outcome unknown"
    assert reconcile(delivery) == "not found"
    assert reconcile(delivery) == "not found"
    assert (delivery.status, desk.outbox()) == (Delivery.Status.UNKNOWN, [])
    assert "say whether it arrived" in delivery.reason
    settling.settle_delivery(delivery, user=desk.engineer, sent=False, reason="Not there, I looked.")
    draft = Draft.objects.get()
    assert (draft.status, draft.ticket.stage) == (Draft.Status.OPEN, Ticket.Stage.REVIEW)
    assert send(desk.approved(draft).delivery).startswith("sent as")
    assert len(desk.outbox()) == 1


@pytest.mark.django_db
def test_a_person_may_say_that_it_arrived(desk: Desk, send: Sending) -> None:
    delivery = desk.delivery()
    desk.pylon.fault("500", method="POST", path="/reply$")
    send(delivery)
    with pytest.raises(ValueError, match="few words"):
        settling.settle_delivery(delivery, user=desk.engineer, sent=True, reason="yes")
    settling.settle_delivery(delivery, user=desk.engineer, sent=True, reason="It is there, at 10:02.")
    delivery.refresh_from_db()
    assert (delivery.status, Draft.objects.get().status) == (Delivery.Status.SENT, Draft.Status.SENT)
    with pytest.raises(Conflict):
        settling.settle_delivery(delivery, user=desk.engineer, sent=False, reason="No, it is not.")


@pytest.mark.django_db
def test_a_customer_who_quotes_us_is_not_taken_for_the_lost_reply(
    desk: Desk, send: Sending, reconcile: Sending
) -> None:
    approval = desk.approved()
    desk.pylon.fault("500", method="POST", path="/reply$")
    send(approval.delivery)
    desk.customer_writes(approval.draft.ticket, text=approval.version.body)  # the customer quotes us whole
    assert reconcile(approval.delivery) == "not found"


@pytest.mark.django_db
def test_a_rate_limit_waits_as_long_as_it_says_and_sends_later(desk: Desk, send: Sending) -> None:
    delivery = desk.delivery()
    desk.pylon.fault("429", method="POST", path="/reply$", retry_after=30)
    assert send(delivery) == "again in 30 s"
    assert delivery.status == Delivery.Status.WAITING
    assert timedelta(seconds=25) < delivery.send_after - timezone.now() < timedelta(seconds=31)
    assert send(delivery) == "too early"
    Delivery.objects.update(send_after=timezone.now())
    assert send(delivery).startswith("sent as")
    assert (len(desk.outbox()), delivery.attempts) == (1, 2)


@pytest.mark.django_db
def test_while_pylon_cannot_take_it_it_waits_as_long_as_it_takes(desk: Desk, send: Sending) -> None:
    delivery = desk.delivery()
    for _ in range(8):
        Delivery.objects.update(send_after=timezone.now())
        desk.pylon.fault("429", method="POST", path="/reply$")
        send(delivery)
    assert delivery.status == Delivery.Status.WAITING and "429" in delivery.reason
    assert delivery.send_after - timezone.now() < timedelta(seconds=sending.LONGEST_PAUSE + 1)
    Delivery.objects.update(send_after=timezone.now())
    send(delivery)
    assert delivery.status == Delivery.Status.SENT
    assert len(desk.outbox()) == 1


@pytest.mark.django_db
def test_a_refusal_for_good_stops_it_and_opens_the_draft(desk: Desk, send: Sending, settings: Any) -> None:
    delivery = desk.delivery()
    Ticket.objects.update(pylon_id="no-such-issue")
    assert send(delivery).startswith("stopped: Pylon refused")
    draft = Draft.objects.get()
    assert (delivery.status, draft.status, draft.ticket.stage) == ("stopped", "open", "review")
    assert desk.outbox() == []


@pytest.mark.django_db
def test_a_sender_that_died_is_looked_up_by_the_sweep(desk: Desk, monkeypatch: pytest.MonkeyPatch, jobs: Jobs) -> None:
    approval = desk.approved()

    class Died(BaseException):
        pass

    post = sending._post

    def posts_and_dies(delivery: Delivery) -> str:
        post(delivery)
        raise Died

    monkeypatch.setattr(sending, "_post", posts_and_dies)
    with pytest.raises(Died):
        sending.send(approval.delivery.pk)
    monkeypatch.undo()
    Delivery.objects.update(attempted_at=timezone.now() - timedelta(seconds=90))
    swept(jobs)
    delivery = Delivery.objects.get()
    assert delivery.status == Delivery.Status.SENT
    assert len(desk.outbox()) == 1


def swept(queue: Jobs) -> None:
    sweep()
    queue.run()
    sweep()
    queue.run()


@pytest.mark.django_db
def test_a_reply_whose_job_was_lost_leaves_with_the_sweep(desk: Desk, jobs: Jobs) -> None:
    desk.approved()
    OrmQ.objects.all().delete()
    Delivery.objects.update(send_after=timezone.now() - timedelta(seconds=30))
    swept(jobs)
    assert len(desk.outbox()) == 1


@pytest.mark.django_db
def test_our_own_reply_seen_by_the_mirror_changes_nothing(desk: Desk, send: Sending, jobs: Jobs) -> None:
    approval = desk.approved()
    ticket = approval.draft.ticket
    desk.pylon.fault("500_after_commit", method="POST", path="/reply$")
    send(approval.delivery)  # Pylon has it, we do not know yet
    sync_ticket(ticket.pylon_id)
    approval.draft.refresh_from_db()
    assert approval.draft.status == Draft.Status.APPROVED
    jobs.run()
    sync_ticket(ticket.pylon_id)
    jobs.run()
    approval.draft.refresh_from_db()
    ticket.refresh_from_db()
    assert (approval.draft.status, ticket.stage) == (Draft.Status.SENT, Ticket.Stage.WAITING)
    assert ticket.runs.count() == 1 and ticket.drafts.count() == 1
    assert [message.author for message in ticket.messages.all()] == ["customer", "team"]


@pytest.mark.django_db
def test_another_reply_on_the_same_ticket_is_a_delivery_of_its_own(desk: Desk, send: Sending, jobs: Jobs) -> None:
    first = desk.approved()
    send(first.delivery)
    ticket = first.draft.ticket
    desk.customer_writes(ticket, text="Thanks, but what about the other app?")
    ticket = make.triaged(sync_ticket(ticket.pylon_id))
    second = desk.approved(make.draft(ticket))
    desk.pylon.fault("500", method="POST", path="/reply$")
    send(second.delivery)
    assert sending.reconcile(second.delivery.pk) == "not found"  # the first one says the same words
    assert Approval.objects.count() == 2
