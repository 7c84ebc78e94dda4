"""/llm: the Messages API for sandboxes. token → alive → switch → budget → redact → upstream → tee."""

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from agents.gateway import calls
from agents.gateway.admissible import Inadmissible, admissible
from agents.gateway.calls import Refusal
from agents.gateway.storable import storable
from agents.gateway.tee import Tee
from agents.gateway.threads import in_thread
from agents.gateway.upstream import Reply, get_upstream
from agents.models import Run
from audit import live

logger = logging.getLogger(__name__)
LARGEST_BODY = 32 * 1024 * 1024
KINDS = {
    400: "invalid_request_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
VERSIONS = {"2023-06-01", "2026-10-21"}  # what the agent inside speaks, and the SDK of the day
PUSH_EVERY = 0.08  # seconds; small messages, few of them
SAVE_EVERY = 0.5
MOST_UNDER_WAY = 3  # requests of one run: budgets are settled after the answer, so few may be out at once
_under_way: Counter[int] = Counter()
MOST_PUSHED = 1500  # characters in one message


async def messages(request: Request) -> Response:
    """POST /llm/v1/messages."""
    admitted = await in_thread(calls.admit, token_of(request))
    if isinstance(admitted, Refusal):
        return refuse(admitted.status, admitted.message)
    if request.headers.get("anthropic-version", "2023-06-01") not in VERSIONS:
        return refuse(400, f"anthropic-version must be one of {', '.join(sorted(VERSIONS))}.")
    body = await _body(request)
    if isinstance(body, str):
        return refuse(400, body)
    run = admitted
    try:
        body = admissible(body)
    except Inadmissible as error:
        await in_thread(calls.refuse, run, str(error), 403)
        return refuse(403, str(error))
    # The sandbox asks; which model answers and how much it may write is decided here.
    body = {**body, "model": run.model, "max_tokens": _max_tokens(body)}
    clean, redactions = await in_thread(calls.redacted, run, body)
    await in_thread(calls.record_sandbox_calls, run, clean)
    return await _forward(request, run, clean, redactions)


def _done(run: Run) -> None:
    _under_way[run.pk] -= 1
    if _under_way[run.pk] <= 0:
        del _under_way[run.pk]


async def other(request: Request) -> Response:
    """Anything else under /llm: the door is for messages only."""
    return refuse(404, f"The gateway does not offer {request.url.path}.")


def token_of(request: Request) -> str:
    """The run token, from either header the clients use."""
    bearer = request.headers.get("authorization", "")
    scheme, _, token = bearer.partition(" ")
    return request.headers.get("x-api-key") or (token.strip() if scheme.lower() == "bearer" else "")


def refuse(status: int, message: str) -> JSONResponse:
    body = {"type": "error", "error": {"type": KINDS[status], "message": message}}
    headers = {"retry-after": "1"} if status == 429 else {"x-should-retry": "false"}
    return JSONResponse(body, status_code=status, headers=headers)


async def _body(request: Request) -> dict[str, object] | str:
    """The parsed request, or what is wrong with it."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST_BODY:
            return f"The request is larger than {LARGEST_BODY} bytes."
    try:
        body = storable(json.loads(bytes(raw)))
    except (ValueError, RecursionError):
        return "The request is not JSON."
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list) or not body["messages"]:
        return "The request needs a list of `messages`."
    return body


def _max_tokens(body: Mapping[str, object]) -> int:
    asked = body.get("max_tokens")
    return min(asked, 32_000) if isinstance(asked, int) and asked > 0 else 4096


async def _forward(request: Request, run: Run, body: dict[str, object], redactions: int) -> Response:
    """Open the upstream answer, then hand its bytes on as they come."""
    if _under_way[run.pk] >= MOST_UNDER_WAY:
        return refuse(429, "This run has too many requests under way; one at a time is what an agent needs.")
    _under_way[run.pk] += 1
    started = time.monotonic()
    context = get_upstream().messages(body, dict(request.headers))
    try:
        reply = await context.__aenter__()
    except BaseException:
        _done(run)
        raise

    async def passed_on() -> AsyncIterator[bytes]:
        watch = Watch(run, started)
        try:
            async for chunk in reply.body:
                await watch.saw(chunk)
                yield chunk
        finally:
            _done(run)
            # Also when the sandbox hangs up: what was used is counted, and no connection is left open.
            await asyncio.shield(_end(context, watch, reply, body, redactions))

    if reply.status == 200 and body.get("stream"):
        return StreamingResponse(passed_on(), media_type="text/event-stream", headers={"cache-control": "no-cache"})
    content = b"".join([chunk async for chunk in passed_on()])
    return Response(content, status_code=reply.status, headers=dict(reply.headers), media_type="application/json")


async def _end(
    context: AbstractAsyncContextManager[Reply],
    watch: "Watch",
    reply: Reply,
    body: Mapping[str, object],
    redactions: int,
) -> None:
    try:
        await context.__aexit__(None, None, None)
    except Exception:
        logger.exception("Could not close the upstream answer of run %s", watch.run.pk)
    await watch.end()
    tee = watch.tee
    await in_thread(
        calls.settle,
        watch.run,
        status=reply.status,
        streamed=bool(body.get("stream")),
        redactions=redactions,
        input_tokens=tee.input_tokens,
        output_tokens=tee.output_tokens,
        stop_reason=tee.stop_reason,
        first_token_ms=watch.first_token_ms,
        latency_ms=int((time.monotonic() - watch.started) * 1000),
    )


def _agreeing(one: str, other: str) -> int:
    """How many characters both begin with."""
    if one.startswith(other):
        return len(other)
    return next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))


class Watch:
    """Follows one answer and tells the reviewer's page what the reply says so far."""

    def __init__(self, run: Run, started: float) -> None:
        self.run, self.started = run, started
        self.tee = Tee()
        self.first_token_ms: int | None = None
        self._pushed = ""
        self._saved = ""
        self._pushed_at = self._saved_at = 0.0
        self._plain = bytearray()
        self._is_plain: bool | None = None  # an answer that is one JSON value, told by its first character

    async def saw(self, chunk: bytes) -> None:
        if self._is_plain is None and chunk.strip():
            self._is_plain = chunk.lstrip().startswith(b"{")
        if self._is_plain:
            self._plain += chunk
        else:
            self.tee.feed(chunk)
        if self.tee.saw_first_token and self.first_token_ms is None:
            self.first_token_ms = int((time.monotonic() - self.started) * 1000)
        if self.tee.preview != self._pushed and time.monotonic() - self._pushed_at >= PUSH_EVERY:
            await self._push()

    async def end(self) -> None:
        if self._plain:
            self.tee.whole(bytes(self._plain))
        if self.tee.preview != self._pushed:
            await self._push()
        if self.tee.preview != self._saved:
            await self._save()

    async def _push(self) -> None:
        """Send what is new, in pieces small enough for the channel layer, from where both texts still agree."""
        text = self.tee.preview
        at = _agreeing(text, self._pushed)
        self._pushed, self._pushed_at = text, time.monotonic()
        for start in range(at, len(text), MOST_PUSHED) or [at]:
            piece = text[start : start + MOST_PUSHED]
            await live.apush(live.ticket_topic(self.run.ticket_id), {"stream": self.run.pk, "at": start, "text": piece})
        if time.monotonic() - self._saved_at >= SAVE_EVERY:
            await self._save()

    async def _save(self) -> None:
        self._saved, self._saved_at = self.tee.preview, time.monotonic()
        await in_thread(calls.save_preview, self.run, self._saved)
