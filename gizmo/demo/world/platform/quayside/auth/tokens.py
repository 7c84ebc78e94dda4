"""API tokens: three kinds, told apart by their prefix.

- `qspat_` personal access tokens act as a person and lose what the person loses.
- `qsdep_` deploy tokens may only deploy, to one app.
- `qssvc_` service tokens belong to the organisation and survive a person's leaving.

Only a hash is stored. We can't show a token twice, and support can't recover one.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from quayside.errors import error

PREFIXES = {"personal": "qspat_", "deploy": "qsdep_", "service": "qssvc_"}
TOKEN_LENGTH = 32
MAX_LIFETIME = {"personal": timedelta(days=365), "deploy": timedelta(days=365), "service": timedelta(days=730)}
DEFAULT_LIFETIME = timedelta(days=90)
# After `rotate` the old token works for this long, so that a deploy in progress does not fail.
ROTATION_OVERLAP = timedelta(hours=24)


@dataclass(frozen=True)
class StoredToken:
    kind: str
    digest: str
    scopes: frozenset[str]
    expires_at: datetime
    revoked_at: datetime | None = None


def new_secret(kind: str) -> str:
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
    return PREFIXES[kind] + "".join(secrets.choice(alphabet) for _ in range(TOKEN_LENGTH))


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def check(presented: str, stored: StoredToken, scope: str, now: datetime) -> None:
    """Expired and revoked look the same from outside (QS-1001), so that a stolen token learns nothing."""
    same = hmac.compare_digest(digest(presented), stored.digest)
    if not same or now >= stored.expires_at or (stored.revoked_at is not None and now >= stored.revoked_at):
        raise error("QS-1001")
    if scope not in stored.scopes:
        raise error("QS-1004", scope=scope)


def revoke_at(now: datetime, *, leaked: bool) -> datetime:
    """A leaked token dies now, a rotated one after the overlap."""
    return now if leaked else now + ROTATION_OVERLAP
