"""Faults on demand: what a network and a busy service do to the caller."""

import asyncio
import re
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gizmo.demo.simulator.bodies import FaultRule
from gizmo.demo.simulator.wire import Refusal


@dataclass
class Faults:
    """The armed faults, oldest first. They live in memory: a restart heals everything."""

    rules: list[FaultRule] = field(default_factory=list)

    def take(self, method: str, path: str) -> FaultRule | None:
        for rule in self.rules:
            if rule.method.upper() in {"*", method} and re.search(rule.path, path):
                rule.times -= 1
                if rule.times < 1:
                    self.rules.remove(rule)
                return rule
        return None


class FaultGate:
    """Stands before the API routes only; the control API and the page stay reachable."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        if scope["type"] != "http" or path == "/" or path.startswith(("/_sim/", "/play/")):
            await self._app(scope, receive, send)
            return
        rule = self._faults.take(scope["method"], path)
        if rule is None:
            await self._app(scope, receive, send)
            return
        if rule.kind.endswith("_after_commit"):
            await self._app(scope, receive, _discard)
        await _misbehave(rule, scope, receive, send)


async def _misbehave(rule: FaultRule, scope: Scope, receive: Receive, send: Send) -> None:
    if rule.kind == "429":
        headers = {"retry-after": f"{rule.retry_after:g}"}
        await Refusal(429, "rate_limited", "Too many requests.", headers).response()(scope, receive, send)
    elif rule.kind.startswith("500"):
        await Refusal(500, "internal_error", "Something went wrong.").response()(scope, receive, send)
    elif rule.kind.startswith("hang"):
        await _until_gone(receive, rule.seconds)
        await Refusal(504, "internal_error", "The request took too long.").response()(scope, receive, send)
    else:
        # An answer that stops before its announced end: the server drops the connection.
        headers_of_more = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers_of_more})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


async def _until_gone(receive: Receive, seconds: float) -> None:
    """Wait, but not longer than the caller does."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


async def _discard(message: Message) -> None:
    return None
