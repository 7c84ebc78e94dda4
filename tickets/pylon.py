"""The boundary to Pylon: reads for the mirror, and the three writes we make."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache, partial
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import httpx
import usepylon
from django.conf import settings
from usepylon import Filter, GetArticlesResponseBody, GetIssueMessagesResponseBody, SearchIssuesResponseBody
from usepylon.accounts.client import AccountsClient
from usepylon.contacts.client import ContactsClient
from usepylon.core.api_error import ApiError
from usepylon.core.parse_error import ParsingError
from usepylon.issues.client import IssuesClient
from usepylon.issues.messages.client import MessagesClient
from usepylon.knowledge_bases.client import KnowledgeBasesClient
from usepylon.me.client import MeClient

from tickets import payloads
from tickets.payloads import Account, Contact, Issue, Me, Message, PayloadError

Raw = TypeVar("Raw")
Result = TypeVar("Result")
Page = TypeVar("Page", GetArticlesResponseBody, GetIssueMessagesResponseBody, SearchIssuesResponseBody)

TIMEOUT = 10.0
READ_ATTEMPTS = 3
LONGEST_WAIT = 5.0  # a longer Retry-After is for the job queue, not for a sleeping worker
PAGE_SIZE = 100
MOST_PAGES = 1000
SEARCH_WINDOW = timedelta(days=30)  # Pylon refuses a wider range of updated_at
CLOCK_SKEW = timedelta(minutes=5)
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
TEMPORARY_STATUSES = frozenset({408, 425, 429})


class PylonError(Exception):
    """A call to Pylon failed.

    `permanent`: the same call will fail again. `outcome_unknown`: a write may have happened; look before repeating it.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        status: int | None = None,
        code: str | None = None,
        retry_after: float | None = None,
        outcome_unknown: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent, self.outcome_unknown = permanent, outcome_unknown
        self.status, self.code, self.retry_after = status, code, retry_after


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who an email reply goes to. Pylon copies nobody from the message replied to."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()


class Pylon(Protocol):
    def me(self) -> Me: ...
    def issue(self, issue_id: str) -> Issue: ...
    def messages(self, issue_id: str) -> list[Message]: ...
    def account(self, account_id: str) -> Account: ...
    def contact(self, contact_id: str) -> Contact: ...
    def issues_updated_since(self, since: datetime) -> list[Issue]: ...
    def reply(self, issue_id: str, *, message_id: str, body_html: str, recipients: Recipients | None) -> str: ...
    def note(self, issue_id: str, *, body_html: str, thread_name: str) -> str: ...
    def assign_team(self, issue_id: str, team_id: str) -> None: ...


