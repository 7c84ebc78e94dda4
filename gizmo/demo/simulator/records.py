"""Accounts, issues, messages, what customers do, and which webhooks it causes."""

import json
from sqlite3 import Row

from gizmo.demo.simulator import bodies
from gizmo.demo.simulator.store import Store, new_id, stamp
from gizmo.demo.simulator.wire import WORKSPACE_EMAIL, Refusal

ISSUES = """
SELECT issue.*, contact.email AS requester_email, contact.name AS requester_name, account.name AS account_name,
    (SELECT MAX(at) FROM message WHERE message.issue_id = issue.id) AS latest_message_at,
    (SELECT COUNT(*) FROM message WHERE message.issue_id = issue.id) AS touches
FROM issue LEFT JOIN contact ON contact.id = issue.requester_id LEFT JOIN account ON account.id = issue.account_id
"""
ISSUE_OPENED = "issue_new"
MESSAGE_WRITTEN = "issue_message_new"  # the same event for a customer, for us, and for a note


def find_issue(store: Store, issue_id: str) -> Row:
    """By id or, as Pylon allows, by number."""
    found = store.row(f"{ISSUES} WHERE issue.id = ?", issue_id)
    if found is None and issue_id.isascii() and issue_id.isdigit() and len(issue_id) < 18:
        found = store.row(f"{ISSUES} WHERE issue.number = ?", int(issue_id))
    if found is None:
        raise Refusal(404, "not_found", f"Issue {issue_id} does not exist.")
    return found


def find(store: Store, table: str, row_id: str) -> Row:
    found = store.row(f"SELECT * FROM {table} WHERE id = ?", row_id)
    if found is None:
        raise Refusal(404, "not_found", f"{table.capitalize()} {row_id} does not exist.")
    return found


def messages_of(store: Store, issue_id: str) -> list[Row]:
    return store.rows("SELECT * FROM message WHERE issue_id = ? ORDER BY at, position", issue_id)


def upsert_account(store: Store, account: bodies.AccountRecord) -> None:
    now = stamp()
    store.upsert(
        "account",
        id=account.id,
        name=account.name,
        domain=account.domain,
        tags=json.dumps(account.tags),
        custom_fields=json.dumps(account.custom_fields),
        is_disabled=account.is_disabled,
        created_at=now,
        updated_at=now,
    )
    for contact in account.contacts:
        store.upsert("contact", id=contact.id, name=contact.name, email=contact.email, account_id=account.id)


def open_issue(store: Store, record: bodies.IssueRecord) -> tuple[str, bool]:
    """Answer the issue's id and whether it is new; opening the same id again changes nothing."""
    issue_id = record.id or new_id()
    if store.row("SELECT 1 FROM issue WHERE id = ?", issue_id):
        return issue_id, False
    account_id = record.account_id
    if record.contact_id is not None:
        account_id = account_id or find(store, "contact", record.contact_id)["account_id"]
    if account_id is not None:
        find(store, "account", account_id)
    latest = store.row("SELECT COALESCE(MAX(number), 1000) AS number FROM issue")
    opened_at = stamp(record.opened_at)
    store.insert(
        "issue",
        id=issue_id,
        number=record.number or (latest["number"] if latest else 1000) + 1,
        title=record.title,
        body_html=record.messages[0].html,
        state=record.state,
        type=record.type,
        source=record.source,
        created_at=opened_at,
        updated_at=opened_at,
        account_id=account_id,
        requester_id=record.contact_id,
        assignee_id=record.assignee_id,
        team_id=record.team_id,
        tags=json.dumps(record.tags),
        custom_fields=json.dumps(record.custom_fields),
        author_unverified=False,
        csat=record.csat,
    )
    for message in record.messages:
        _write_history(store, issue_id, message, default_at=opened_at)
    updated_at = stamp(record.updated_at) if record.updated_at else None
    store.run(
        "UPDATE issue SET state = ?, updated_at = COALESCE(?, updated_at) WHERE id = ?",
        record.state,
        updated_at,
        issue_id,
    )
    if record.webhook:
        last = next((row for row in reversed(messages_of(store, issue_id)) if row["kind"] != "note"), None)
        announce(store, ISSUE_OPENED, issue_id, last["id"] if last else None)
    return issue_id, True


