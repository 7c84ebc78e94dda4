"""MCP servers outside, asked from sync code: list what they offer, call one tool. One exception: ServerError."""

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import httpx2
import mcp_types as types
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from agents.mcp_client.addresses import BadAddress, checked, origin
from agents.mcp_client.content import text_of
from agents.mcp_client.endpoint import Endpoint, ServerError
from agents.mcp_client.http import Guarded, client
from agents.mcp_client.oauth import Bearer, ClientCredentials

__all__ = ["Endpoint", "Result", "ServerError", "call_tool", "list_tools"]

T = TypeVar("T")
LARGEST_ANSWER = 2 * 1024 * 1024  # bytes on the wire
MOST_PAGES, MOST_TOOLS = 20, 200
GRACE = 2.0  # seconds for closing, beside the time given
# The server read the request and says that it is none it carries out.
NOT_DONE = {types.INVALID_PARAMS, types.METHOD_NOT_FOUND, types.HEADER_MISMATCH}
CALL = "tools/call"


@dataclass(frozen=True, slots=True)
class Result:
    """What the tool answered. is_error: the tool itself says that it did not do it."""

    text: str
    is_error: bool


def list_tools(endpoint: Endpoint, timeout: float = 15.0) -> list[types.Tool]:
    """Every tool the server offers, page by page. Raises ServerError."""

    async def ask(mcp: Client) -> list[types.Tool]:
        found: list[types.Tool] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = await mcp.list_tools(cursor=cursor)
            found += page.tools
            if len(found) > MOST_TOOLS:
                break
            cursor = page.next_cursor
            if not cursor:
                return found
        raise ServerError(f"It lists more than {MOST_TOOLS} tools, or pages without end.", permanent=True)

    return _ask(endpoint, ask, timeout)


def call_tool(endpoint: Endpoint, name: str, arguments: Mapping[str, object], timeout: float = 30.0) -> Result:
    """Call one tool once; nothing is repeated here. Raises ServerError."""

    async def ask(mcp: Client) -> Result:
        params = types.CallToolRequestParams(name=name, arguments=dict(arguments))
        # Not Client.call_tool: that lists the tools after a call and fails on what it finds, when all is done already.
        answer = await mcp.session.send_request(types.CallToolRequest(params=params), types.CallToolResult)
        return Result(text_of(answer), bool(answer.is_error))

    return _ask(endpoint, ask, timeout)


def _ask(endpoint: Endpoint, ask: Callable[[Client], Awaitable[T]], timeout: float) -> T:
    """On a thread of its own with a loop of its own, so that any caller may wait, and never longer than he said."""
    answers: queue.Queue[T | BaseException] = queue.Queue()

    def work() -> None:
        try:
            answers.put(asyncio.run(_connected(endpoint, ask, timeout)))
        except BaseException as error:
            answers.put(error)

    threading.Thread(target=work, name=f"mcp-{endpoint.name}", daemon=True).start()
    try:
        answer = answers.get(timeout=timeout + GRACE)
    except queue.Empty:
        raise ServerError("It did not answer in time.", outcome_unknown=True) from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


async def _connected(endpoint: Endpoint, ask: Callable[[Client], Awaitable[T]], seconds: float) -> T:
    """The answer counts once it is here, however badly the goodbye goes."""
    answers: list[T] = []
    try:
        guard = Guarded({origin(checked(endpoint.url))}, LARGEST_ANSWER)
        oauth = ClientCredentials(endpoint, seconds) if endpoint.auth == "oauth" else None
    except BadAddress as problem:
        raise ServerError(str(problem), permanent=True) from None
    auth = oauth or (Bearer(endpoint.secret) if endpoint.auth == "token" else None)
    try:
        async with asyncio.timeout(seconds):
            http = client(guard, seconds=seconds, auth=auth)
            async with http, Client(_transport(endpoint, http), cache=None, input_required_max_rounds=1) as mcp:
                answers.append(await ask(mcp))
    except BaseException as error:
        if not answers:
            explained = _explained(error, guard, oauth)
            message = without_secrets(str(explained), endpoint, oauth)
            unknown = explained.outcome_unknown
            raise ServerError(message, permanent=explained.permanent, outcome_unknown=unknown) from None
    answer = answers[0]
    if isinstance(answer, Result):
        return replace(answer, text=without_secrets(answer.text, endpoint, oauth))
    return answer


def without_secrets(text: str, endpoint: Endpoint, oauth: ClientCredentials | None) -> str:
    """A server that repeats what we showed it does not bring it into our rows, logs and prompts."""
    for secret in (endpoint.secret, *(oauth.used if oauth else ())):
        text = text.replace(secret, "[our secret]") if secret else text
    return text


def _transport(endpoint: Endpoint, http: httpx2.AsyncClient) -> Any:
    return streamable_http_client(endpoint.url, http_client=http, max_sse_event_size=LARGEST_ANSWER)


def _explained(error: BaseException, guard: Guarded, oauth: ClientCredentials | None) -> ServerError:
    """One sentence for people, and whether the call may have been carried out all the same."""
    status = guard.statuses.get(CALL, 0)
    sent = CALL in guard.reached
    refused = 300 <= status < 500
    causes = list(_causes(error))
    unknown = sent and not refused and not any(_not_done(cause) for cause in causes)
    if oauth and oauth.problem:
        return ServerError(str(oauth.problem), permanent=oauth.problem.permanent, outcome_unknown=unknown)
    if guard.problem:
        return ServerError(str(guard.problem), permanent=not unknown, outcome_unknown=unknown)
    message, permanent = _sentence(causes, guard.statuses)
    return ServerError(message, permanent=permanent and not unknown, outcome_unknown=unknown)


def _sentence(causes: list[BaseException], statuses: Mapping[str, int]) -> tuple[str, bool]:
    """What happened, and whether it would happen again."""
    if ours := next((cause for cause in causes if isinstance(cause, ServerError)), None):
        return str(ours), ours.permanent
    last = list(statuses.values())[-1] if statuses else 0
    if last in {401, 403}:
        return f"It refuses our credentials (HTTP {last}). Set its secret again.", True
    if last == 429:
        return "It has too many requests (HTTP 429).", False
    if 300 <= last < 400:
        return f"It sends us on to another address (HTTP {last}); we do not follow.", True
    for cause in causes:
        if isinstance(cause, MCPError):
            if cause.code in NOT_DONE:
                return f"It does not take the request: {cause.error.message}", True
            return f"It failed{f' (HTTP {last})' if last >= 400 else ''}: {cause.error.message}", False
        if isinstance(cause, TimeoutError | httpx2.TimeoutException):
            return "It did not answer in time.", False
        if isinstance(cause, httpx2.ConnectError):
            return "It cannot be reached.", False
        if isinstance(cause, ValidationError):
            return "It answered with something that is no MCP.", True
    return f"The connection failed ({type(causes[-1]).__name__}).", False


def _not_done(cause: BaseException) -> bool:
    return isinstance(cause, MCPError) and cause.code in NOT_DONE


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The errors inside groups first, then the causes of each: the closest one says most."""
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _causes(each)
        return
    yield error
    with suppress(RecursionError):
        if error.__cause__ is not None:
            yield from _causes(error.__cause__)
