"""Request bodies: the ones of Pylon's API, and the ones of the control API."""

import html
from datetime import datetime
from typing import Annotated, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from starlette.requests import Request

from gizmo.demo.simulator.wire import Refusal

Parsed = TypeVar("Parsed", bound=BaseModel)
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=500_000)]
CustomFields = dict[str, str | list[str]]
FaultKind = Literal["429", "500", "500_after_commit", "hang", "hang_after_commit", "reset", "reset_after_commit"]


async def body_of(request: Request, shape: type[Parsed]) -> Parsed:
    return parsed(await request.body(), shape)


def parsed(raw: bytes, shape: type[Parsed]) -> Parsed:
    try:
        return shape.model_validate_json(raw or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise Refusal(400, "invalid_request_body", f"{place}: {first['msg']}") from error


class EmailRecipients(BaseModel):
    to_emails: list[str] | None = None
    cc_emails: list[str] | None = None
    bcc_emails: list[str] | None = None

    @property
    def count(self) -> int:
        return sum(len(group or ()) for group in (self.to_emails, self.cc_emails, self.bcc_emails))


class ReplyBody(BaseModel):
    body_html: Text
    message_id: Text
    user_id: str | None = None
    contact_id: str | None = None
    attachment_urls: list[str] | None = None
    email_info: EmailRecipients | None = None


class NoteBody(BaseModel):
    body_html: Text
    thread_id: str | None = None
    message_id: str | None = None
    thread_name: str | None = None
    user_id: str | None = None
    attachment_urls: list[str] | None = None


class FieldChange(BaseModel):
    slug: str
    value: str | None = None
    values: list[str] | None = None


class IssueChange(BaseModel):
    account_id: str | None = None
    assignee_id: str | None = None
    requester_id: str | None = None
    team_id: str | None = None
    state: str | None = None
    title: str | None = None
    type: str | None = None
    tags: list[str] | None = None
    custom_fields: list[FieldChange] | None = None


class SearchFilter(BaseModel):
    operator: str
    field: str | None = None
    value: str | None = None
    values: list[str] | None = None
    subfilters: list["SearchFilter"] | None = None


class SearchBody(BaseModel):
    filter: SearchFilter | None = None
    search_text: str | None = None
    cursor: str | None = None
    limit: int = Field(default=100, ge=1, le=1000)


class Control(BaseModel):
    """A control body refuses unknown keys, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class ContactRecord(Control):
    id: Id
    name: str
    email: str | None = None


class AccountRecord(Control):
    id: Id
    name: str
    domain: str | None = None
    tags: list[str] = []
    custom_fields: CustomFields = {}
    is_disabled: bool = False
    contacts: list[ContactRecord] = []


class AccountsBody(Control):
    accounts: list[AccountRecord]


class Writing(Control):
    """Something written on an issue: HTML as it would arrive, or plain text."""

    body_html: Text | None = None
    text: Text | None = None
    id: Id | None = None
    at: AwareDatetime | None = None
    contact_id: str | None = None
    author_unverified: bool = False
    authentication: Literal["pass", "fail", "unknown"] = "pass"
    cc: list[str] = []
    file_urls: list[str] = []

    @model_validator(mode="after")
    def _something_was_written(self) -> "Writing":
        if not self.body_html and not self.text:
            raise ValueError("body_html or text is needed")
        return self

    @property
    def html(self) -> str:
        return self.body_html or "".join(
            f"<p>{html.escape(part, quote=False).replace(chr(10), '<br>')}</p>"
            for part in (self.text or "").replace("\r\n", "\n").split("\n\n")
            if part.strip()
        )


class CustomerMessage(Writing):
    webhook: bool = True


class IssueMessage(Writing):
    sender: Literal["customer", "team", "note"] = Field(default="customer", alias="from")
    author_name: str | None = None  # of a colleague; a customer's name is the contact's
    to: list[str] = []


class IssueRecord(Control):
    title: Text
    messages: list[IssueMessage] = Field(min_length=1)
    id: Id | None = None
    number: int | None = Field(default=None, ge=1)
    account_id: str | None = None
    contact_id: str | None = None
    source: str = "email"
    state: str = "new"
    type: str = "ticket"
    tags: list[str] = []
    custom_fields: CustomFields = {}
    team_id: str | None = None
    assignee_id: str | None = None
    csat: int | None = None
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    webhook: bool = True

    @property
    def opened_at(self) -> datetime | None:
        return self.created_at or self.messages[0].at


class FaultRule(Control):
    kind: FaultKind
    path: str = ".*"
    method: str = "*"
    times: int = Field(default=1, ge=1)
    retry_after: float = Field(default=1, ge=0)
    seconds: float = Field(default=15, ge=0, le=120)
