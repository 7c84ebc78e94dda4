"""Mirror a ticket from Pylon, and record what triage decided."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.tasks import async_task

from audit.actions import record
from tickets import language, payloads, service, text
from tickets.models import Account, Attachment, Contact, Message, Ticket, TriageDecision
from tickets.pylon import Pylon, PylonError, get_pylon
from tickets.triage import Decision

logger = logging.getLogger(__name__)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Fetched:
    issue: payloads.Issue
    messages: list[payloads.Message]
    account: payloads.Account | None
    contact: payloads.Contact | None


def sync_ticket(issue_id: str) -> Ticket:
    """Fetch one issue with all it needs, then mirror it. Raises PylonError. Safe to repeat and to run out of order."""
    return mirror(fetch(get_pylon(), issue_id))


def fetch(pylon: Pylon, issue_id: str) -> Fetched:
    issue = pylon.issue(issue_id)
    return Fetched(
        issue=issue,
        messages=pylon.messages(issue.id),
        account=_unless_gone(pylon.account, issue.account_id),
        contact=_unless_gone(pylon.contact, issue.requester_id),
    )


def _unless_gone(ask: Callable[[str], Found], pylon_id: str | None) -> Found | None:
    """An account or contact that was deleted in Pylon must not keep the ticket from us."""
    if not pylon_id:
        return None
    try:
        return ask(pylon_id)
    except PylonError as error:
        if error.status == 404:
            return None
        raise


@transaction.atomic
def mirror(fetched: Fetched) -> Ticket:
    """Write what was fetched. An older copy adds messages it alone has and changes nothing else."""
    fetched = text.storable(fetched)
    issue, now = fetched.issue, timezone.now()
    with connection.cursor() as cursor:
        # Two deliveries of a ticket we do not have yet would both insert it; the second waits here instead.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ticket:{issue.id}"])
    account = _mirror_account(fetched.account, now)
    contact = _mirror_contact(fetched.contact, account, now)
    known = Ticket.objects.select_for_update().filter(pylon_id=issue.id).first()
    if known is None:
        ticket = Ticket.objects.create(pylon_id=issue.id, **_fields(issue, account, contact, now))
        record("ticket.synced", ticket, actor="pylon", data={"number": issue.number, "source": issue.source})
    elif known.changed_at <= issue.updated_at:
        ticket = known
        _update(ticket, **_fields(issue, account, contact, now))
    else:
        ticket = known
    added = _mirror_messages(ticket, fetched)
    reopened = _follow_state(ticket, first_sight=known is None)
    _follow_conversation(ticket, added, reopened=reopened)
    return ticket


def _fields(
    issue: payloads.Issue, account: Account | None, contact: Contact | None, now: datetime
) -> dict[str, object]:
    return {
        "number": issue.number,
        "title": issue.title[:1000],
        "link": issue.link[:1000],
        "state": issue.state[:100],
        "source": issue.source[:60],
        "account": account,
        "requester": contact,
        "requester_email": (issue.requester_email or (contact.email if contact else ""))[:320],
        "assignee_email": (issue.assignee_email or "")[:320],
        "team_id": (issue.team_id or "")[:200],
        "tags": list(issue.tags),
        "author_unverified": issue.author_unverified,
        "csat": issue.csat,
        "opened_at": issue.created_at,
        "resolved_at": issue.resolved_at,
        "changed_at": issue.updated_at,
        "synced_at": now,
    }


def _update(ticket: Ticket, **fields: object) -> None:
    for name, value in fields.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(fields))


def _mirror_account(account: payloads.Account | None, now: datetime) -> Account | None:
    if account is None:
        return None
    return Account.objects.update_or_create(
        pylon_id=account.id,
        defaults={
            "name": account.name[:300],
            "domain": (account.domain or "")[:300],
            "plan": _one(account.custom_fields.get("plan")),
            "tier": _one(account.custom_fields.get("tier")),
            "tags": list(account.tags),
            "synced_at": now,
        },
    )[0]


def _mirror_contact(contact: payloads.Contact | None, account: Account | None, now: datetime) -> Contact | None:
    if contact is None:
        return None
    return Contact.objects.update_or_create(
        pylon_id=contact.id,
        defaults={
            "account": account,
            "name": contact.name[:300],
            "email": (contact.email or "")[:320],
            "synced_at": now,
        },
    )[0]


def _one(value: str | list[str] | None) -> str:
    chosen = value[0] if isinstance(value, list) and value else value
    return chosen[:40].lower() if isinstance(chosen, str) else ""


def _mirror_messages(ticket: Ticket, fetched: Fetched) -> list[Message]:
    """Insert the messages we do not have, in the order they were written."""
    have = set(ticket.messages.values_list("pylon_id", flat=True))
    added = [_message(ticket, raw) for raw in fetched.messages if raw.id not in have]
    if not have and not fetched.messages:
        added = [_opening(ticket, fetched)]
    for message in added:
        message.save()
    for message, urls in zip(added, (raw.file_urls for raw in fetched.messages if raw.id not in have), strict=False):
        Attachment.objects.bulk_create(
            Attachment(message=message, name=url.split("?")[0].rsplit("/", 1)[-1][:300] or "file", url=url[:3000])
            for url in urls
        )
    return added


def _message(ticket: Ticket, raw: payloads.Message) -> Message:
    author = {"contact": Message.Author.CUSTOMER, "user": Message.Author.TEAM}.get(
        raw.author.kind, Message.Author.UNKNOWN
    )
    readable = text.readable(raw.body_html)
    return Message(
        ticket=ticket,
        pylon_id=raw.id,
        author=author,
        author_name=raw.author.name[:300],
        author_email=(raw.author.email or "")[:320],
        author_unverified=raw.author_unverified,
        is_private=raw.is_private,
        body_html=raw.body_html,
        text=readable,
        language=language.detect(readable),
        source=raw.source[:60],
        email=asdict(raw.email) if raw.email else None,
        at=raw.at,
    )


def _opening(ticket: Ticket, fetched: Fetched) -> Message:
    """An issue without messages still says something: its body."""
    readable = text.readable(fetched.issue.body_html)
    return Message(
        ticket=ticket,
        pylon_id=f"{ticket.pylon_id}:body"[:200],
        author=Message.Author.CUSTOMER,
        author_name=fetched.contact.name[:300] if fetched.contact else "",
        author_email=ticket.requester_email,
        author_unverified=ticket.author_unverified,
        is_private=False,
        body_html=fetched.issue.body_html,
        text=readable,
        language=language.detect(readable),
        source=ticket.source,
        at=ticket.opened_at,
    )


def _follow_state(ticket: Ticket, *, first_sight: bool) -> bool:
    """Close or reopen as Pylon did; whether it was reopened."""
    if ticket.state == "closed" and ticket.stage != Ticket.Stage.CLOSED:
        _update(ticket, stage=Ticket.Stage.CLOSED, waiting_since=None, due_at=None)
        now = timezone.now()
        closed_at = min(ticket.resolved_at or now, now)
        # A ticket that was closed before we knew it says nothing about these days: figures leave it out.
        data = {"closed_at": closed_at.isoformat(), "first_sight": first_sight}
        record("ticket.closed", ticket, actor="pylon", data=data)
    elif ticket.state != "closed" and ticket.stage == Ticket.Stage.CLOSED:
        _update(ticket, stage=Ticket.Stage.NEW)
        record("ticket.reopened", ticket, actor="pylon")
        return True
    return False


def _follow_conversation(ticket: Ticket, added: Sequence[Message], *, reopened: bool) -> None:
    """New public messages make a draft stale, in this transaction; a customer's newest one is work to be done."""
    public = list(ticket.messages.filter(is_private=False).order_by("at", "pk"))
    news = [message for message in added if not message.is_private]
    if news:
        record("ticket.message", ticket, actor="pylon", data={"messages": [message.pylon_id for message in news]})
        import_string(settings.ON_PUBLIC_MESSAGES)(ticket, news)
    if not public:
        return
    if not public[-1].is_from_customer:
        # Answered, by us or by a person in Pylon: nothing waits.
        _update(ticket, waiting_since=None, due_at=None, triaged_message=ticket.newest_customer_message)
        return
    newest = public[-1]
    if reopened or ticket.newest_customer_message_id != newest.pk:
        since = None if ticket.stage == Ticket.Stage.CLOSED else _waits_since(ticket, public)
        lang = newest.language or ticket.language or settings.TEAM_LANGUAGE
        _update(ticket, newest_customer_message=newest, waiting_since=since, language=lang)
        service.settle(ticket)
    if ticket.stage != Ticket.Stage.CLOSED and ticket.triaged_message_id != newest.pk:
        async_task(settings.ON_TICKET_READY, ticket.pk)


