"""/llm: the Messages API for sandboxes. token → alive → switch → budget → redact → upstream → tee."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from agents import metering, people
from agents.gateway import calls
from agents.gateway.admissible import Inadmissible, admissible
from agents.gateway.calls import Refusal
from agents.gateway.storable import storable
from agents.gateway.tee import Tee
from agents.gateway.threads import in_thread
from agents.gateway.upstream import Reply, get_upstream
from agents.metering import Used
from agents.models import LlmCall, Run
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
MOST_PUSHED = 1500  # characters in one message


async def messages(request: Request) -> Response:
    """POST /llm/v1/messages."""
    admitted = await in_thread(calls.admit, token_of(request))
    if isinstance(admitted, Refusal):
        return refuse(admitted)
    if request.headers.get("anthropic-version", "2023-06-01") not in VERSIONS:
        return refuse(Refusal(400, f"anthropic-version must be one of {', '.join(sorted(VERSIONS))}."))
    raw = await _raw(request)
    body = _parsed(raw) if raw is not None else f"The request is larger than {LARGEST_BODY} bytes."
    if raw is None or isinstance(body, str):
        return refuse(Refusal(400, str(body)))
    run = admitted
    try:
        body = admissible(body)
    except Inadmissible as error:
        return refuse(await in_thread(calls.refuse, run, Refusal(403, str(error))))
    # The sandbox asks; which model answers and how much it may write is decided here.
    most = _max_tokens(body)
    call = await in_thread(calls.begin, run, body, len(raw), most)
    if isinstance(call, Refusal):
        return refuse(call)
    try:
        clean, redactions = await in_thread(calls.redacted, run, {**body, "model": run.model, "max_tokens": most})
        await in_thread(calls.record_sandbox_calls, run, clean)
        context = get_upstream().messages(clean, dict(request.headers))
        watch = Watch(run, time.monotonic())
        reply = await context.__aenter__()
    except BaseException:
        await asyncio.shield(in_thread(metering.drop, call))
        raise
    return await _forward(_Answer(context, watch, reply, call, redactions), stream=bool(clean.get("stream")))


async def other(request: Request) -> Response:
    """Anything else under /llm: the door is for messages only."""
    return refuse(Refusal(404, f"The gateway does not offer {request.url.path}."))


def token_of(request: Request) -> str:
    """The run token, from either header the clients use."""
    bearer = request.headers.get("authorization", "")
    scheme, _, token = bearer.partition(" ")
    return request.headers.get("x-api-key") or (token.strip() if scheme.lower() == "bearer" else "")


def refuse(refusal: Refusal) -> JSONResponse:
    body = {"type": "error", "error": {"type": KINDS[refusal.status], "message": refusal.message}}
    headers = {"retry-after": str(refusal.wait or 1)} if refusal.status == 429 else {"x-should-retry": "false"}
    return JSONResponse(body, status_code=refusal.status, headers=headers)


async def _raw(request: Request) -> bytes | None:
    """The body; None if it is too large."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST_BODY:
            return None
    return bytes(raw)


def _parsed(raw: bytes) -> dict[str, object] | str:
    """The request, or what is wrong with it."""
    try:
        body = storable(json.loads(raw))
    except (ValueError, RecursionError):
        return "The request is not JSON."
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list) or not body["messages"]:
        return "The request needs a list of `messages`."
    return body


def _max_tokens(body: Mapping[str, object]) -> int:
    asked = body.get("max_tokens")
    return min(asked, 32_000) if isinstance(asked, int) and asked > 0 else 4096


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer being received, and who follows it."""

    context: AbstractAsyncContextManager[Reply]
    watch: "Watch"
    reply: Reply
    call: LlmCall
    redactions: int


async def _forward(answer: _Answer, *, stream: bool) -> Response:
    """Hand the bytes of the upstream answer on as they come."""
    reply = answer.reply

    async def passed_on() -> AsyncIterator[bytes]:
        try:
            async for chunk in reply.body:
                await answer.watch.saw(chunk)
                yield chunk
        finally:
            # Also when the sandbox hangs up: what was used is counted, and no connection is left open.
            await asyncio.shield(_end(answer))

    if reply.status == 200 and stream:
        return StreamingResponse(passed_on(), media_type="text/event-stream", headers={"cache-control": "no-cache"})
    content = b"".join([chunk async for chunk in passed_on()])
    return Response(content, status_code=reply.status, headers=dict(reply.headers), media_type="application/json")


async def _end(answer: _Answer) -> None:
    watch, call = answer.watch, answer.call
    try:
        await answer.context.__aexit__(None, None, None)
    except Exception:
        logger.exception("Could not close the upstream answer of run %s", watch.run.pk)
    await watch.end()
    tee = watch.tee
    used = Used(
        input_tokens=tee.input_tokens,
        output_tokens=tee.output_tokens,
        stop_reason=tee.stop_reason[:40],
        first_token_ms=watch.first_token_ms,
        latency_ms=int((time.monotonic() - watch.started) * 1000),
        redactions=answer.redactions,
    )
    await in_thread(metering.settle, call, status=answer.reply.status, used=used, rehearsal=watch.run.rehearsal)


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
        self._restorer: people.Restorer | None = None
        self._ended = False
        self._pushed = self._saved = self._sent = ""
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
        self._ended = True
        if self.tee.preview and await self._shown() != self._sent:
            await self._push()
        if self.tee.preview != self._saved:
            await self._save()

    async def _push(self) -> None:
        """Send what is new, in pieces small enough for the channel layer, from where both texts still agree."""
        text = await self._shown()
        at = _agreeing(text, self._sent)
        self._pushed, self._sent, self._pushed_at = self.tee.preview, text, time.monotonic()
        for start in range(at, len(text), MOST_PUSHED) or [at]:
            piece = text[start : start + MOST_PUSHED]
            await live.apush(live.ticket_topic(self.run.ticket_id), {"stream": self.run.pk, "at": start, "text": piece})
        if time.monotonic() - self._saved_at >= SAVE_EVERY:
            await self._save()

    async def _shown(self) -> str:
        """The preview as the reviewer reads it: with the ticket's own people in it."""
        if self._restorer is None:
            self._restorer = await in_thread(people.Restorer.of, self.run)
        return self._restorer.text(self.tee.preview) if self._ended else self._restorer.begun(self.tee.preview)

    async def _save(self) -> None:
        self._saved, self._saved_at = self.tee.preview, time.monotonic()
        await in_thread(calls.save_preview, self.run, await self._shown())
