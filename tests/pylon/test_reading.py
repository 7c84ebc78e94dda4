"""The mirror reads Pylon through the unmodified SDK."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.pylon.server import PylonServer
from tickets.pylon import PylonError

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def test_an_issue_carries_what_the_mirror_needs(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue(
        tags=["deploys"], custom_fields={"priority": "high"}, team_id="team-one", csat=4, state="on_hold"
    )
    issue = pylon_sim.client().issue(opened["id"])
    assert (issue.number, issue.title, issue.state, issue.source) == (1001, "Deploy stuck", "on_hold", "email")
    assert issue.body_html == "<p>My deploy is stuck.</p>"
    assert (issue.account_id, issue.requester_id) == ("account-harbour", "contact-ada")
    assert issue.requester_email == "ada@harbour.example"
    assert (issue.tags, issue.custom_fields, issue.team_id) == (("deploys",), {"priority": "high"}, "team-one")
    assert (issue.csat, issue.assignee_email, issue.author_unverified) == (4, None, False)
    assert issue.latest_message_at == issue.created_at


def test_only_a_closed_issue_says_when_it_was_closed(pylon_sim: PylonServer) -> None:
    states = {state: pylon_sim.open_issue(state=state)["id"] for state in ("new", "closed")}
    client = pylon_sim.client()
    assert client.issue(states["new"]).resolved_at is None
    closed = client.issue(states["closed"])
    assert closed.resolved_at == closed.updated_at


def test_an_issue_is_found_by_its_number(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue()
    assert pylon_sim.client().issue("1001").id == opened["id"]


def test_accounts_contacts_and_the_token_owner_are_read(pylon_sim: PylonServer) -> None:
    client = pylon_sim.client()
    account, contact = client.account("account-harbour"), client.contact("contact-ada")
    assert (account.name, account.domain, account.is_disabled) == ("Harbour Ltd", "harbour.example", False)
    assert account.custom_fields == {"plan": "team", "regions": ["fra", "iad"]}
    assert (contact.name, contact.email, contact.account_id) == ("Ada Byron", "ada@harbour.example", "account-harbour")
    assert client.me().user_id


def test_messages_come_oldest_first_across_pages_with_their_authors(pylon_sim: PylonServer) -> None:
    history = [
        {"text": "first", "at": NOW.isoformat()},
        {"text": "noted", "from": "note", "author_name": "Grace", "at": (NOW + timedelta(minutes=1)).isoformat()},
        {"text": "answered", "from": "team", "author_name": "Grace", "at": (NOW + timedelta(minutes=2)).isoformat()},
        {"text": "forged", "authentication": "fail", "at": (NOW + timedelta(minutes=3)).isoformat()},
        {"text": "last", "at": (NOW + timedelta(minutes=4)).isoformat(), "file_urls": ["https://files.example/1"]},
    ]
    opened = pylon_sim.open_issue(messages=history)
    messages = pylon_sim.client(page_size=2).messages(opened["id"])
    assert [message.id for message in messages] == opened["message_ids"]
    assert [message.author.kind for message in messages] == ["contact", "user", "user", "contact", "contact"]
    assert [message.is_private for message in messages] == [False, True, False, False, False]
    assert [message.author_unverified for message in messages] == [False, False, False, True, False]
    first, note, last = messages[0], messages[1], messages[4]
    assert first.author.email == "ada@harbour.example"
    assert first.email is not None and first.email.authentication == "pass" and first.at == NOW
    assert note.email is None
    assert last.file_urls == ("https://files.example/1",)


def test_issues_updated_since_are_found_across_pages_and_windows(pylon_sim: PylonServer) -> None:
    days = [100, 70, 45, 20, 1]
    for age in days:
        at = (NOW - timedelta(days=age)).isoformat()
        pylon_sim.open_issue(title=f"{age} days ago", messages=[{"text": "hello", "at": at}], webhook=False)
    client = pylon_sim.client(page_size=1, clock=lambda: NOW)
    found = client.issues_updated_since(NOW - timedelta(days=80))
    assert [issue.title for issue in found] == ["70 days ago", "45 days ago", "20 days ago", "1 days ago"]


def test_an_issue_that_moved_on_after_the_watermark_is_found_again(pylon_sim: PylonServer) -> None:
    old = pylon_sim.open_issue(messages=[{"text": "hello", "at": "2026-01-01T00:00:00Z"}], webhook=False)
    watermark = datetime.now(UTC)
    assert pylon_sim.client().issues_updated_since(watermark) == []
    pylon_sim.control("POST", f"issues/{old['id']}/messages", {"text": "and again"})
    assert [issue.id for issue in pylon_sim.client().issues_updated_since(watermark)] == [old["id"]]


def test_what_does_not_exist_is_a_permanent_error(pylon_sim: PylonServer) -> None:
    with pytest.raises(PylonError) as caught:
        pylon_sim.client().issue("nothing-here")
    assert (caught.value.permanent, caught.value.status, caught.value.code) == (True, 404, "not_found")


def test_a_wrong_token_is_a_permanent_error(pylon_sim: PylonServer) -> None:
    with pytest.raises(PylonError) as caught:
        pylon_sim.client(token="wrong").me()
    assert (caught.value.permanent, caught.value.status, caught.value.code) == (True, 401, "invalid_api_token")
    assert pylon_sim.slept == []


@pytest.mark.parametrize("issue_id", ["../accounts/account-harbour", "", ".", "a/b", "a?x=1", "a" * 201])
def test_an_id_that_would_change_the_address_is_refused(pylon_sim: PylonServer, issue_id: str) -> None:
    with pytest.raises(PylonError, match="not an id") as caught:
        pylon_sim.client().issue(issue_id)
    assert caught.value.permanent
