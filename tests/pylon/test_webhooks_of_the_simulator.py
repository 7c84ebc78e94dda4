"""The simulator's webhooks: signed, retried, resumed; and its state outlives it."""

import hashlib
import hmac
import json
from pathlib import Path

from gizmo.demo.simulator import Backoff
from tests.pylon.server import NOBODY, QUICK, SECRET, running_receiver, running_simulator, until
from tickets.payloads import parse_webhook
from tickets.pylon import Recipients


def test_customers_and_our_own_writes_are_announced_and_signed_over_the_raw_bytes(tmp_path: Path) -> None:
    with running_receiver() as receiver, running_simulator(tmp_path / "s.sqlite3", webhook_url=receiver.url) as sim:
        sim.load_customer()
        opened = sim.open_issue("Ça ne marche pas")
        again = sim.control("POST", f"issues/{opened['id']}/messages", {"text": "still not"})
        client = sim.client()
        to = Recipients(to=("ada@harbour.example",))
        reply = client.reply(opened["id"], message_id=again["id"], body_html="<p>Hi</p>", recipients=to)
        note = client.note(opened["id"], body_html="<p>n</p>", thread_name="t")
        until(lambda: len(receiver.received) == 4)
    for headers, body in receiver.received:
        assert headers["x-pylon-signature"] == hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert set(json.loads(body)) == {"event", "issue_id", "message_id"}
    hints = [parse_webhook(body) for _, body in receiver.received]
    assert {hint.issue_id for hint in hints} == {opened["id"]}
    assert {hint.message_id for hint in hints} == {opened["message_ids"][0], again["id"], reply, note}


def test_a_quiet_issue_announces_nothing(tmp_path: Path) -> None:
    with running_simulator(tmp_path / "s.sqlite3") as sim:
        sim.load_customer()
        sim.open_issue(webhook=False, state="closed")
        assert sim.deliveries() == []


def test_a_receiver_that_refuses_is_tried_again(tmp_path: Path) -> None:
    with running_receiver() as receiver, running_simulator(tmp_path / "s.sqlite3", webhook_url=receiver.url) as sim:
        receiver.status = 503
        sim.load_customer()
        sim.open_issue()
        until(lambda: len(receiver.received) >= 3)
        receiver.status = 200
        until(lambda: [row["status"] for row in sim.deliveries()] == ["delivered"])


def test_retries_are_bounded(tmp_path: Path) -> None:
    hasty = Backoff(first=0.01, longest=0.01, attempts=3)
    with running_simulator(tmp_path / "s.sqlite3", webhook_url=NOBODY, backoff=hasty) as sim:
        sim.load_customer()
        sim.open_issue()
        until(lambda: [row["status"] for row in sim.deliveries()] == ["failed"])
        assert sim.deliveries()[0]["attempts"] == 3


def test_a_restart_keeps_the_state_and_delivers_what_was_left(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    with running_simulator(path, webhook_url=NOBODY, backoff=QUICK) as sim:
        sim.load_customer()
        opened = sim.open_issue()
        to = Recipients(to=("ada@harbour.example",))
        sim.client().reply(opened["id"], message_id=opened["message_ids"][0], body_html="<p>Hi</p>", recipients=to)
        before = sim.outbox()
    with running_receiver() as receiver, running_simulator(path, webhook_url=receiver.url) as sim:
        until(lambda: [row["status"] for row in sim.deliveries()] == ["delivered", "delivered"])
        assert sim.outbox() == before
        assert sim.open_issue(id=opened["id"]) == {
            **opened,
            "created": False,
            "message_ids": [
                *opened["message_ids"],
                before[0]["id"],
            ],
        }
    assert {parse_webhook(body).issue_id for _, body in receiver.received} == {opened["id"]}
