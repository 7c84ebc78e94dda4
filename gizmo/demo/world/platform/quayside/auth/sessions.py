"""Dashboard sessions: how long they live, and what ends them early."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from quayside.auth.sso import SESSION_LIFETIME as SSO_SESSION_LIFETIME

IDLE_LIMIT = timedelta(days=7)
ABSOLUTE_LIMIT = timedelta(days=30)
# Actions that ask for the password or key again if the last proof is older than this.
SUDO_WINDOW = timedelta(minutes=15)
SUDO_ACTIONS = {"delete_app", "transfer_app", "change_owner", "create_service_token", "export_secrets"}
LOGIN_ATTEMPTS_PER_15_MIN = 10
RECOVERY_WAIT = timedelta(hours=48)


@dataclass(frozen=True)
class Session:
    created_at: datetime
    last_seen_at: datetime
    proved_at: datetime
    by_sso: bool = False


def is_alive(session: Session, now: datetime) -> bool:
    limit = SSO_SESSION_LIFETIME if session.by_sso else ABSOLUTE_LIMIT
    return now - session.created_at < limit and now - session.last_seen_at < IDLE_LIMIT


def needs_proof(session: Session, action: str, now: datetime) -> bool:
    return action in SUDO_ACTIONS and now - session.proved_at > SUDO_WINDOW


def recovery_ready_at(requested_at: datetime) -> datetime:
    """A lost second factor is reset 48 h after the request, and every owner is told at once.

    The wait is the protection: support can neither shorten it nor skip it, whatever the reason given.
    """
    return requested_at + RECOVERY_WAIT
