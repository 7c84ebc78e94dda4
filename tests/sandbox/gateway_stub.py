"""A gateway for tests: a scripted Messages API, an MCP server and the report endpoint, on a unix socket."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import anyio
import uvicorn
from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

Block = dict[str, Any]


def text(words: str) -> Block:
    return {"type": "text", "text": words}


def call(name: str, **arguments: object) -> Block:
    return {"type": "tool_use", "name": name, "input": arguments}


class GatewayStub:
    def __init__(self, script: Sequence[Sequence[Block] | int], *, tools: Sequence[str] = ("get_ticket",)) -> None:
        self.script = list(script)
        self.tools = tools
        self.with_mcp = True
        self.silent = False
        self.refuse_started = 0
        self.model_requests: list[dict[str, Any]] = []
        self.model_headers: list[dict[str, str]] = []
        self.tool_calls: list[tuple[str, str]] = []
        self.reports: list[dict[str, Any]] = []
        self.finished = threading.Event()

    @property
    def tool_results(self) -> list[dict[str, Any]]:
        """Every tool result that the model was shown, in order."""
        messages = self.model_requests[-1]["messages"] if self.model_requests else []
        blocks = [block for m in messages if isinstance(m["content"], list) for block in m["content"]]
        return [block for block in blocks if block["type"] == "tool_result"]

    @property
    def outcome(self) -> dict[str, Any]:
        return self.reports[-1]

    async def messages(self, request: Request) -> Response:
        self.model_requests.append(await request.json())
        self.model_headers.append(dict(request.headers))
        if self.silent:
            await anyio.sleep_forever()
        turn = self.script[min(len(self.model_requests), len(self.script)) - 1]
        if isinstance(turn, int):
            error = {"type": "error", "error": {"type": "billing_error", "message": "stopped by the gateway"}}
            return JSONResponse(error, status_code=turn, headers={"x-should-retry": "false"})
        return Response("".join(_stream(turn, len(self.model_requests))), media_type="text/event-stream")

    async def report(self, request: Request) -> Response:
        body = await request.json()
        assert request.headers["authorization"].startswith("Bearer ")
        self.reports.append(body)
        if body["event"] == "finished":
            self.finished.set()
        elif self.refuse_started:
            return Response(status_code=self.refuse_started)
        return JSONResponse({})

    def app(self) -> Starlette:
        server = MCPServer("gizmo", version="1", subscriptions=False)
        for name in self.tools:
            self._offer(server, name)
        mcp = server.streamable_http_app(
            streamable_http_path="/",
            stateless_http=True,
            json_response=True,
            transport_security=TransportSecuritySettings(allowed_hosts=["127.0.0.1:*"], allowed_origins=[]),
        )

        @contextlib.asynccontextmanager
        async def lifespan(app: Starlette) -> Any:
            async with server.session_manager.run():
                yield

        routes: list[Any] = [
            Route("/llm/v1/messages", self.messages, methods=["POST"]),
            Route("/run/report", self.report, methods=["POST"]),
        ]
        if self.with_mcp:
            routes.append(Mount("/mcp", app=mcp))
        return Starlette(routes=routes, lifespan=lifespan)

    def _offer(self, server: MCPServer, name: str) -> None:
        def tool(query: str = "") -> str:
            self.tool_calls.append((name, query))
            return json.dumps({"result_id": "tool:1", "query": query})

        server.add_tool(tool, name=name, description=name, structured_output=False)

    @contextlib.contextmanager
    def serving(self, socket: Path) -> Iterator["GatewayStub"]:
        socket.parent.mkdir(parents=True, exist_ok=True)
        config = uvicorn.Config(self.app(), uds=str(socket), log_level="critical", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until = time.monotonic() + 10
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        try:
            yield self
        finally:
            server.should_exit = True
            server.force_exit = True
            thread.join(10)
            socket.unlink(missing_ok=True)


def _stream(blocks: Sequence[Block], number: int) -> Iterator[str]:
    def event(kind: str, **fields: object) -> str:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"

    usage = {"input_tokens": 10, "output_tokens": 1}
    message = {"id": f"msg_{number}", "type": "message", "role": "assistant", "model": "stub", "content": []}
    yield event("message_start", message={**message, "stop_reason": None, "stop_sequence": None, "usage": usage})
    for index, block in enumerate(blocks):
        if block["type"] == "text":
            yield event("content_block_start", index=index, content_block={"type": "text", "text": ""})
            delta: Block = {"type": "text_delta", "text": block["text"]}
        else:
            begun = {"type": "tool_use", "id": f"toolu_{number}_{index}", "name": block["name"], "input": {}}
            yield event("content_block_start", index=index, content_block=begun)
            delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        yield event("content_block_delta", index=index, delta=delta)
        yield event("content_block_stop", index=index)
    stop = "tool_use" if any(block["type"] == "tool_use" for block in blocks) else "end_turn"
    yield event("message_delta", delta={"stop_reason": stop, "stop_sequence": None}, usage={"output_tokens": 5})
    yield event("message_stop")
