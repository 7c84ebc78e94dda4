"""Renewing certificates before they run out.

Certificates live 90 days. Renewal starts 30 days before the end and is tried once a day. The owner is mailed when 14
and 3 days are left and the last attempt failed; before that a failure is only in the domain's log.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LIFETIME = timedelta(days=90)
RENEW_BEFORE = timedelta(days=30)
RETRY_EVERY = timedelta(hours=24)
WARN_AT_DAYS = (14, 3)


@dataclass(frozen=True)
class Certificate:
    host: str
    not_after: datetime
    last_attempt_at: datetime | None = None
    last_error_code: str | None = None


def is_due(certificate: Certificate, now: datetime) -> bool:
    if certificate.not_after - now > RENEW_BEFORE:
        return False
    last = certificate.last_attempt_at
    return last is None or now - last >= RETRY_EVERY


def due(certificates: Iterable[Certificate], now: datetime) -> list[Certificate]:
    """Soonest to expire first, so that a backlog after an outage of the authority hurts nobody."""
    return sorted((one for one in certificates if is_due(one, now)), key=lambda one: one.not_after)


def warning_day(certificate: Certificate, now: datetime) -> int | None:
    """The warning to send today, if any. A domain that left us without being removed here ends up in this list too."""
    if certificate.last_error_code is None:
        return None
    left = (certificate.not_after - now).days
    return left if left in WARN_AT_DAYS else None


def state(certificate: Certificate, now: datetime) -> str:
    """What the dashboard shows. An expired certificate is still served: a browser warning beats a closed port, because
    API clients with pinned certificates keep working."""
    if now >= certificate.not_after:
        return "expired"
    return "renewing" if certificate.not_after - now <= RENEW_BEFORE else "active"
