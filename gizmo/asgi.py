"""The staff site: Django over HTTP, and one websocket route."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gizmo.settings")

import django

django.setup()  # before the imports below: they need the app registry

from asgiref.sync import sync_to_async  # noqa: E402
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.handlers.asgi import ASGIHandler  # noqa: E402
from django.core.handlers.base import BaseHandler  # noqa: E402
from django.db import close_old_connections  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.http.response import HttpResponseBase  # noqa: E402
from django.urls import path  # noqa: E402
from servestatic.middleware import ServeStaticMiddleware  # noqa: E402

from gizmo.consumers import LiveConsumer  # noqa: E402


class OneThread(ASGIHandler):
    """A request from its first middleware to its view in one thread, as under WSGI: all of ours is sync.

    Django's own handler goes back to the event loop between middleware and view. A client that leaves right then
    can leave the thread waiting there for ever (django/asgiref#535), and the server cannot stop any more.
    Files are served around that, by the event loop.
    """

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self.file_or_page = ServeStaticMiddleware(sync_to_async(self.page))

    def page(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            close_old_connections()  # nobody else does where the client has left: the thread ends with this request

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = await self.file_or_page(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response


application = ProtocolTypeRouter(
    {
        "http": OneThread(),
        "websocket": AuthMiddlewareStack(URLRouter([path("ws/live", LiveConsumer.as_asgi())])),
    }
)
