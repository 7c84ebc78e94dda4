"""Servers that are slow, wrong or hostile: raw answers to MCP requests, and a token address."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Answer = Callable[[dict[str, Any]], object]
PLAIN = {"type": "object", "properties": {"customer_id": {"type": "string"}}, "required": ["customer_id"]}


def tool(name: str = "lookup", description: str = "Look it up.", **fields: Any) -> dict[str, Any]:
    return {"name": name, "description": description, "inputSchema": PLAIN, **fields}


def said(text: str, **fields: Any) -> dict[str, Any]:
    """A tool's answer."""
    return {"content": [{"type": "text", "text": text}], "resultType": "complete", **fields}


@dataclass
class Stranger:
    """Offers `tools`; answers calls by `on_call`, which may give a result, a Response, or raise."""

    tools: list[dict[str, Any]] = field(default_factory=lambda: [tool()])
    on_call: Callable[[dict[str, Any]], Any] = lambda params: said("found")
    page_size: int = 100
    tokens: set[str] | None = None  # those that open it; None: no token is needed
    calls: list[dict[str, Any]] = field(default_factory=list)
    seen_headers: list[dict[str, str]] = field(default_factory=list)
    # The token address
    token_status: int = 200
    token_answer: Callable[[int], object] = lambda number: {
        "access_token": f"access-{number}",
        "token_type": "Bearer",
        "expires_in": 3600,
    }
    token_requests: list[dict[str, Any]] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/mcp", self._mcp, methods=["POST"]),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _mcp(self, request: Request) -> Response:
        self.seen_headers.append(dict(request.headers))
        authorization = request.headers.get("authorization", "")
        if self.tokens is not None and authorization.removeprefix("Bearer ") not in self.tokens:
            return Response("no", 401)
        body = json.loads(await request.body())
        if "id" not in body:
            return Response(status_code=202)
        try:
            answer = self._result(body["method"], body.get("params") or {})
        except LookupError as error:
            failure = {"code": -32601, "message": str(error)}
            return JSONResponse({"jsonrpc": "2.0", "id": body["id"], "error": failure})
        if isinstance(answer, Awaitable):
            answer = await answer
        if isinstance(answer, Response):
            return answer
        return JSONResponse({"jsonrpc": "2.0", "id": body["id"], "result": answer})

    def _result(self, method: str, params: dict[str, Any]) -> Any:
        if method == "initialize":
            return {
                "protocolVersion": "2025-06-18",
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "stranger", "version": "1"},
            }
        if method == "tools/list":
            start = int(params.get("cursor") or 0)
            page = {"tools": self.tools[start : start + self.page_size]}
            more = start + self.page_size < len(self.tools)
            return {**page, "nextCursor": str(start + self.page_size)} if more else page
        if method == "tools/call":
            self.calls.append(params)
            return self.on_call(params)
        raise LookupError(method)

    async def _token(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        self.token_requests.append({**form, "authorization": request.headers.get("authorization", "")})
        if self.token_status != 200:
            return JSONResponse({"error": "invalid_client"}, self.token_status)
        return JSONResponse(self.token_answer(len(self.token_requests)))


async def never(params: dict[str, Any]) -> object:
    await asyncio.sleep(30)
    return said("too late")
