"""What Pylon sends, as our own types. Nothing untyped leaves this file."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError
from usepylon.core.parse_error import ParsingError
from usepylon.types import account, contact, custom_field_value, email_message_info, issue, me, message, message_author

CustomFields = dict[str, str | list[str]]
AuthorKind = Literal["contact", "user", "unknown"]
Body = TypeVar("Body", bound=BaseModel)

# The SDK puts ids into URL paths unquoted, so an id has to be harmless there: no slash, no dots first, no query.
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}")


class PayloadError(ValueError):
    """Pylon sent something we cannot read; the message says what to change."""


@dataclass(frozen=True, slots=True)
class EmailInfo:
    from_email: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    message_id: str
    authentication: str  # "pass", "fail" or "unknown"; unknown is not a pass


@dataclass(frozen=True, slots=True)
class Author:
    name: str
    kind: AuthorKind
    id: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    body_html: str
    is_private: bool
    source: str
    at: datetime
    author: Author
    author_unverified: bool
    email: EmailInfo | None
    file_urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    id: str
    number: int
    title: str
    body_html: str
    link: str
    state: str
    type: str
    source: str
    created_at: datetime
    updated_at: datetime
    account_id: str | None
    requester_id: str | None
    requester_email: str | None
    assignee_id: str | None
    assignee_email: str | None
    team_id: str | None
    tags: tuple[str, ...]
    custom_fields: CustomFields
    author_unverified: bool
    latest_message_at: datetime | None
    csat: int | None  # the latest answer to the survey
    resolved_at: datetime | None = None  # when it was last closed


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    name: str
    domain: str | None
    tags: tuple[str, ...]
    custom_fields: CustomFields
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    name: str
    email: str | None
    account_id: str | None


@dataclass(frozen=True, slots=True)
class Me:
    organization_id: str
    organization: str
    user_id: str
    user_email: str


@dataclass(frozen=True, slots=True)
class WebhookHint:
    """A webhook only says where to look; what happened is read from the API."""

    issue_id: str
    message_id: str | None
    event: str | None
    event_id: str | None


def parse_issue(raw: issue.Issue) -> Issue:
    scores = [response.score for response in raw.csat_responses or []]
    return Issue(
        id=identifier(raw.id, "issue id"),
        number=raw.number,
        title=raw.title,
        body_html=raw.body_html,
        link=raw.link,
        state=raw.state,
        type=raw.type,
        source=raw.source,
        created_at=_utc(raw.created_at),
        updated_at=_utc(raw.updated_at),
        account_id=raw.account.id if raw.account else None,
        requester_id=raw.requester.id if raw.requester else None,
        requester_email=raw.requester.email if raw.requester else None,
        assignee_id=raw.assignee.id if raw.assignee else None,
        assignee_email=raw.assignee.email if raw.assignee else None,
        team_id=raw.team.id if raw.team else None,
        tags=tuple(raw.tags or ()),
        custom_fields=_custom_fields(raw.custom_fields),
        author_unverified=bool(raw.author_unverified),
        latest_message_at=_utc(raw.latest_message_time) if raw.latest_message_time else None,
        csat=scores[-1] if scores else None,
        resolved_at=_utc(raw.resolution_time) if raw.resolution_time else None,
    )


def parse_message(raw: message.Message) -> Message:
    return Message(
        id=identifier(raw.id, "message id"),
        body_html=raw.message_html,
        is_private=raw.is_private,
        source=raw.source,
        at=_utc(raw.timestamp),
        author=_author(raw.author),
        author_unverified=raw.author_unverified,
        email=_email(raw.email_info),
        file_urls=tuple(raw.file_urls or ()),
    )


def parse_account(raw: account.Account) -> Account:
    return Account(
        id=identifier(raw.id, "account id"),
        name=raw.name,
        domain=raw.primary_domain or raw.domain or next(iter(raw.domains or ()), None),
        tags=tuple(raw.tags or ()),
        custom_fields=_custom_fields(raw.custom_fields),
        is_disabled=raw.is_disabled,
    )


def parse_contact(raw: contact.Contact) -> Contact:
    return Contact(
        id=identifier(raw.id, "contact id"),
        name=raw.name,
        email=raw.email or next(iter(raw.emails or ()), None),
        account_id=raw.account.id if raw.account else None,
    )


def parse_me(raw: me.Me) -> Me:
    return Me(organization_id=raw.id, organization=raw.name, user_id=raw.user.id, user_email=raw.user.email)


def parse_webhook(body: bytes) -> WebhookHint:
    """Read the ids out of a webhook body.

    Each Pylon workspace writes its own JSON template, so the usual spellings of the keys are all accepted.
    """
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise PayloadError(
            "The webhook body is not JSON. Put only ids in the Pylon trigger's template: free text breaks its quoting."
        ) from error
    if not isinstance(payload, dict):
        raise PayloadError('The webhook body is not a JSON object. Use {"issue_id": "{{issue.id}}"} as the template.')
    # A bare "id" comes last: beside a "data" object it is more likely the event's own id.
    issue_id = _first(payload, "issue_id", "issue.id", "data.issue_id", "data.issue.id", "data.id", "id")
    if issue_id is None:
        raise PayloadError('The webhook body names no issue. Add "issue_id": "{{issue.id}}" to the template.')
    return WebhookHint(
        issue_id=identifier(issue_id, "issue id"),
        message_id=_optional(payload, "message id", "message_id", "message.id", "data.message_id", "data.message.id"),
        event=_event(_first(payload, "event", "event_type", "type")),
        event_id=_optional(payload, "event id", "event_id", "delivery_id", "data.event_id"),
    )


def identifier(value: object, what: str) -> str:
    """The value as an id that is safe in a URL path, or PayloadError."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not IDENTIFIER.fullmatch(text):
        raise PayloadError(
            f"The {what} is not an id of at most 200 letters, digits, '-', '_', '.' or ':'. Check the template."
        )
    return text