def _write_history(store: Store, issue_id: str, message: bodies.IssueMessage, default_at: str) -> None:
    at = stamp(message.at) if message.at else default_at
    if message.sender == "customer":
        write_as_customer(store, issue_id, message, at=at)
        return
    issue = find_issue(store, issue_id)
    name = message.author_name or "Support"
    to = message.to or ([issue["requester_email"]] if issue["requester_email"] else [])
    insert_message(
        store,
        issue,
        message_id=message.id or new_id(),
        kind=message.sender,
        body_html=message.html,
        at=at,
        author=(name, f"user-{name.lower().replace(' ', '-')}", None),
        file_urls=message.file_urls,
        thread_id=new_id() if message.sender == "note" else None,
        email=email_info(issue, to, message.cc, []) if message.sender == "team" else None,
    )


def write_as_customer(
    store: Store, issue_id: str, writing: bodies.Writing, *, at: str | None = None, webhook: bool = False
) -> str:
    issue = find_issue(store, issue_id)
    contact_id = writing.contact_id or issue["requester_id"]
    contact = find(store, "contact", contact_id) if contact_id else None
    email = contact["email"] if contact else None
    info = email_info(issue, [WORKSPACE_EMAIL], writing.cc, [])
    message_id = writing.id or new_id()
    insert_message(
        store,
        issue,
        message_id=message_id,
        kind="customer",
        body_html=writing.html,
        at=at or stamp(writing.at),
        author=(contact["name"] if contact else "Someone", contact_id, email),
        author_unverified=writing.author_unverified or (info is not None and writing.authentication == "fail"),
        file_urls=writing.file_urls,
        email=info and {**info, "from_email": email or "", "sender_authentication_status": writing.authentication},
    )
    state = "new" if issue["touches"] == 0 else "waiting_on_you"
    store.run("UPDATE issue SET state = ? WHERE id = ?", state, issue["id"])
    if webhook:
        announce(store, MESSAGE_WRITTEN, issue["id"], message_id)
    return message_id


def insert_message(
    store: Store,
    issue: Row,
    *,
    message_id: str,
    kind: str,
    body_html: str,
    at: str,
    author: tuple[str, str | None, str | None],
    file_urls: list[str],
    author_unverified: bool = False,
    thread_id: str | None = None,
    email: dict[str, object] | None = None,
    request: str | None = None,
) -> None:
    store.insert(
        "message",
        id=message_id,
        issue_id=issue["id"],
        body_html=body_html,
        kind=kind,
        at=at,
        author_name=author[0],
        author_id=author[1],
        author_email=author[2],
        author_unverified=author_unverified,
        source=issue["source"],
        thread_id=thread_id,
        file_urls=json.dumps(file_urls),
        email_info=json.dumps(email) if email else None,
        request=request,
    )
    store.run(
        "UPDATE issue SET updated_at = MAX(updated_at, ?), author_unverified = author_unverified OR ? WHERE id = ?",
        at,
        author_unverified,
        issue["id"],
    )


def email_info(
    issue: Row, to: list[str] | None, cc: list[str] | None, bcc: list[str] | None
) -> dict[str, object] | None:
    if issue["source"] != "email":
        return None
    return {
        "from_email": WORKSPACE_EMAIL,
        "to_emails": to or [],
        "cc_emails": cc or [],
        "bcc_emails": bcc or [],
        "message_id": f"<{new_id()}@mail.gizmo.example>",
        "sender_authentication_status": "unknown",
    }


def announce(store: Store, event: str, issue_id: str, message_id: str | None) -> None:
    now = stamp()
    store.insert(
        "delivery",
        id=new_id(),
        issue_id=issue_id,
        message_id=message_id,
        event=event,
        body=json.dumps({"event": event, "issue_id": issue_id, "message_id": message_id}),
        status="pending",
        attempts=0,
        next_attempt_at=now,
        last_error="",
        created_at=now,
        delivered_at=None,
    )
