"""Certificates from Let's Encrypt: HTTP-01 for single hosts, DNS-01 for wildcards.

The authority limits us: 5 failed validations per host and hour, 5 duplicate certificates per week. So every check that
we can do ourselves (DNS, CAA, AAAA) runs before an order is placed.
"""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from quayside.errors import PlatformError, error

CHALLENGE_PATH = "/.well-known/acme-challenge/"
FAILED_VALIDATIONS_PER_HOUR = 5
DUPLICATES_PER_WEEK = 5
ORDER_TIMEOUT = timedelta(minutes=10)


class Challenge(enum.StrEnum):
    HTTP_01 = "http-01"
    DNS_01 = "dns-01"


@dataclass(frozen=True)
class Attempt:
    host: str
    at: datetime
    failed: bool


def challenge_for(host: str) -> Challenge:
    """A wildcard needs DNS-01, which the customer enables once with a CNAME of _acme-challenge.<domain> to us."""
    return Challenge.DNS_01 if host.startswith("*.") else Challenge.HTTP_01


def wait_before(host: str, attempts: list[Attempt], now: datetime) -> timedelta | None:
    """How long to wait for the authority's hourly limit, or None if an order may be placed now."""
    failed = (attempt.at for attempt in attempts if attempt.host == host and attempt.failed)
    recent = sorted(at for at in failed if now - at < timedelta(hours=1))
    if len(recent) < FAILED_VALIDATIONS_PER_HOUR:
        return None
    return recent[0] + timedelta(hours=1) - now


def check_rate(host: str, attempts: list[Attempt], now: datetime) -> None:
    wait = wait_before(host, attempts, now)
    if wait is not None:
        raise error("QS-8009", hours=max(1, round(wait.total_seconds() / 3600)))


def challenge_result(host: str, status: int) -> PlatformError | None:
    """The edge answers the challenge path itself, before redirects and before the app.

    So anything but 200 means that the request did not reach our edge: another proxy in front (with its own redirect to
    HTTPS or a bot check), or a DNS record that still points to the old host.
    """
    return None if status == 200 else error("QS-8011", host=host, status=status)


def log_line(host: str, challenge: Challenge, failure: PlatformError) -> str:
    return f"acme order failed host={host} challenge={challenge} code={failure.code} detail={failure.message!r}"