def mended(error: ParsingError, shape: type[Body]) -> Body:
    """Read an answer the SDK refused only because it is stricter than the wire.

    Seen in the wild: a last page with a null cursor, and messages without author_unverified (older API).
    """
    if error.status_code is None or not 200 <= error.status_code < 300 or not isinstance(error.body, dict):
        raise error
    body: dict[str, Any] = dict(error.body)
    pagination = body.get("pagination")
    if isinstance(pagination, dict) and not pagination.get("cursor"):
        del body["pagination"]
    if isinstance(body.get("data"), list):
        body["data"] = [_with_author_flag(item) for item in body["data"]]
    try:
        return shape.model_validate(body)
    except ValidationError:
        raise error from None


def _with_author_flag(item: Any) -> Any:
    if isinstance(item, dict) and "message_html" in item and item.get("author_unverified") is None:
        return {**item, "author_unverified": True}  # nothing vouched for the author
    return item


def _author(raw: message_author.MessageAuthor | None) -> Author:
    if raw is None:
        return Author(name="", kind="unknown", id=None, email=None)
    if raw.user is not None:
        return Author(name=raw.name, kind="user", id=raw.user.id, email=raw.user.email)
    if raw.contact is not None:
        return Author(name=raw.name, kind="contact", id=raw.contact.id, email=raw.contact.email)
    return Author(name=raw.name, kind="unknown", id=None, email=None)


def _email(raw: email_message_info.EmailMessageInfo | None) -> EmailInfo | None:
    if raw is None:
        return None
    return EmailInfo(
        from_email=raw.from_email,
        to=tuple(raw.to_emails or ()),
        cc=tuple(raw.cc_emails or ()),
        bcc=tuple(raw.bcc_emails or ()),
        message_id=raw.message_id,
        authentication=raw.sender_authentication_status,
    )


def _custom_fields(raw: Mapping[str, custom_field_value.CustomFieldValue | None] | None) -> CustomFields:
    fields: CustomFields = {}
    for slug, field in (raw or {}).items():
        if field is None:
            continue
        if field.values is not None:
            fields[slug] = list(field.values)
        elif field.value is not None:
            fields[slug] = field.value
    return fields


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _event(value: object) -> str | None:
    """The event's name is free text of the trigger's author: kept short, never a reason to refuse."""
    if not isinstance(value, str):
        return None
    # NUL and half surrogate pairs are valid JSON that PostgreSQL cannot hold.
    return "".join(char for char in value if char.isprintable()).strip()[:200]


def _first(payload: Mapping[str, object], *paths: str) -> object | None:
    return next((found for found in (_at(payload, path) for path in paths) if found not in (None, "")), None)


def _at(value: object, path: str) -> object | None:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _optional(payload: Mapping[str, object], what: str, *paths: str) -> str | None:
    value = _first(payload, *paths)
    return None if value is None else identifier(value, what)
