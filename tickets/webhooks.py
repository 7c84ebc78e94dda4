"""The door Pylon knocks on. It stores a delivery and a job in one transaction and answers; the job does the work."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.module_loading import import_string
from ninja import Router, Schema

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
def pylon(request: HttpRequest) -> tuple[int, Received | Refused]:
    """A Pylon trigger fired. The body is only a hint: what happened is fetched by API."""
    limit = settings.WEBHOOK_MAX_BYTES
    try:
        body = b"" if int(request.headers.get("Content-Length") or 0) > limit else request.body
    except RequestDataTooBig:
        body = b""
    if len(body) > limit or (not body and int(request.headers.get("Content-Length") or 0) > limit):
        return 413, Refused(error=f"The body is larger than {limit} bytes. Send ids only; the rest is fetched by API.")
    secrets = [settings.PYLON_WEBHOOK_SECRET, settings.PYLON_WEBHOOK_SECRET_PREVIOUS]
    if not import_string(settings.PYLON_SIGNATURE_SCHEME)(request.headers, body, secrets):
        logger.warning("Refused a webhook with a bad or missing signature (%s bytes)", len(body))
        return 401, Refused(
            error="The signature is missing or does not match. Check the webhook's secret on both sides."
        )
    try:
        hint = parse_webhook(body)
    except PayloadError as error:
        deliveries.reject(body, str(error))
        return 422, Refused(error=str(error))
    delivery, created = deliveries.receive(body, hint)
    return (202, Received(status="accepted", delivery=delivery)) if created else (200, Received(status="duplicate"))