class SdkPylon:
    """Pylon through its own SDK."""

    def __init__(
        self,
        *,
        token: str,
        base_url: str,
        timeout: float = TIMEOUT,
        page_size: int = PAGE_SIZE,
        longest_wait: float = LONGEST_WAIT,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._page_size, self._longest_wait, self._sleep, self._clock = page_size, longest_wait, sleep, clock
        # Redirects are not followed: a redirected POST turns into a GET, and a reply must never seem to succeed.
        # A proxy from the environment has no business between us and a simulator on this machine.
        proxied = urlsplit(base_url).hostname not in {"127.0.0.1", "::1", "localhost"}
        self._http = httpx.Client(timeout=httpx.Timeout(timeout), follow_redirects=False, trust_env=proxied)
        # The SDK would retry writes such as PATCH as well; the retries here know which calls are reads.
        sdk = usepylon.Pylon(token=token, base_url=base_url, max_retries=0, httpx_client=self._http)
        # The SDK leaves these properties untyped.
        self._me: MeClient = sdk.me
        self._issues: IssuesClient = sdk.issues
        self._messages: MessagesClient = sdk.issues.messages
        self._accounts: AccountsClient = sdk.accounts
        self._contacts: ContactsClient = sdk.contacts
        self._knowledge_bases: KnowledgeBasesClient = sdk.knowledge_bases

    def close(self) -> None:
        self._http.close()

    def me(self) -> Me:
        return payloads.parse_me(self._read("who this token is", self._me.get).data)

    def issue(self, issue_id: str) -> Issue:
        known = _path_id(issue_id, "issue id")
        answer = self._read(f"issue {known}", lambda: self._issues.get(known))
        return _parsed(payloads.parse_issue, answer.data)

    def messages(self, issue_id: str) -> list[Message]:
        """Every message of the issue, internal notes included, oldest first."""
        known = _path_id(issue_id, "issue id")

        def page(cursor: str | None) -> GetIssueMessagesResponseBody:
            try:
                return self._messages.list(known, cursor=cursor, limit=self._page_size).response
            except ParsingError as error:
                return payloads.mended(error, GetIssueMessagesResponseBody)

        found: dict[str, Message] = {}
        for answer in self._pages(f"messages of issue {known}", page):
            for raw in answer.data:
                message = _parsed(payloads.parse_message, raw)
                found.setdefault(message.id, message)
        return sorted(found.values(), key=lambda message: message.at)

    def account(self, account_id: str) -> Account:
        known = _path_id(account_id, "account id")
        answer = self._read(f"account {known}", lambda: self._accounts.get(known))
        return _parsed(payloads.parse_account, answer.data)

    def contact(self, contact_id: str) -> Contact:
        known = _path_id(contact_id, "contact id")
        answer = self._read(f"contact {known}", lambda: self._contacts.get(known))
        return _parsed(payloads.parse_contact, answer.data)

    def issues_updated_since(self, since: datetime) -> list[Issue]:
        """Least recently updated first, so that a caller may move its watermark as it goes."""
        found: dict[str, Issue] = {}
        for start, end in _windows(since.astimezone(UTC), self._clock() + CLOCK_SKEW):
            for issue in self._updated_between(start, end):
                found[issue.id] = issue
        return sorted(found.values(), key=lambda issue: (issue.updated_at, issue.number))

    def _updated_between(self, start: datetime, end: datetime) -> Iterator[Issue]:
        within = Filter(field="updated_at", operator="time_range", values=[_rfc3339(start), _rfc3339(end)])

        def page(cursor: str | None) -> SearchIssuesResponseBody:
            search = partial(self._issues.search, filter=within, limit=self._page_size)
            try:
                # The SDK would write cursor=None into the body as null, so the first page leaves it out.
                return (search() if cursor is None else search(cursor=cursor)).response
            except ParsingError as error:
                return payloads.mended(error, SearchIssuesResponseBody)

        for answer in self._pages("issues updated since", page):
            yield from (_parsed(payloads.parse_issue, raw) for raw in answer.data)

    def reply(self, issue_id: str, *, message_id: str, body_html: str, recipients: Recipients | None) -> str:
        """Send to the customer, at most once; answer the new message's id."""
        known = _path_id(issue_id, "issue id")
        send = partial(self._issues.reply, known, body_html=body_html, message_id=message_id)
        if recipients is not None:
            email_info = usepylon.CreateIssueReplyEmailInfo(
                to_emails=list(recipients.to), cc_emails=list(recipients.cc), bcc_emails=list(recipients.bcc)
            )
            send = partial(send, email_info=email_info)
        return _answer(f"reply on issue {known}", send, writing=True).data.id

    def note(self, issue_id: str, *, body_html: str, thread_name: str) -> str:
        """Write an internal note; answer its message id."""
        known = _path_id(issue_id, "issue id")
        write = partial(self._issues.create_note, known, body_html=body_html, thread_name=thread_name)
        return _answer(f"note on issue {known}", write, writing=True).data.id

    def assign_team(self, issue_id: str, team_id: str) -> None:
        known = _path_id(issue_id, "issue id")
        _answer(f"team of issue {known}", partial(self._issues.update, known, team_id=team_id), writing=True)

    def _read(self, what: str, call: Callable[[], Result]) -> Result:
        waited = 0.0
        for attempt in range(READ_ATTEMPTS):
            try:
                return _answer(what, call, writing=False)
            except PylonError as error:
                wait = 0.3 * 2.0**attempt if error.retry_after is None else error.retry_after
                waited += wait
                if error.permanent or attempt + 1 == READ_ATTEMPTS or waited > self._longest_wait:
                    raise
            self._sleep(wait)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _pages(self, what: str, page: Callable[[str | None], Page]) -> Iterator[Page]:
        cursor: str | None = None
        seen: set[str] = set()
        while True:
            answer = self._read(what, partial(page, cursor))
            yield answer
            pagination = answer.pagination
            if pagination is None or not pagination.cursor or not pagination.has_next_page:
                return
            cursor = pagination.cursor
            if cursor in seen or len(seen) > MOST_PAGES:
                raise PylonError(f"Pylon's pages of {what} do not end.", permanent=False)
            seen.add(cursor)


def get_pylon() -> Pylon:
    """The Pylon that the settings name; one client per process, whose connections a fork must not share."""
    base_url: str = settings.PYLON_BASE_URL or usepylon.PylonEnvironment[settings.PYLON_REGION.upper()].value
    if not settings.PYLON_API_TOKEN:
        raise PylonError("No Pylon token. Set PYLON_API_TOKEN.", permanent=True)
    return _client(settings.PYLON_API_TOKEN, base_url, os.getpid())


@lru_cache(maxsize=4)
def _client(token: str, base_url: str, _process: int) -> SdkPylon:
    return SdkPylon(token=token, base_url=base_url)


def _answer(what: str, call: Callable[[], Result], *, writing: bool) -> Result:
    """Make one call; whatever the SDK or the network raises becomes a PylonError."""
    try:
        return call()
    except httpx.HTTPError as error:
        sent = writing and not isinstance(error, NOT_SENT)
        message = f"No answer from Pylon: {what} ({type(error).__name__})."
        raise PylonError(message, permanent=False, outcome_unknown=sent) from error
    except (ApiError, ParsingError) as error:
        raise _refusal(what, error, writing=writing) from error
    except ValueError as error:  # an answer that is not even text
        raise PylonError(f"Pylon's answer is unreadable: {what}.", permanent=False, outcome_unknown=writing) from error


def _refusal(what: str, error: ApiError | ParsingError, *, writing: bool) -> PylonError:
    status = error.status_code
    if status is None or 200 <= status < 300:
        # The call went through; only its answer is not what the SDK expects.
        message = f"Pylon's answer is not of the expected shape: {what}."
        return PylonError(message, permanent=not writing, status=status, outcome_unknown=writing)
    body = error.body if isinstance(error.body, usepylon.ErrorApiResponseBody) else None
    reason = "; ".join(body.errors or ()) if body else ""
    return PylonError(
        f"Pylon answered {status}: {what}. {reason}"[:500].rstrip(),
        permanent=status < 500 and status not in TEMPORARY_STATUSES,
        status=status,
        code=body.code if body else None,
        retry_after=_retry_after(error.headers or {}),
        outcome_unknown=writing and status >= 500,
    )


def _retry_after(headers: dict[str, str]) -> float | None:
    text = next((value.strip() for name, value in headers.items() if name.lower() == "retry-after"), "")
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _parsed(parse: Callable[[Raw], Result], raw: Raw) -> Result:
    try:
        return parse(raw)
    except PayloadError as error:
        raise PylonError(f"Pylon sent something unreadable. {error}", permanent=True) from error


def _path_id(value: str, what: str) -> str:
    return _parsed(partial(payloads.identifier, what=what), value)


def _windows(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        stop = min(start + SEARCH_WINDOW, end)
        yield start, stop
        start = stop


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
