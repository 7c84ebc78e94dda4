import base64
import contextlib
import json
import struct
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, unquote

import anyio.to_thread
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.sandbox.e2b_stub.boxes import Box, Process


class E2BStub:
    def __init__(self, codebase: Path) -> None:
        self.codebase = codebase
        self.api_key = "e2b_" + "0" * 40
        self.boxes: dict[str, Box] = {}
        self.keys: dict[str, str] = {}
        # Answers for the next requests whose path starts so, in order: (start, status, headers).
        self.faults: list[tuple[str, int, dict[str, str]]] = []
        self.log: list[tuple[str, str]] = []
        self.created: list[dict[str, Any]] = []
        self.page = 100

    @contextlib.contextmanager
    def serving(self) -> Iterator[str]:
        config = uvicorn.Config(self._app(), host="127.0.0.1", port=0, log_level="critical", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until = time.monotonic() + 10
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join(10)
            for box in list(self.boxes.values()):
                box.end()

    def live(self) -> list[Box]:
        for box in list(self.boxes.values()):
            if box.ends_at < time.time():
                self._end(box)
        return list(self.boxes.values())

    def _end(self, box: Box) -> None:
        self.boxes.pop(box.id, None)
        box.end()

    def _app(self) -> Starlette:
        control, daemon = self._control, self._daemon
        return Starlette(
            routes=[
                Route("/v2/sandboxes", control(self._create), methods=["POST"]),
                Route("/v2/sandboxes", control(self._list), methods=["GET"]),
                Route("/v2/sandboxes/{id}/connect", control(self._timeout), methods=["POST"]),
                Route("/sandboxes/{id}", control(self._get), methods=["GET"]),
                Route("/sandboxes/{id}", control(self._kill), methods=["DELETE"]),
                Route("/sandboxes/{id}/timeout", control(self._timeout), methods=["POST"]),
                Route("/files", daemon(self._files), methods=["POST"]),
                Route("/process.Process/Start", daemon(self._start), methods=["POST"]),
            ]
        )

    # The control API: X-API-KEY, JSON, errors as {"code", "message"}.

    def _control(self, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            if fault := self._noted(request):
                return fault
            if request.headers.get("x-api-key") != self.api_key:
                return _error(401, "invalid API key")
            self.live()
            if "id" in request.path_params and request.path_params["id"] not in self.boxes:
                return _error(404, "sandbox not found")
            return await handler(request)

        return guarded

    def _noted(self, request: Request) -> Response | None:
        self.log.append((request.method, request.url.path))
        for fault in self.faults:
            start, status, headers = fault
            if request.url.path.startswith(start):
                self.faults.remove(fault)
                return JSONResponse({"code": status, "message": "as arranged"}, status, headers)
        return None

    async def _create(self, request: Request) -> Response:
        body = await request.json()
        key = request.headers.get("idempotency-key", "")
        box = self.boxes.get(self.keys.get(key, ""))
        if box is None:
            self.created.append(body)
            box = Box(
                template=body["templateID"],
                metadata=body["metadata"],
                network=body["network"],
                codebase=self.codebase,
                ends_at=time.time() + body["timeout"],
            )
            self.boxes[box.id] = box
            if key:
                self.keys[key] = box.id
        return JSONResponse(_created(box), 201)

    async def _list(self, request: Request) -> Response:
        # A list of pairs, quoted, then urlencoded, then a query parameter: three times in all.
        wanted = [(unquote(k), unquote(v)) for k, v in parse_qsl(request.query_params.get("metadata", ""))]
        found = [box for box in self.live() if all(box.metadata.get(k) == v for k, v in wanted)]
        first, size = int(request.query_params.get("nextToken", "0")), int(request.query_params.get("limit", "100"))
        size = min(size, self.page)
        more = {"x-next-token": str(first + size)} if first + size < len(found) else {}
        return JSONResponse([_info(box) for box in found[first : first + size]], headers=more)

    async def _get(self, request: Request) -> Response:
        return JSONResponse(_info(self.boxes[request.path_params["id"]]))

    async def _kill(self, request: Request) -> Response:
        self._end(self.boxes[request.path_params["id"]])
        return Response(status_code=204)

    async def _timeout(self, request: Request) -> Response:
        box = self.boxes[request.path_params["id"]]
        until = time.time() + (await request.json())["timeout"]
        if request.url.path.endswith("/connect"):
            box.ends_at = max(box.ends_at, until)  # connecting only ever lengthens a life
            return JSONResponse(_created(box))
        box.ends_at = until
        return Response(status_code=204)

    # The daemon in the box: one shared host, routed by header; files as multipart, processes as Connect JSON streams.

    def _daemon(
        self, handler: Callable[[Request, Box], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            if fault := self._noted(request):
                return fault
            self.live()
            box = self.boxes.get(request.headers.get("e2b-sandbox-id", ""))
            if box is None or request.headers.get("e2b-sandbox-port") != "49983":
                return JSONResponse({"message": "The sandbox was not found", "code": 502}, 502)
            if request.headers.get("x-access-token") != box.token:
                return _error(401, "invalid access token")
            return await handler(request, box)

        return guarded

    async def _files(self, request: Request, box: Box) -> Response:
        written = []
        async with request.form() as form:
            for _, part in form.multi_items():
                assert not isinstance(part, str)
                path = request.query_params.get("path") or part.filename or ""
                place = box.home / PurePosixPath(path).relative_to("/home/runner")
                place.write_bytes(await part.read())
                written.append({"path": path, "name": place.name, "type": "file"})
        return JSONResponse(written)

    async def _start(self, request: Request, box: Box) -> Response:
        order = json.loads((await request.body())[5:])["process"]
        assert "connect-timeout-ms" not in request.headers, "the daemon would end the process at that deadline"
        process = box.start([order["cmd"], *order["args"]], order.get("envs", {}), order.get("cwd", "/home/runner"))
        return StreamingResponse(_events(process), media_type="application/connect+json")


async def _events(process: Process) -> AsyncIterator[bytes]:
    yield _frame({"event": {"start": {"pid": process.pid}}})
    code = await anyio.to_thread.run_sync(process.popen.wait, abandon_on_cancel=True)
    if output := process.output.read_bytes():
        yield _frame({"event": {"data": {"stdout": base64.b64encode(output).decode()}}})
    yield _frame({"event": {"end": {"exited": True, "status": f"exit status {code}", "exitCode": code}}})
    yield _frame({}, flags=2)


def _frame(message: dict[str, Any], flags: int = 0) -> bytes:
    body = json.dumps(message).encode()
    return struct.pack(">BI", flags, len(body)) + body


def _error(status: int, message: str) -> Response:
    return JSONResponse({"code": status, "message": message}, status)


def _created(box: Box) -> dict[str, Any]:
    return {
        "templateID": box.template,
        "sandboxID": box.id,
        "clientID": "stub",
        "envdVersion": "0.6.2",
        "envdAccessToken": box.token,
    }


def _info(box: Box) -> dict[str, Any]:
    return {
        **_created(box),
        "startedAt": datetime.fromtimestamp(box.started_at, UTC).isoformat(),
        "endAt": datetime.fromtimestamp(box.ends_at, UTC).isoformat(),
        "cpuCount": 2,
        "memoryMB": 1024,
        "diskSizeMB": 1024,
        "state": "running",
        "metadata": box.metadata,
    }
