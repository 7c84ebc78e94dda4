"""A signed webhook becomes one delivery and one job, or a sentence about what is wrong with it."""

import json
from typing import Any

import pytest
from django_q.models import OrmQ

from audit.models import Event
from tests.conftest import Jobs, Send
from tests.pylon.server import PylonServer
from tests.workers import at_once
from tickets import deliveries
from tickets.models import Ticket, WebhookDelivery

Status = WebhookDelivery.Status
HINT = {"event": "issue_message_new", "issue_id": "issue-1", "message_id": "message-1"}


@pytest.mark.django_db
def test_a_webhook_is_stored_with_its_job(webhook: Send, jobs: Jobs) -> None:
    answer = webhook(HINT)
    delivery = WebhookDelivery.objects.get()
    assert (answer.status_code, answer.json()) == (202, {"status": "accepted", "delivery": delivery.pk})
    assert (delivery.status, delivery.event, delivery.issue_id, delivery.message_id) == (
        Status.RECEIVED,
        "issue_message_new",
        "issue-1",
        "message-1",
    )
    assert jobs.waiting() == ["tickets.jobs.process_delivery"]
    assert json.loads(delivery.body) == HINT


@pytest.mark.django_db
def test_a_delivery_whose_job_cannot_be_queued_is_not_stored_either(
    webhook: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError("the queue is away")

    monkeypatch.setattr(deliveries, "async_task", full)
    with pytest.raises(OSError, match="away"):
        webhook(HINT)
    assert not WebhookDelivery.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "again"),
    [
        (HINT, HINT),
        (HINT, {**HINT, "title": "the same event, another template"}),
        ({"event_id": "e1", "issue_id": "issue-1"}, {"event_id": "e1", "issue_id": "issue-1", "attempt": 2}),
        ({"id": "issue-1"}, {"id": "issue-1"}),
    ],
)
def test_an_event_delivered_twice_is_stored_once(webhook: Send, first: object, again: object) -> None:
    assert webhook(first).status_code == 202
    answer = webhook(again)
    assert (answer.status_code, answer.json()["status"]) == (200, "duplicate")
    assert (WebhookDelivery.objects.count(), OrmQ.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [{**HINT, "message_id": "message-2"}, {**HINT, "issue_id": "issue-2"}, {**HINT, "event": "issue_reaction"}],
)
def test_different_events_are_both_stored(webhook: Send, other: object) -> None:
    assert (webhook(HINT).status_code, webhook(other).status_code) == (202, 202)
    assert (WebhookDelivery.objects.count(), OrmQ.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_the_same_event_delivered_twice_at_once_is_stored_once(webhook: Send) -> None:
    codes = at_once(*[lambda: webhook(HINT).status_code] * 4)
    assert sorted(codes) == [200, 200, 200, 202]
    assert (WebhookDelivery.objects.count(), OrmQ.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_body_of_only_an_id_may_come_again_once_the_first_is_processed(
    pylon: PylonServer, webhook: Send, jobs: Jobs
) -> None:
    body = {"id": pylon.open_issue()["id"]}
    assert [webhook(body).status_code, webhook(body).status_code] == [202, 200]
    jobs.hold = {"agents.jobs.ticket_ready"}
    jobs.run()
    assert WebhookDelivery.objects.get().status == Status.PROCESSED
    assert [webhook(body).status_code, webhook(body).status_code] == [202, 200]
    jobs.run()
    assert [row.status for row in WebhookDelivery.objects.all()] == [Status.PROCESSED] * 2
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"not json", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'{"text": "a "quoted" word"}', "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"event": "x"}', "names no issue"),
        (b'{"issue_id": ""}', "names no issue"),
        (json.dumps({"issue_id": "i" * 201}).encode(), "issue id is not an id"),
        (b'{"issue_id": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"issue_id": ' + b"9" * 300 + b"}", "issue id is not an id"),
        (b'{"issue_id": "../accounts/1"}', "issue id is not an id"),
        (b'{"issue_id": "{{ issue.id }}"}', "issue id is not an id"),
        (b"", "not JSON"),
        (b'{"issue_id": "a\x00b"}', "not JSON"),
        (b'{"issue_id": "a\\u0000b"}', "issue id is not an id"),
    ],
)
def test_a_signed_body_that_makes_no_sense_is_kept_with_the_reason(webhook: Send, body: bytes, reason: str) -> None:
    answer = webhook(body=body)
    assert answer.status_code == 422 and reason in answer.json()["error"]
    delivery = WebhookDelivery.objects.get()
    assert delivery.status == Status.REJECTED and reason in delivery.reason and delivery.processed_at
    assert not OrmQ.objects.exists()
    event = Event.objects.get(kind="webhook.rejected")
    assert (event.subject_id, event.actor) == (delivery.pk, "pylon")


@pytest.mark.django_db
def test_the_same_nonsense_twice_is_kept_twice(webhook: Send) -> None:
    assert [webhook(body=b"{").status_code for _ in range(2)] == [422, 422]
    assert WebhookDelivery.objects.filter(status=Status.REJECTED).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("event", ["a\x00b", "\ud800 half a pair", "x" * 500, {"odd": 1}, 7, "", "🚀 новое"])
def test_the_name_of_an_event_is_free_text_and_no_reason_to_refuse(webhook: Send, event: object) -> None:
    assert webhook({**HINT, "event": event}).status_code == 202
    assert len(WebhookDelivery.objects.get().event) <= 100


@pytest.mark.django_db
def test_secrets_in_a_body_are_not_stored(webhook: Send) -> None:
    token = "gh" + "p_" + "a1B2" * 9
    webhook({**HINT, "title": f"my token is {token}", "from": "ada@harbour.example"})
    body = WebhookDelivery.objects.get().body
    assert token not in body and "ada@harbour.example" not in body
    assert "[SECRET:github_token:" in body and "[EMAIL:" in body


@pytest.mark.django_db
def test_a_secret_in_a_body_that_is_refused_is_not_stored_either(webhook: Send) -> None:
    token = "gh" + "p_" + "a1B2" * 9
    webhook(body=f"title: {token}".encode())
    assert token not in WebhookDelivery.objects.get().body


@pytest.mark.django_db
def test_a_long_body_is_stored_in_part(webhook: Send) -> None:
    assert webhook({**HINT, "text": "é" * 50_000}).status_code == 202
    assert len(WebhookDelivery.objects.get().body) == deliveries.KEPT


@pytest.mark.django_db
def test_a_body_over_the_limit_is_refused_unread(webhook: Send, settings: Any) -> None:
    limit = settings.WEBHOOK_MAX_BYTES
    assert limit == 1024 * 1024
    start = json.dumps({**HINT, "text": ""}).encode()[:-2]
    fits = start + b"x" * (limit - len(start) - 2) + b'"}'
    assert webhook(body=fits).status_code == 202
    for size in (1, 100_000):
        answer = webhook(body=fits + b" " * size)
        assert answer.status_code == 413 and str(limit) in answer.json()["error"]
    assert WebhookDelivery.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("announced", ["", "0", "5"])
def test_a_body_is_measured_whatever_length_was_announced(webhook: Send, settings: Any, announced: str) -> None:
    settings.WEBHOOK_MAX_BYTES = 10
    assert webhook(HINT, CONTENT_LENGTH=announced).status_code in {401, 413}
    assert not WebhookDelivery.objects.exists()
