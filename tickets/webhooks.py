"""The door Pylon knocks on. It stores a delivery and a job in one transaction and answers; the job does the work."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.module_loading import import_string
from ninja import Router, Schema, Status

from tickets import deliveries
from tickets.payloads import PayloadError, parse_webhook

logger = logging.getLogger(__name__)
router = Router(tags=["webhooks"])


class Received(Schema):
    status: str  # "accepted" or "duplicate"
    delivery: int | None = None


class Refused(Schema):
    error: str


@router.post("/pylon", response={202: Received, 200: Received, 401: Refused, 413: Refused, 422: Refused})
def pylon(request: HttpRequest) -> Status[Received | Refused]:
    """A Pylon trigger fired. The body is only a hint: what happened is fetched by API."""
    body = _body(request)
    if body is None:
        limit = settings.WEBHOOK_MAX_BYTES
        return _refused(413, f"The body is larger than {limit} bytes. Send ids only; the rest is fetched by API.")
    secrets = [settings.PYLON_WEBHOOK_SECRET, settings.PYLON_WEBHOOK_SECRET_PREVIOUS]
    if not import_string(settings.PYLON_SIGNATURE_SCHEME)(request.headers, body, secrets):
        logger.warning("Refused a webhook with a bad or missing signature (%s bytes)", len(body))
        return _refused(401, "The signature is missing or does not match. Check the webhook's secret on both sides.")
    try:
        hint = parse_webhook(body)
    except PayloadError as error:
        deliveries.reject(body, str(error))
        return _refused(422, str(error))
    delivery, created = deliveries.receive(body, hint)
    if not created:
        return Status(200, Received(status="duplicate"))
    return Status(202, Received(status="accepted", delivery=delivery))


def _body(request: HttpRequest) -> bytes | None:
    """The raw body; None if it is too large, without reading it where its length is announced."""
    limit = settings.WEBHOOK_MAX_BYTES
    announced = request.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > limit:
        return None
    try:
        body = request.body
    except RequestDataTooBig:
        return None
    return body if len(body) <= limit else None


def _refused(status: int, error: str) -> Status[Received | Refused]:
    return Status(status, Refused(error=error))
