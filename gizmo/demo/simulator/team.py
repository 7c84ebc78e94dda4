"""What the API's caller does to an issue: reply, note, change."""

import json
from sqlite3 import Row

from gizmo.demo.simulator import bodies
from gizmo.demo.simulator.records import MESSAGE_WRITTEN, announce, email_info, find, find_issue, insert_message
from gizmo.demo.simulator.store import Store, new_id, stamp
from gizmo.demo.simulator.wire import TEAM_USER_ID, TEAM_USER_NAME, Refusal


def write_reply(store: Store, issue_id: str, reply: bodies.ReplyBody, request: bytes) -> tuple[str, str]:
    """Answer the issue's id and the new message's."""
    issue = find_issue(store, issue_id)
    answered = store.row("SELECT * FROM message WHERE id = ? AND issue_id = ?", reply.message_id, issue["id"])
    if reply.user_id and reply.contact_id:
        raise Refusal(400, "invalid_request_body", "Only one of user_id or contact_id can be provided.")
    if not store.row("SELECT 1 FROM message WHERE issue_id = ? AND kind != 'note'", issue["id"]):
        raise Refusal(400, "internal_issue_reply_not_allowed", "The issue is internal: nobody would see the reply.")
    if answered is None or answered["kind"] == "note":
        raise Refusal(400, "invalid_request_body", "message_id is not a customer-visible message of this issue.")
    email = reply.email_info or bodies.EmailRecipients()
    if issue["source"] == "email" and not email.count:
        raise Refusal(400, "invalid_request_body", "email_info needs at least one recipient for an email issue.")
    message_id = new_id()
    insert_message(
        store,
        issue,
        message_id=message_id,
        kind="team",
        body_html=reply.body_html,
        at=stamp(),
        author=(TEAM_USER_NAME, reply.user_id or TEAM_USER_ID, None),
        file_urls=reply.attachment_urls or [],
        email=email_info(issue, email.to_emails, email.cc_emails, email.bcc_emails),
        request=request.decode(),
    )
    store.run("UPDATE issue SET state = 'waiting_on_customer' WHERE id = ?", issue["id"])
    announce(store, MESSAGE_WRITTEN, issue["id"], message_id)
    return issue["id"], message_id


def write_note(store: Store, issue_id: str, note: bodies.NoteBody, request: bytes) -> tuple[str, str]:
    issue = find_issue(store, issue_id)
    if note.thread_id and note.message_id:
        raise Refusal(400, "invalid_request_body", "Only one of thread_id or message_id can be provided.")
    thread_id = note.thread_id or new_id()
    if note.message_id:
        placed = store.row(
            "SELECT thread_id FROM message WHERE id = ? AND issue_id = ? AND kind = 'note'",
            note.message_id,
            issue["id"],
        )
        if placed is None:
            raise Refusal(400, "invalid_request_body", "message_id is not an internal note of this issue.")
        thread_id = placed["thread_id"]
    message_id = new_id()
    insert_message(
        store,
        issue,
        message_id=message_id,
        kind="note",
        body_html=note.body_html,
        at=stamp(),
        author=(TEAM_USER_NAME, note.user_id or TEAM_USER_ID, None),
        file_urls=note.attachment_urls or [],
        thread_id=thread_id,
        request=request.decode(),
    )
    announce(store, MESSAGE_WRITTEN, issue["id"], message_id)
    return issue["id"], message_id


def change_issue(store: Store, issue_id: str, change: bodies.IssueChange) -> Row:
    issue = find_issue(store, issue_id)
    given = change.model_dump(include=change.model_fields_set, exclude={"tags", "custom_fields"}, exclude_none=True)
    values: dict[str, object] = {name: value or None for name, value in given.items()}  # "" removes
    if change.tags is not None:
        values["tags"] = json.dumps(change.tags)
    if change.custom_fields is not None:
        fields: bodies.CustomFields = json.loads(issue["custom_fields"])
        for field in change.custom_fields:
            fields.pop(field.slug, None)
            if (value := field.values if field.values is not None else field.value) is not None:
                fields[field.slug] = value
        values["custom_fields"] = json.dumps(fields)
    for table, name in (("account", "account_id"), ("contact", "requester_id")):
        if values.get(name):
            find(store, table, str(values[name]))
    values["updated_at"] = stamp()
    changes = ", ".join(f"{name} = ?" for name in values)
    store.run(f"UPDATE issue SET {changes} WHERE id = ?", *values.values(), issue["id"])
    return find_issue(store, issue["id"])
