"""A stand-in for a billing system: an MCP server with a static token that keeps real books, and a page to see them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount

from gizmo.demo.billing import tools
from gizmo.demo.billing.control import Control
from gizmo.demo.billing.page import BooksPage
from gizmo.demo.billing.store import Store
from gizmo.demo.simulator import NoCrossSiteWrites

__all__ = ["build"]


def build(db_path: Path, token: str) -> Starlette:
    store = Store(db_path)
    server = tools.build(store, token)
    mcp = server.streamable_http_app(streamable_http_path="/mcp", stateless_http=True, json_response=True)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield
        store.close()

    return Starlette(
        routes=[*BooksPage(store).routes(), *Control(store).routes(), Mount("/", app=mcp)],
        # The page and the control API have no login: neither another site nor another name may reach them.
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
            Middleware(NoCrossSiteWrites),
        ],
        lifespan=lifespan,
    )
