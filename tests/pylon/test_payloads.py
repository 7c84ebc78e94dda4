"""Payloads are read tolerantly where Pylon varies, and refused clearly where they cannot be used."""

import json

import httpx
import pytest
from usepylon import Pylon
from usepylon.core.parse_error import ParsingError
from usepylon.types.get_issue_messages_response_body import GetIssueMessagesResponseBody

from tickets import payloads
from tickets.payloads import PayloadError, WebhookHint, parse_webhook


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ({"issue_id": "i1", "message_id": "m1", "event": "New message"}, ("i1", "m1", "New message", None)),
        ({"id": "i1", "message_id": ""}, ("i1", None, None, None)),
        ({"id": "e1", "data": {"id": "i1"}, "type": "issue.updated"}, ("i1", None, "issue.updated", None)),
        ({"issue": {"id": "i1"}, "message": {"id": "m1"}, "event_type": "x"}, ("i1", "m1", "x", None)),
        ({"data": {"issue_id": 42, "message_id": 7}, "event_id": "e9"}, ("42", "7", None, "e9")),
        ({"issue_id": "i1", "event": {"odd": 1}}, ("i1", None, None, None)),
    ],
)
def test_the_usual_webhook_templates_are_understood(body: dict, hint: tuple) -> None:
    assert parse_webhook(json.dumps(body).encode()) == WebhookHint(*hint)


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "names no issue"),
        (b'{"issue_id": null, "event": "x"}', "names no issue"),
        (b'{"issue_id": "{{issue.id}}"}', "issue id is not an id"),
        (b'{"issue_id": "../me"}', "issue id is not an id"),
        (b'{"issue_id": true}', "issue id is not an id"),
        (b'{"issue_id": {"id": 1}}', "issue id is not an id"),
        (b'{"issue_id": "a", "message_id": "b c"}', "message id is not an id"),
        (b'{"issue_id": "' + b"a" * 201 + b'"}', "issue id is not an id"),
    ],
)
def test_a_webhook_that_cannot_be_used_says_what_to_change(body: bytes, advice: str) -> None:
    with pytest.raises(PayloadError, match=advice):
        parse_webhook(body)


def answered(body: object) -> ParsingError:
    """The SDK's own refusal of an answer."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=body))
    with httpx.Client(transport=transport) as http, pytest.raises(ParsingError) as caught:
        Pylon(token="any", httpx_client=http).issues.messages.list("i1")
    return caught.value


MESSAGE = {"id": "m1", "message_html": "x", "is_private": False, "source": "carrier_pigeon", "timestamp": "2026-01-01"}


def test_a_null_cursor_and_a_missing_author_flag_are_mended() -> None:
    body = {"data": [MESSAGE], "pagination": {"cursor": None, "has_next_page": False}, "request_id": "r"}
    mended = payloads.mended(answered(body), GetIssueMessagesResponseBody)
    message = payloads.parse_message(mended.data[0])
    assert mended.pagination is None
    assert (message.author_unverified, message.author.kind, message.source) == (True, "unknown", "carrier_pigeon")
    assert message.at.tzinfo is not None


def test_an_answer_beyond_mending_stays_an_error() -> None:
    error = answered({"data": [{"id": "m1"}], "request_id": "r"})
    with pytest.raises(ParsingError):
        payloads.mended(error, GetIssueMessagesResponseBody)
