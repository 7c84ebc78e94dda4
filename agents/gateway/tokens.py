"""A run's token: the only secret in a sandbox. It opens the gateway for that run, until the run ends."""

import hashlib
import hmac

from django.conf import settings

from agents.models import Run


def token_of(key: str) -> tuple[str, str]:
    """(token for the sandbox, its hash for the row) of the run with this key.

    Derived, so that a launch tried again finds its box with a token that still holds. The row's hash is what opens the
    door, and it is gone when the run ends.
    """
    secret = hmac.new(settings.SECRET_KEY.encode(), f"run token {key}".encode(), hashlib.sha256).hexdigest()
    token = f"gzrun_{secret}"
    return token, _sha256(token)


def find_run(token: str) -> Run | None:
    """The run a token belongs to, whatever its state; None for any other string."""
    if not token.startswith("gzrun_"):
        return None
    return Run.objects.select_related("ticket__account", "profile").filter(token_sha256=_sha256(token)).first()


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
