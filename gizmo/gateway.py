"""The only door of a sandbox: /llm, /mcp and /run/report. Its own process; listens on a port and a unix socket.

python -m gizmo.gateway
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route


def build() -> Starlette:
    from django.conf import settings

    from agents.gateway import llm, mcp, report

    public = urlsplit(settings.GATEWAY_PUBLIC_URL).netloc
    hosts = ["127.0.0.1:*", "127.0.0.1", "localhost:*", "localhost", *([public, f"{public}:*"] if public else [])]
    server, tools = mcp.build(hosts)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/run/report", report.report, methods=["POST"]),
            Route("/llm/v1/messages", llm.messages, methods=["POST"]),
            Mount("/llm", routes=[Route("/{path:path}", llm.other, methods=["GET", "POST", "HEAD"])]),
            Mount("/mcp", app=tools),
        ],
        lifespan=lifespan,
    )


async def healthz(request: Request) -> Response:
    return JSONResponse({"ok": True})


def listen(bind: str, port: int, path: Path) -> list[socket.socket]:
    """Loopback for boxes on this machine without bubblewrap and for the tunnel to E2B; the socket for sealed ones."""
    tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    tcp.bind((bind, port))
    # A folder of its own: the sandbox sees this folder and nothing else of ours.
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    unix.bind(str(path))
    path.chmod(0o666)  # the run token decides who may do what; a box runs under another user
    return [tcp, unix]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gizmo.settings")
    from gizmo import postgres

    postgres.ensure()
    import django

    django.setup()
    import uvicorn
    from django.conf import settings

    config = uvicorn.Config(build(), log_level="warning", timeout_graceful_shutdown=3)
    sockets = listen(settings.GATEWAY_BIND, settings.GATEWAY_PORT, settings.GATEWAY_SOCKET)
    asyncio.run(uvicorn.Server(config).serve(sockets=sockets))


if __name__ == "__main__":
    main()