def _waits_since(ticket: Ticket, public: Sequence[Message]) -> datetime:
    """When the customer wrote first of what nobody has answered; what needed no answer is not among it."""
    settled = None
    if ticket.stage == Ticket.Stage.IGNORED:
        settled = ticket.triaged_message_id
    elif ticket.waiting_since is None:
        settled = ticket.newest_customer_message_id
    since = public[-1]
    for message in reversed(public[:-1]):
        if not message.is_from_customer or message.pk == settled:
            break
        since = message
    return since.at


@transaction.atomic
def record_triage(ticket: Ticket, message: Message, decision: Decision) -> TriageDecision | None:
    """Store a decision about this message; None if another worker was faster or a newer message has come."""
    won = (
        Ticket.objects.filter(pk=ticket.pk, newest_customer_message=message)
        .exclude(triaged_message=F("newest_customer_message"))
        .update(
            triaged_message=message,
            category=decision.category,
            urgency=decision.urgency,
            tier=decision.tier,
            summary=decision.summary,
        )
    )
    if not won:
        return None
    row = TriageDecision.objects.create(
        ticket=ticket,
        message=message,
        route=decision.route,
        category=decision.category,
        tier=decision.tier,
        urgency=decision.urgency,
        language=ticket.language,
        confidence=decision.confidence,
        sentiment=decision.sentiment,
        investigate=decision.investigate,
        opinion=asdict(decision.opinion) if decision.opinion else None,
        summary=decision.summary,
        reasons=[asdict(reason) for reason in decision.reasons],
        decided_at=timezone.now(),
    )
    ticket.refresh_from_db()
    service.settle(ticket)
    record(
        "ticket.triaged",
        ticket,
        data={
            "route": decision.route,
            "category": decision.category,
            "reasons": [reason.text for reason in decision.reasons],
        },
    )
    if decision.route == "ignore":
        set_stage(ticket, Ticket.Stage.IGNORED)
        record("ticket.ignored", ticket)
    return row


def set_stage(ticket: Ticket, stage: Ticket.Stage) -> None:
    """Where the ticket stands, and whether it is due there. Closed tickets stay closed until Pylon reopens them."""
    Ticket.objects.filter(pk=ticket.pk).exclude(stage=Ticket.Stage.CLOSED).update(stage=stage)
    ticket.refresh_from_db(fields=["stage", "urgency", "waiting_since", "due_at"])
    service.settle(ticket)


def needs_no_answer(ticket: Ticket) -> None:
    """A person says so: nobody waits for us until the customer writes again."""
    _update(ticket, waiting_since=None, due_at=None)
