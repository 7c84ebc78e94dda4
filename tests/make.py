"""Tickets as they come to be in production: mirrored from what Pylon answered."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from tickets import payloads
from tickets.actions import Fetched, mirror
from tickets.models import Ticket

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACCOUNT = payloads.Account(
    id="account-harbour",
    name="Harbour Ltd",
    domain="harbour.example",
    tags=(),
    custom_fields={"plan": "team"},
    is_disabled=False,
)
ADA = payloads.Contact(id="contact-ada", name="Ada Byron", email="ada@harbour.example", account_id=ACCOUNT.id)
AUTHORS = {
    "customer": payloads.Author(name=ADA.name, kind="contact", id=ADA.id, email=ADA.email),
    "team": payloads.Author(name="Sam", kind="user", id="user-sam", email="sam@team.example"),
    "unknown": payloads.Author(name="", kind="unknown", id=None, email=None),
}
_numbers = itertools.count(1)


def at(minutes: float) -> datetime:
    """A moment of the story that a test tells, so many minutes after its start."""
    return START + timedelta(minutes=minutes)


def message(
    text: str = "My deploy is stuck since this morning.", minutes: float = 0, sender: str = "customer", **fields: Any
) -> payloads.Message:
    """What Pylon answers for one message; `sender` is customer, team, unknown, or note for an internal one."""
    said: dict[str, Any] = {
        "id": f"message-{next(_numbers)}",
        "body_html": f"<p>{text}</p>",
        "is_private": sender == "note",
        "source": "email",
        "at": at(minutes),
        "author": AUTHORS["team" if sender == "note" else sender],
        "author_unverified": False,
        "email": None,
        "file_urls": (),
    }
    return payloads.Message(**{**said, **fields})


def issue(number: int | None = None, minutes: float = 0, **fields: Any) -> payloads.Issue:
    """What Pylon answers for one issue, last changed so many minutes after the start."""
    number = number or next(_numbers)
    said: dict[str, Any] = {
        "id": f"issue-{number}",
        "number": number,
        "title": "Deploy stuck",
        "body_html": "<p>My deploy is stuck.</p>",
        "link": "",
        "state": "new",
        "type": "ticket",
        "source": "email",
        "created_at": START,
        "updated_at": at(minutes),
        "account_id": ACCOUNT.id,
        "requester_id": ADA.id,
        "requester_email": ADA.email,
        "assignee_id": None,
        "assignee_email": None,
        "team_id": None,
        "tags": (),
        "custom_fields": {},
        "author_unverified": False,
        "latest_message_at": None,
        "csat": None,
    }
    return payloads.Issue(**{**said, **fields})


def account(**custom_fields: str) -> payloads.Account:
    return payloads.Account(**{**_fields(ACCOUNT), "custom_fields": {"plan": "team", **custom_fields}})


def fetched(
    issue_: payloads.Issue,
    messages: list[payloads.Message],
    account_: payloads.Account | None = ACCOUNT,
    contact: payloads.Contact | None = ADA,
) -> Fetched:
    return Fetched(issue=issue_, messages=messages, account=account_, contact=contact)


def ticket(
    text: str = "My deploy is stuck since this morning.",
    *,
    messages: list[payloads.Message] | None = None,
    plan: str = "team",
    tier: str = "",
    **issue_fields: Any,
) -> Ticket:
    """A ticket with one customer message (or the messages given), mirrored and waiting for triage."""
    said = messages if messages is not None else [message(text)]
    return mirror(fetched(issue(**issue_fields), said, account(plan=plan, tier=tier)))


def _fields(account_: payloads.Account) -> dict[str, Any]:
    return {name: getattr(account_, name) for name in payloads.Account.__dataclass_fields__}
