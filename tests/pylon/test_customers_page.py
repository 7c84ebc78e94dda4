"""The page shows what customers received, lets someone play the customer, and trusts no markup."""

import pytest

from tests.pylon.server import PylonServer
from tickets.pylon import PylonError, Recipients

HOSTILE = '<p onclick="alert(1)">Hello</p><script>alert(2)</script><img src=x onerror=alert(3)>'


def test_what_was_sent_is_shown_rendered_and_verbatim_but_never_live(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue("<b>not bold</b>", title="<i>Help</i>")
    to = Recipients(to=("ada@harbour.example",))
    pylon_sim.client().reply(opened["id"], message_id=opened["message_ids"][0], body_html=HOSTILE, recipients=to)
    answer = pylon_sim.http.get("/")
    assert "script-src 'nonce-" in answer.headers["content-security-policy"]
    assert "&lt;i&gt;Help&lt;/i&gt;" in answer.text and "&lt;b&gt;not bold&lt;/b&gt;" in answer.text
    assert "<p>Hello</p>" in answer.text and "&lt;script&gt;alert(2)&lt;/script&gt;" in answer.text
    assert "<script>alert" not in answer.text and "<img" not in answer.text and "<p onclick" not in answer.text
    assert "to ada@harbour.example" in answer.text


def test_an_internal_note_is_never_shown(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue()
    pylon_sim.client().note(opened["id"], body_html="<p>between us</p>", thread_name="Gizmo")
    page = pylon_sim.http.get("/").text
    assert "between us" not in page and "1 internal note the customer cannot see" in page


def test_someone_can_play_the_customer(pylon_sim: PylonServer) -> None:
    form = {"contact_id": "contact-ada", "title": "From the page", "text": "Hello\n\nthere", "source": "slack"}
    assert pylon_sim.http.post("/play/issues", data=form).status_code == 303
    assert pylon_sim.http.post("/play/issues/1001/messages", data={"text": "Again"}).status_code == 303
    messages = pylon_sim.client().messages("1001")
    assert [message.body_html for message in messages] == ["<p>Hello</p><p>there</p>", "<p>Again</p>"]
    assert len(pylon_sim.deliveries()) == 2


def test_a_fault_switch_hits_the_next_reply_only(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue(source="slack")
    pylon_sim.http.post("/play/faults", data={"kind": "500_after_commit"})
    assert "Armed: Send it, then answer 500" in pylon_sim.http.get("/").text
    client = pylon_sim.client()
    assert client.issue(opened["id"]).number == 1001
    with pytest.raises(PylonError):
        client.reply(opened["id"], message_id=opened["message_ids"][0], body_html="x", recipients=None)
    assert "Armed:" not in pylon_sim.http.get("/").text


def test_another_site_in_the_same_browser_may_not_write(pylon_sim: PylonServer) -> None:
    foreign = {"sec-fetch-site": "cross-site"}
    assert pylon_sim.http.post("/play/faults", data={"kind": "500"}, headers=foreign).status_code == 403
    assert pylon_sim.http.post("/_sim/faults", json={"kind": "500"}, headers=foreign).status_code == 403
    assert pylon_sim.control("GET", "faults") == {"faults": []}
