"""A stand-in for Pylon: the same REST wire, webhooks, faults on demand, and a page that shows the customers' side."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from sqlite3 import IntegrityError

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gizmo.demo.simulator.api import Api
from gizmo.demo.simulator.control import Control
from gizmo.demo.simulator.faults import FaultGate, Faults
from gizmo.demo.simulator.page import CustomersPage
from gizmo.demo.simulator.store import Store
from gizmo.demo.simulator.webhooks import Backoff, Sender
from gizmo.demo.simulator.wire import Refusal

__all__ = ["Backoff", "build"]


def build(db_path: Path, token: str, secret: str, webhook_url: str, backoff: Backoff | None = None) -> Starlette:
    store = Store(db_path)
    faults = Faults()
    sender = Sender(store, webhook_url, secret, backoff or Backoff())

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        sending = asyncio.create_task(sender.run())
        try:
            yield
        finally:
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending
            store.close()

    return Starlette(
        routes=[
            *CustomersPage(store, faults, sender.wake).routes(),
            *Control(store, faults, sender.wake).routes(),
            *Api(store, token, sender.wake).routes(),
        ],
        middleware=[Middleware(NoCrossSiteWrites), Middleware(FaultGate, faults=faults)],
        exception_handlers={Refusal: _refused, IntegrityError: _clashed, 404: _not_found, 405: _not_allowed},
        lifespan=lifespan,
    )


class NoCrossSiteWrites:
    """The control API has no login, so a page of another site in the same browser must not reach it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        site = dict(scope.get("headers", [])).get(b"sec-fetch-site", b"none")
        if scope["type"] == "http" and scope["method"] != "GET" and site not in {b"same-origin", b"none"}:
            await Refusal(403, "permission_denied", "Another site may not do this.").response()(scope, receive, send)
            return
        await self._app(scope, receive, send)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return error.response()


async def _clashed(request: Request, error: Exception) -> Response:
    return Refusal(409, "duplicate_object", f"It clashes with what is already here: {error}.").response()


async def _not_found(request: Request, error: Exception) -> Response:
    return Refusal(404, "not_found", "There is nothing at this address.").response()


async def _not_allowed(request: Request, error: Exception) -> Response:
    return Refusal(405, "method_not_allowed", "This address does not take that method.").response()
