"""Webhook signature schemes. PYLON_SIGNATURE_SCHEME names the one in force by dotted path."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence


def pylon_hex_sha256(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> bool:
    """`X-Pylon-Signature`: lowercase hex HMAC-SHA256 of the raw body. Any of the secrets may have signed."""
    given = headers.get("X-Pylon-Signature", "")
    if not given.isascii():
        return False
    # Every secret is tried, so that the time does not tell which one matched.
    matches = [hmac.compare_digest(_sign(secret, body), given) for secret in secrets if secret]
    return any(matches)


def shared_bearer(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> bool:
    """`Authorization: Bearer <secret>`, a custom header on the Pylon webhook, where signatures are not to be had."""
    given = headers.get("Authorization", "")
    if not given.isascii():
        return False
    matches = [hmac.compare_digest(f"Bearer {secret}".encode(), given.encode()) for secret in secrets if secret]
    return any(matches)


def _sign(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
