"""Who answers the Messages API: Anthropic, or the rehearsal where no key is set."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import anthropic
from django.conf import settings

from agents.gateway import rehearsal
from agents.gateway.admissible import admissible_betas

logger = logging.getLogger(__name__)
KEPT = ("content-type", "retry-after", "request-id", "x-should-retry")
STANDARD = {"model", "messages", "max_tokens", "stream"}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer being received: status and headers now, the body as it comes."""

    status: int
    body: AsyncIterator[bytes]
    headers: Mapping[str, str] = field(default_factory=dict)


class Upstream(Protocol):
    def messages(
        self, body: Mapping[str, object], headers: Mapping[str, str]
    ) -> AbstractAsyncContextManager[Reply]: ...


class Anthropic:
    """Anthropic's Messages API through their SDK; bytes pass as they come."""

    def __init__(self, api_key: str, base_url: str) -> None:
        # The client in the sandbox retries; a second retry here would sleep through any Retry-After, however long.
        self._client = anthropic.AsyncAnthropic(api_key=api_key, base_url=base_url, max_retries=0, timeout=600)

    @asynccontextmanager
    async def messages(self, body: Mapping[str, object], headers: Mapping[str, str]) -> AsyncIterator[Reply]:
        asked: dict[str, Any] = {name: body[name] for name in STANDARD if name in body}
        call = self._client.messages.with_streaming_response.create(
            **asked,
            extra_headers=_headers(headers),
            extra_body={key: value for key, value in body.items() if key not in STANDARD},
        )
        try:
            async with call as response:
                kept = {name: value for name, value in response.headers.items() if name.lower() in KEPT}
                yield Reply(response.status_code, response.iter_bytes(), kept)
        except anthropic.APIStatusError as error:
            yield _refusal(error)
        except anthropic.APIConnectionError as error:
            logger.warning("Anthropic could not be reached: %s", error)
            yield Reply(529, _once(_error("overloaded_error", "The model could not be reached.")))


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    betas = admissible_betas(headers.get("anthropic-beta", ""))
    version = headers.get("anthropic-version", "")
    return {**({"anthropic-beta": betas} if betas else {}), **({"anthropic-version": version} if version else {})}


def _refusal(error: anthropic.APIStatusError) -> Reply:
    if error.status_code in {401, 403}:
        # Our key, not the sandbox's token: a 401 would make the CLI retry for three minutes.
        logger.error("Anthropic refused the gateway's key (%s)", error.status_code)
        body = _error("permission_error", "The gateway's own key was refused. An operator has to look at it.")
        return Reply(403, _once(body), {"x-should-retry": "false"})
    kept = {name: value for name, value in error.response.headers.items() if name.lower() in KEPT}
    body = error.body if isinstance(error.body, dict) else _error("api_error", str(error.message))
    return Reply(error.status_code, _once(body), {**kept, "content-type": "application/json"})


class Rehearsal:
    """The same API without a model: deterministic, and says so."""

    @asynccontextmanager
    async def messages(self, body: Mapping[str, object], headers: Mapping[str, str]) -> AsyncIterator[Reply]:
        message = await asyncio.to_thread(rehearsal.respond, body)
        if body.get("stream"):
            yield Reply(200, self._stream(message), {"content-type": "text/event-stream; charset=utf-8"})
        else:
            yield Reply(200, _once(message), {"content-type": "application/json"})

    async def _stream(self, message: Mapping[str, object]) -> AsyncIterator[bytes]:
        pace = settings.REHEARSAL_PACE_MS / 1000
        for name, data in rehearsal.events(message):
            yield f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
            if pace and name == "content_block_delta":
                await asyncio.sleep(pace)


@cache
def get_upstream() -> Upstream:
    """The one the settings name; made once per process."""
    if settings.REHEARSAL:
        return Rehearsal()
    return Anthropic(settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL)


def _error(kind: str, message: str) -> dict[str, object]:
    return {"type": "error", "error": {"type": kind, "message": message}}


async def _once(body: Mapping[str, object]) -> AsyncIterator[bytes]:
    yield json.dumps(body).encode()
