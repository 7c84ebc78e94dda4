"""Walkers for our side: a run, a draft with its evidence, an approved reply. Every step is a real action."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from agents import actions as runs
from agents.gateway.dispatch import dispatch
from agents.gateway.tokens import token_of
from agents.models import Run
from drafts import approving
from drafts.knowledge import store_article
from drafts.models import Approval, Draft, Passage
from tests import make
from tickets import payloads
from tickets.actions import Fetched, mirror, record_triage
from tickets.models import EscalationTrigger, Message, Route, Ticket
from tickets.triage import Decision

ADA, HARBOUR = make.ADA, make.ACCOUNT
FACT = "A deploy waits 60 seconds for the health check."
_numbers = itertools.count(1)


def said(text: str, *, by: str = "contact", private: bool = False, at: datetime | None = None) -> payloads.Message:
    """A message as Pylon would send it; `by` is contact, user or unknown."""
    number = next(_numbers)
    people = {"contact": ("Ada Byron", ADA.email), "user": ("Grace of support", "grace@team.example")}
    name, email = people.get(by, ("Somebody", None))
    return payloads.Message(
        id=f"message-{number}",
        body_html="".join(f"<p>{part}</p>" for part in text.split("\n\n")),
        is_private=private,
        source="email",
        at=at or datetime.now(UTC),
        author=payloads.Author(name=name, kind=by, id=None, email=email),  # type: ignore[arg-type]
        author_unverified=False,
        email=None,
        file_urls=(),
    )


def ticket(
    *messages: payloads.Message,
    text: str = "My deploy is stuck in the health check for 60 seconds. What can I do about it?",
    issue_id: str = "",
    account: payloads.Account | None = HARBOUR,
    contact: payloads.Contact | None = ADA,
    **fields: Any,
) -> Ticket:
    """Mirror an issue; with the id of a known one, add messages to it."""
    number = next(_numbers)
    now = datetime.now(UTC)
    given: dict[str, Any] = {
        "id": issue_id or f"issue-{number}",
        "body_html": "",
        "link": "https://pylon.example/issue",
        "created_at": now,
        "updated_at": now,
        "account_id": account.id if account else None,
        "requester_id": contact.id if contact else None,
        "requester_email": contact.email if contact else None,
    }
    issue = make.issue(number, **{**given, **fields})
    words = list(messages) or [said(text, at=now - timedelta(minutes=1))]
    return mirror(Fetched(issue=issue, messages=words, account=account, contact=contact))


def arrive(on: Ticket, text: str = "One more thing.", **fields: Any) -> Message:
    """A message reaches a ticket we know."""
    message = said(text, **fields)
    ticket(message, issue_id=on.pylon_id, source=on.source)
    on.refresh_from_db()
    return on.messages.get(pylon_id=message.id)


def triaged(on: Ticket | None = None, *, category: str = "bug", tier: int = 1, **fields: Any) -> Ticket:
    found = on or ticket(**fields)
    assert found.newest_customer_message is not None
    decision = Decision(Route.DRAFT, category, tier, "normal", 0.9, "neutral", "A deploy is stuck.")
    assert record_triage(found, found.newest_customer_message, decision)
    found.refresh_from_db()
    return found


def run(on: Ticket | None = None, *, user: User | None = None, instruction: str = "", **fields: Any) -> tuple[Run, str]:
    """A run at work, and its token."""
    queued = runs.request_draft(on or triaged(**fields), user=user, instruction=instruction)
    token, token_sha256 = token_of(queued.key)
    launched = runs.begin_launch(queued.pk, token_sha256)
    assert launched is not None
    runs.mark_running(launched)
    launched.refresh_from_db()
    return launched, token


def health_checks() -> None:
    """The article that the rehearsal answers from when a deploy fails with QS-4312."""
    store_article(
        "health-checks",
        title="Health checks",
        body="## How long a deploy waits\n\nA deploy waits 60 seconds for the health check. If the path answers with a "
        "redirect, the check fails with QS-4312; let the health path answer 200 itself.",
        kind="article",
        visibility="public",
        category="bug",
        updated_at=timezone.now(),
    )


def passage(
    text: str = FACT, *, visibility: str = "public", published: bool = True, heading: str = "Waiting"
) -> Passage:
    number = next(_numbers)
    article = store_article(
        f"article-{number}",
        title=f"Article {number}",
        body=f"## {heading}\n\n{text}",
        kind="article",
        visibility=visibility,
        category="bug",
        updated_at=timezone.now(),
        published=published,
    )
    return article.passages.get()


def claim(text: str, *cited: tuple[str, str], kind: str = "fact") -> dict[str, object]:
    return {"kind": kind, "text": text, "citations": [{"source": source, "quote": quote} for source, quote in cited]}


def reply(*points: str, claims: Sequence[dict[str, object]] = (), **parts: Any) -> dict[str, Any]:
    """Arguments of submit_draft."""
    return {
        "language": "en",
        "greeting": "Hello Ada,",
        "points": list(points or [FACT]),
        "closing": "Kind regards, the support team",
        "claims": list(claims),
        **parts,
    }


def submitted(by: Run, arguments: dict[str, Any] | None = None) -> Draft:
    """What the agent hands in, through the door its tools go through. How little it may rest on is tested elsewhere."""
    EscalationTrigger.objects.filter(kind="thin_grounding").update(enabled=False)
    answer = dispatch(by, "submit_draft", arguments or reply())
    assert not answer.is_error, answer.text
    return Draft.objects.get(run=by.pk)


def draft(on: Ticket | None = None, *points: str, claims: Sequence[dict[str, object]] = (), **parts: Any) -> Draft:
    """A draft to review, whose run has ended."""
    by, _ = run(on)
    made = submitted(by, reply(*points, claims=claims, **parts))
    runs.finish_run(by)
    return made


def approved(by: User, on: Ticket | None = None, *points: str) -> Approval:
    made = draft(on, *points)
    return approving.approve(made, user=by, version=made.latest.number)
