"""Does a custom domain point at us?

Subdomains use a CNAME to the region's ingress name. An apex domain can't have a CNAME, so it uses A records, or ALIAS
or ANAME where the DNS provider offers them. We check every 5 min for 72 h, then wait for the customer to press
"Check again".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from quayside.errors import PlatformError, error

CHECK_EVERY = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=72)
OWNERSHIP_PREFIX = "_quayside-verify"

Lookup = Callable[[str, str], list[str]]  # (name, record type) -> values


@dataclass(frozen=True)
class Region:
    cname: str
    ipv4: tuple[str, ...]


def points_here(host: str, region: Region, lookup: Lookup) -> bool:
    """True if the CNAME is ours, or every A record is. One foreign A record among ours is a failure: a part of the
    visitors, and some challenge requests of the certificate authority, would go elsewhere."""
    if region.cname in {value.rstrip(".") for value in lookup(host, "CNAME")}:
        return True
    addresses = set(lookup(host, "A"))
    return bool(addresses) and addresses <= set(region.ipv4)


def has_foreign_ipv6(host: str, lookup: Lookup) -> bool:
    """Our ingress has no IPv6 addresses yet. A leftover AAAA record sends the certificate authority, which prefers
    IPv6, to the old host, and the challenge fails although the A record is right (see QS-8011)."""
    return bool(lookup(host, "AAAA")) and not lookup(host, "CNAME")


def check(host: str, region: Region, lookup: Lookup) -> PlatformError | None:
    if not points_here(host, region, lookup):
        return error("QS-8003", host=host)
    if has_foreign_ipv6(host, lookup):
        return error("QS-8011", host=host, status="(AAAA record points elsewhere)")
    return None


def owns(host: str, token: str, lookup: Lookup) -> bool:
    """Ownership by TXT record, needed when another Quayside organisation already uses the domain."""
    return token in lookup(f"{OWNERSHIP_PREFIX}.{host}", "TXT")
