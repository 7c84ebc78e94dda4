"""A run's token: the only secret in a sandbox. It opens the gateway for that run, until the run ends."""

import hashlib
import secrets

from agents.models import Run


def new_token() -> tuple[str, str]:
    """(token for the sandbox, its hash for the row)."""
    token = f"gzrun_{secrets.token_urlsafe(32)}"
    return token, _sha256(token)


def find_run(token: str) -> Run | None:
    """The run a token belongs to, whatever its state; None for any other string."""
    if not token.startswith("gzrun_"):
        return None
    return Run.objects.select_related("ticket__account", "profile").filter(token_sha256=_sha256(token)).first()


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
