"""Replies, notes and teams reach Pylon exactly as given, once."""

import pytest

from tests.pylon.server import PylonServer
from tickets.pylon import PylonError, Recipients

BODY = "<p>Hello Ada,</p><p>use <code>a &amp;&amp; b</code> – “twice”.</p>"


def test_a_reply_is_recorded_once_with_its_exact_body_and_recipients(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue()
    recipients = Recipients(to=("ada@harbour.example",), cc=("cto@harbour.example",))
    client = pylon_sim.client()
    sent = client.reply(opened["id"], message_id=opened["message_ids"][0], body_html=BODY, recipients=recipients)
    [record] = pylon_sim.outbox(opened["id"])
    assert (record["id"], record["body_html"]) == (sent, BODY)
    assert (record["to"], record["cc"], record["bcc"]) == (["ada@harbour.example"], ["cto@harbour.example"], [])
    assert record["in_reply_to"] == opened["message_ids"][0]
    message = client.messages(opened["id"])[-1]
    assert (message.id, message.body_html, message.is_private) == (sent, BODY, False)
    assert (message.author.kind, message.author.id) == ("user", client.me().user_id)
    assert client.issue(opened["id"]).state == "waiting_on_customer"


def test_an_email_reply_without_recipients_is_refused(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue()
    for nobody in (None, Recipients()):
        with pytest.raises(PylonError, match="at least one recipient") as caught:
            pylon_sim.client().reply(
                opened["id"], message_id=opened["message_ids"][0], body_html=BODY, recipients=nobody
            )
        assert caught.value.permanent and not caught.value.outcome_unknown
    assert pylon_sim.outbox() == []


def test_a_chat_reply_needs_no_recipients(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue(source="slack")
    pylon_sim.client().reply(opened["id"], message_id=opened["message_ids"][0], body_html=BODY, recipients=None)
    [record] = pylon_sim.outbox("1001")
    assert "email_info" not in record["request"]


def test_a_reply_to_an_internal_note_or_another_issue_is_refused(pylon_sim: PylonServer) -> None:
    opened, other = pylon_sim.open_issue(source="slack"), pylon_sim.open_issue(source="slack")
    client = pylon_sim.client()
    note = client.note(opened["id"], body_html="<p>for us</p>", thread_name="Gizmo")
    for message_id in (note, other["message_ids"][0]):
        with pytest.raises(PylonError, match="customer-visible"):
            client.reply(opened["id"], message_id=message_id, body_html=BODY, recipients=None)
    assert pylon_sim.outbox() == []


def test_a_note_stays_internal(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue()
    client = pylon_sim.client()
    note = client.note(opened["id"], body_html="<p>for us</p>", thread_name="Gizmo")
    message = client.messages(opened["id"])[-1]
    assert (message.id, message.is_private, message.body_html) == (note, True, "<p>for us</p>")
    assert pylon_sim.outbox() == []


def test_a_team_is_assigned_and_nothing_else_changes(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue(tags=["kept"], custom_fields={"priority": "high"})
    client = pylon_sim.client()
    client.assign_team(opened["id"], "team-security")
    issue = client.issue(opened["id"])
    assert (issue.team_id, issue.tags, issue.custom_fields) == ("team-security", ("kept",), {"priority": "high"})
