"""Who may tell us that something happened: whoever knows the webhook's secret, and nobody else."""

import hashlib
import hmac
import json
import logging
from typing import Any

import pytest
from django.test import Client
from django_q.models import OrmQ

from audit.models import Event
from tickets.models import WebhookDelivery

pytestmark = pytest.mark.django_db
URL = "/api/webhooks/pylon"
SECRET = "-".join(["a", "webhook", "secret"])
BODY = json.dumps({"issue_id": "issue-1", "message_id": "message-1", "note": "private words"}).encode()


@pytest.fixture(autouse=True)
def one_secret(settings: Any) -> None:
    settings.PYLON_WEBHOOK_SECRET = SECRET


def sign(body: bytes = BODY, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post(client: Client, body: bytes = BODY, **headers: Any) -> Any:
    return client.generic("POST", URL, body, content_type="application/json", **headers)


def nothing_was_stored() -> bool:
    return not (WebhookDelivery.objects.exists() or OrmQ.objects.exists() or Event.objects.exists())


def test_a_signed_webhook_needs_no_login(client: Client) -> None:
    assert post(client, HTTP_X_PYLON_SIGNATURE=sign()).status_code == 202


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "0" * 64,
        "sha256=" + sign(),
        sign().upper(),
        sign()[:-1],
        sign() + "0",
        sign(secret="another"),
        sign(BODY + b" "),
        sign(secret=""),
        "é" * 64,
        "\u0661" * 64,
    ],
)
def test_a_signature_that_does_not_match_is_refused(client: Client, signature: str) -> None:
    answer = post(client, HTTP_X_PYLON_SIGNATURE=signature)
    assert answer.status_code == 401
    assert "signature" in answer.json()["error"]
    assert nothing_was_stored()


def test_a_webhook_without_a_signature_is_refused_and_its_body_not_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert post(client).status_code == 401
    assert "bad or missing signature" in caplog.text
    assert "private words" not in caplog.text and "issue-1" not in caplog.text
    assert nothing_was_stored()


def test_the_signature_is_over_the_raw_bytes_and_not_over_equal_json(client: Client) -> None:
    spaced = b'{ "issue_id" :\t"issue-1",\n"message_id":"message-1" }\n'
    assert post(client, spaced, HTTP_X_PYLON_SIGNATURE=sign(spaced)).status_code == 202
    assert post(client, spaced.replace(b"\t", b" "), HTTP_X_PYLON_SIGNATURE=sign(spaced)).status_code == 401


def test_the_previous_secret_is_good_while_the_secret_is_being_rotated(client: Client, settings: Any) -> None:
    old = sign(secret="the old one")
    assert post(client, HTTP_X_PYLON_SIGNATURE=old).status_code == 401
    settings.PYLON_WEBHOOK_SECRET_PREVIOUS = "the old one"
    assert post(client, HTTP_X_PYLON_SIGNATURE=old).status_code == 202


@pytest.mark.parametrize("header", ["X-Pylon-Signature", "Authorization"])
@pytest.mark.parametrize("scheme", ["pylon_hex_sha256", "shared_bearer"])
def test_an_installation_without_a_secret_trusts_nobody(
    client: Client, settings: Any, header: str, scheme: str
) -> None:
    settings.PYLON_WEBHOOK_SECRET = settings.PYLON_WEBHOOK_SECRET_PREVIOUS = ""
    settings.PYLON_SIGNATURE_SCHEME = f"tickets.signatures.{scheme}"
    for value in (sign(secret=""), "Bearer ", "Bearer", ""):
        assert post(client, headers={header: value}).status_code == 401
    assert nothing_was_stored()


def test_another_scheme_can_be_set(client: Client, settings: Any) -> None:
    settings.PYLON_SIGNATURE_SCHEME = "tickets.signatures.shared_bearer"
    assert post(client, HTTP_X_PYLON_SIGNATURE=sign()).status_code == 401
    assert post(client, HTTP_AUTHORIZATION="Bearer é").status_code == 401
    assert post(client, HTTP_AUTHORIZATION=f"Bearer {SECRET}x").status_code == 401
    assert post(client, HTTP_AUTHORIZATION=f"Bearer {SECRET}").status_code == 202


@pytest.mark.parametrize("scheme", ["pylon_hex_sha256", "shared_bearer"])
def test_a_secret_beyond_ascii_refuses_strangers_like_any_other(client: Client, settings: Any, scheme: str) -> None:
    settings.PYLON_WEBHOOK_SECRET = "schlüssel"
    settings.PYLON_SIGNATURE_SCHEME = f"tickets.signatures.{scheme}"
    assert post(client, HTTP_X_PYLON_SIGNATURE=sign(), HTTP_AUTHORIZATION="Bearer x").status_code == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_only_posting_is_offered(client: Client, method: str) -> None:
    assert client.generic(method, URL, BODY, HTTP_X_PYLON_SIGNATURE=sign()).status_code == 405
    assert nothing_was_stored()
