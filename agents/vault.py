"""Secrets of other services, encrypted at rest. A sealed value opens only for the addresses it was sealed for."""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unopenable(Exception):
    """A sealed secret that cannot be used; the message tells a manager what to do, and holds nothing of the secret."""


def seal(secret: str, audience: str) -> str:
    """The secret, encrypted. `audience` says whom it may be shown to; another address needs it set again."""
    return _box().encrypt(json.dumps([audience, secret]).encode()).decode()


def unseal(sealed: str, audience: str) -> str:
    """Raises Unopenable where the key is another one, or the secret was given for another address."""
    try:
        sealed_for, secret = json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken:
        raise Unopenable(
            "The stored secret was encrypted with another key. Put the old SECRETS_KEY into SECRETS_KEY_PREVIOUS, "
            "or set the secret again."
        ) from None
    if sealed_for != audience:
        raise Unopenable("The address changed since the secret was set. Set it again, so that it goes nowhere else.")
    return str(secret)


def reseal(sealed: str) -> str:
    """The same secret under the newest key, so that an old key can be forgotten. Raises Unopenable."""
    try:
        return _box().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise Unopenable("The stored secret was encrypted with a key that is not here.") from None


def _box() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRETS_KEY, *settings.SECRETS_KEY_PREVIOUS)])


def _fernet(key: str) -> Fernet:
    # Any long random text is a key here; Fernet itself wants exactly 32 bytes in base64.
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
