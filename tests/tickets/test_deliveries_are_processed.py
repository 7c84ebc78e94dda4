"""A delivery ends: mirrored, refused for good, or tried again with growing pauses until it is given up."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import Jobs, Send
from tests.pylon.server import PylonServer
from tests.workers import at_once
from tickets import actions
from tickets.deliveries import MOST_ATTEMPTS
from tickets.jobs import process_delivery, sweep
from tickets.models import Message, Ticket, WebhookDelivery
from tickets.pylon import PylonError

pytestmark = pytest.mark.django_db
Status = WebhookDelivery.Status


@pytest.fixture(autouse=True)
def only_mirroring(jobs: Jobs) -> None:
    jobs.hold = {"agents.jobs.ticket_ready"}


def only() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def wait(seconds: float) -> None:
    """So much time passes for the delivery."""
    earlier = only().received_at - timedelta(seconds=seconds)
    WebhookDelivery.objects.update(received_at=earlier)


def test_a_delivery_becomes_a_ticket(pylon: PylonServer, webhook: Send, jobs: Jobs) -> None:
    opened = pylon.open_issue("The build hangs.", tags=["beta"])
    webhook({"issue_id": opened["id"], "message_id": opened["message_ids"][0]})
    jobs.run()
    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.tags, ticket.account.plan) == (opened["number"], ["beta"], "team")
    assert ticket.messages.get().text == "The build hangs."
    assert (only().status, only().ticket, only().attempts) == (Status.PROCESSED, ticket, 1)


def test_a_delivery_is_processed_once_however_often_its_job_runs(pylon: PylonServer, webhook: Send, jobs: Jobs) -> None:
    webhook({"issue_id": pylon.open_issue()["id"]})
    jobs.run()
    pylon.fault("500", times=100)
    assert [process_delivery(only().pk) for _ in range(2)] == ["already processed"] * 2


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_of_one_new_issue_processed_at_once_make_one_ticket(pylon: PylonServer, webhook: Send) -> None:
    opened = pylon.open_issue()
    for event in ("issue_new", "issue_message_new"):
        webhook({"event": event, "issue_id": opened["id"], "message_id": opened["message_ids"][0]})
    deliveries = list(WebhookDelivery.objects.values_list("pk", flat=True))
    said = at_once(*[lambda pk=pk: process_delivery(pk) for pk in deliveries])
    assert said == [f"ticket {Ticket.objects.get().pk}"] * 2
    assert Message.objects.count() == 1


def test_an_issue_that_pylon_does_not_know_fails_for_good(pylon: PylonServer, webhook: Send, jobs: Jobs) -> None:
    del pylon
    webhook({"issue_id": "issue-of-nobody"})
    jobs.run()
    assert (only().status, only().attempts) == (Status.FAILED, 1)
    assert "404" in only().reason and only().processed_at
    wait(3600)
    assert "0 knocked" in sweep()


@pytest.mark.parametrize(("fault", "said"), [({"kind": "429", "retry_after": 60}, "429"), ({"kind": "500"}, "500")])
def test_a_busy_pylon_makes_a_delivery_wait_for_the_sweep(
    pylon: PylonServer, webhook: Send, jobs: Jobs, fault: dict[str, Any], said: str
) -> None:
    opened = pylon.open_issue()
    webhook({"issue_id": opened["id"]})
    pylon.fault(**fault, times=3 if said == "500" else 1, path="^/issues/")
    jobs.run()
    assert (only().status, only().attempts, only().ticket) == (Status.RECEIVED, 1, None)
    assert said in only().reason
    assert "0 knocked" in sweep()
    wait(60)
    assert "1 knocked" in sweep()
    jobs.run()
    assert (only().status, only().attempts) == (Status.PROCESSED, 2)


def test_no_token_is_an_error_of_ours_that_a_person_reads(webhook: Send, jobs: Jobs, settings: Any) -> None:
    settings.PYLON_API_TOKEN = ""
    webhook({"issue_id": "issue-1"})
    jobs.run()
    assert only().status == Status.FAILED and "PYLON_API_TOKEN" in only().reason


def test_pauses_grow_until_a_delivery_is_given_up(
    pylon: PylonServer, webhook: Send, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    del pylon
    webhook({"issue_id": "issue-1"})

    def busy(issue_id: str) -> Ticket:
        raise PylonError(f"Pylon answered 503: {issue_id}.", permanent=False)

    monkeypatch.setattr(actions, "sync_ticket", busy)
    start = timezone.now()
    pauses: list[Any] = []
    jobs.run()
    for _ in range(MOST_ATTEMPTS - 1):
        pauses.append(_pause(pauses[-1] if pauses else 0))
        jobs.run()
    assert pauses == sorted(pauses) and pauses[0] >= 30 and pauses[-1] > 30 * pauses[0]
    assert (only().status, only().attempts) == (Status.FAILED, MOST_ATTEMPTS)
    WebhookDelivery.objects.update(received_at=start - timedelta(days=9))
    assert "0 knocked" in sweep()


def _pause(before: int) -> int:
    """Seconds after its arrival at which the sweep first knocks again."""
    now = timezone.now()
    for seconds in range(before, 8000, 30):
        WebhookDelivery.objects.update(received_at=now - timedelta(seconds=seconds))
        if "1 knocked" in sweep():
            return seconds
    raise AssertionError("the sweep never knocked")


def test_a_job_that_was_lost_is_found_by_the_sweep(pylon: PylonServer, webhook: Send, jobs: Jobs) -> None:
    webhook({"issue_id": pylon.open_issue()["id"]})
    jobs._next(ahead=False)  # a worker took it and died
    assert jobs.run() == []
    assert "0 knocked" in sweep()
    wait(20)
    assert "1 knocked" in sweep()
    jobs.run()
    assert only().status == Status.PROCESSED


def test_a_ticket_whose_triage_was_lost_is_found_by_the_sweep(pylon: PylonServer, webhook: Send, jobs: Jobs) -> None:
    webhook({"issue_id": pylon.open_issue()["id"]})
    jobs.run()
    jobs.hold.clear()
    jobs._next(ahead=False)
    Ticket.objects.update(synced_at=timezone.now() - timedelta(seconds=61))
    assert "1 knocked" in sweep()
    jobs.hold = {"agents.jobs.launch", "drafts.jobs.post_note"}
    jobs.run()
    assert Ticket.objects.get().decisions.count() == 1
    assert "0 knocked" in sweep()


def test_an_error_of_our_own_is_logged_counted_and_given_up(
    pylon: PylonServer, webhook: Send, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(fetched: object) -> Ticket:
        raise ZeroDivisionError("in the mirror")

    monkeypatch.setattr(actions, "mirror", broken)
    webhook({"issue_id": pylon.open_issue()["id"]})
    with caplog.at_level(logging.ERROR):
        jobs.run()
    assert "in the mirror" in caplog.text
    assert (only().status, only().attempts) == (Status.RECEIVED, 1) and only().reason
    WebhookDelivery.objects.update(attempts=MOST_ATTEMPTS - 1)
    process_delivery(only().pk)
    assert only().status == Status.FAILED
